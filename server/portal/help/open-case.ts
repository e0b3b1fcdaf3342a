import type { Request } from 'express'
import { storeHelpCase } from '../../access/help-cases/help-cases.ts'
import type { PortalParts } from '../parts.ts'
import type { ProblemKind } from '../problems/problem.ts'
import type { PortalState } from '../sign-in/state.ts'

/** A case a minute for each of ten hotspots of a neighbourhood is much; whoever makes more fills the table on purpose. */
const MOST_A_MINUTE = 600
const MINUTE_MS = 60_000

/** Of these nothing is to be told but what the page says. */
const untold: ReadonlySet<ProblemKind> = new Set(['missing', 'doubled', 'rate-limited', 'not-found', 'declined'])

export const isWorthACase = (kind: ProblemKind): boolean => !untold.has(kind)

export type OpenCase = (
  request: Request,
  state: PortalState,
  what: { problem: ProblemKind; detail: string } | undefined,
) => Promise<string | undefined>

/**
 * Keeps what is known of a resident's way under a code.
 *
 * @returns gives the code; undefined where it cannot be kept now, which stops nobody
 */
export function caseOpener({ db, sealer, registry, log, now = Date.now }: PortalParts): OpenCase {
  let minute = 0
  let opened = 0
  return async (request, state, what) => {
    const current = Math.floor(now() / MINUTE_MS)
    if (current !== minute) opened = 0
    minute = current
    if (++opened > MOST_A_MINUTE) return undefined
    const { arrival, steps = [], signedIn } = state
    const gateway = arrival && registry.gateway(arrival.gatewayId)
    const hotspot = gateway && registry.hotspotOf(gateway.id, arrival.called ?? undefined)
    return storeHelpCase(db, sealer, {
      problem: what?.problem ?? null,
      detail: what?.detail.slice(0, 500) ?? null,
      steps: steps.map(([step, at]) => ({ step, at: new Date(at).toISOString() })),
      gatewayId: gateway?.id ?? null,
      hotspotId: hotspot?.id ?? null,
      deviceMac: arrival?.deviceMac ?? null,
      residentId: signedIn ?? null,
      resume: arrival && gateway ? JSON.stringify({ arrival, address: request.ip ?? '' }) : null,
    }).catch((error) => {
      log.warn({ err: error }, 'a help case was not kept')
      return undefined
    })
  }
}
