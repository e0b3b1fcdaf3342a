import type { Request, Response } from 'express'
import type { SignIn } from '../../city-key/provider.ts'
import type { Config } from '../../config/index.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import { loginOrigins } from '../gateways/dialects.ts'
import { sentField } from '../pages/form.ts'
import { ANOTHER, confirmPage } from '../pages/pages.ts'
import { Problem } from '../problems/problem.ts'
import { checkForm } from './state.ts'

/**
 * What is to be done with somebody who was to sign in anew.
 *
 * - `go`: they did, by the City Key's word
 * - `ask`: nobody knows; they say so themselves, which is a question and no proof (docs/city-key.md)
 * - `refuse`: nobody knows, of a City Key that the city expects to tell, and what is stored would be shown
 */
export function nextFor(
  freshness: SignIn['freshness'],
  { cityKey }: Pick<Config, 'cityKey'>,
  visits: boolean,
): 'go' | 'ask' | 'refuse' {
  if (freshness === 'proven' || cityKey.freshness === 'prompt') return 'go'
  // Who only wants to get online is sent to sign in anew at times.
  if (freshness === undefined && !visits) return 'go'
  return visits && cityKey.freshness === 'auth_time' ? 'refuse' : 'ask'
}

/** Whether the account that came back is the account of who holds the phone. */
export const showConfirm: PortalStep = ({ registry, send, stateOf }, request, response) => {
  const state = stateOf(request, response)
  const { confirms, arrival } = state
  if (!confirms) throw new Problem('lost', 'nobody has come back who is to confirm who they are')
  const gateway = arrival && registry.gateway(arrival.gatewayId)
  const origins = arrival && gateway && !confirms.visits ? loginOrigins(arrival) : []
  send(request, response, (reader) => confirmPage(reader, state, origins))
}

/**
 * Who says that the account is theirs.
 *
 * @throws {Problem} `not-fresh` where they say that it is not
 */
export const whenConfirmed =
  (next: ConfirmedStep): PortalStep =>
  async (context, request, response) => {
    const state = context.stateOf(request, response)
    checkForm(state, request.body)
    const { confirms } = state
    if (!confirms) throw new Problem('lost', 'confirmed by nobody who has come back')
    delete state.confirms
    state.save()
    if (sentField(request, ANOTHER) !== '')
      throw new Problem('not-fresh', 'the account is another person’s, as they say')
    await next(context, request, response, confirms)
  }

/** What follows, with whom. */
export type ConfirmedStep = (
  context: PortalContext,
  request: Request,
  response: Response,
  who: { residentId: number; visits: boolean },
) => Promise<void>
