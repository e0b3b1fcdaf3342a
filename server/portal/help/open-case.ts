import type { Request } from 'express'
import { ipKeyGenerator } from 'express-rate-limit'
import { storeHelpCase } from '../../access/help-cases/help-cases.ts'
import type { PortalParts } from '../parts.ts'
import type { ProblemKind } from '../problems/problem.ts'
import type { WhoAsks } from '../problems/who-asks.ts'
import type { PortalState } from '../sign-in/state.ts'

/** A minute, of one device that its gateway has signed for, or of one resident who has signed in. */
const MOST_ALONE = 5
/** A minute, of all others who come from one address: a case for each hotspot of a neighbourhood is much. */
const MOST_OF_ADDRESS = 30
/** A minute, of all who prove nothing; whoever makes more fills the table on purpose. */
const MOST_UNPROVEN = 600
const MINUTE_MS = 60_000

/** Of these nothing is to be told but what the page says. */
const untold: ReadonlySet<ProblemKind> = new Set([
  ...(['missing', 'doubled', 'rate-limited', 'not-found', 'declined', 'voucher-unknown'] as const),
])

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
export function caseOpener({ db, sealer, registry, log, now = Date.now }: PortalParts, who: WhoAsks): OpenCase {
  let began = Number.NEGATIVE_INFINITY
  const opened = new Map<string, number>()
  /** Counts one more, unless there are so many already. */
  const take = (key: string, most: number): boolean => {
    const before = opened.get(key) ?? 0
    if (before < most) opened.set(key, before + 1)
    return before < most
  }
  const mayOpen = (request: Request, state: PortalState): boolean => {
    if (now() - began >= MINUTE_MS) {
      opened.clear()
      began = now()
    }
    const proven = state.signedIn === undefined ? who.device(state) : `resident ${state.signedIn}`
    if (proven !== undefined) return take(proven, MOST_ALONE)
    return take(`address ${ipKeyGenerator(request.ip ?? '')}`, MOST_OF_ADDRESS) && take('unproven', MOST_UNPROVEN)
  }
  return async (request, state, what) => {
    if (!mayOpen(request, state)) return undefined
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
