import type { RejectReason } from '../../access/decide.ts'
import { decideGrant, logGrant } from '../../access/decide-grant.ts'
import { decisionsOnDevice } from '../../access/views.ts'
import type { TicketArrival } from '../arrival/arrival.ts'
import { emergencyAt } from '../arrival/at-hotspot.ts'
import type { PortalContext } from '../context.ts'
import { Problem, type ProblemKind } from '../problems/problem.ts'
import type { PortalState, StoredArrival } from './state.ts'

/** What residents are told of the reasons that are theirs to know; of the others, that it did not come about. */
const told: Partial<Record<RejectReason, ProblemKind>> = {
  'hotspot-closed': 'closed',
  'resident-blocked': 'blocked',
  'level-too-low': 'not-verified',
  'voucher-over': 'voucher-over',
  'daily-time-used-up': 'used-up',
  'daily-volume-used-up': 'used-up',
  'too-many-devices': 'too-many-devices',
  'hotspot-full': 'full',
}

export const refused = (reason: RejectReason, whose: string): Problem =>
  new Problem(told[reason] ?? 'failed', `${whose}: ${reason}`)

/**
 * Decides by the rules of an Access-Request before the gateway is asked: gateways do not say why RADIUS refused, some
 * answer with an empty page. What may be is not recorded here, but where RADIUS is asked.
 *
 * @returns why not, in words for the resident
 */
export async function checkAllowed(
  context: PortalContext,
  arrival: TicketArrival,
  residentId: number,
  replacesMac: string | undefined,
): Promise<Problem | undefined> {
  const { db, log, calendar } = context
  const { gateway, hotspot, deviceMac } = arrival
  const where = { gatewayId: gateway.id, hotspotId: hotspot?.id ?? null, deviceMac }
  const emergencyUntil = emergencyAt(context, arrival)?.endsAt
  const request = { residentId, replacesMac, emergencyUntil, credentials: { kind: 'signed-in' }, ...where } as const
  // Where it is and for how long, RADIUS decides by what the gateway itself says.
  const decision = await decideGrant(db, { ...request, isPlaced: true, capacity: hotspot?.capacity }, calendar)
  if (decision.accept) return undefined
  await logGrant(db, log, { ...where, residentId, reason: decision.reason })
  return refused(decision.reason, `resident ${residentId}`)
}

/**
 * Why RADIUS refused what a gateway asked since its last redirect, where that is for the resident to know.
 *
 * @param before the redirect
 */
export async function refusalOfGateway(
  { db, now }: PortalContext,
  { signedIn }: PortalState,
  before: StoredArrival,
): Promise<Problem | undefined> {
  if (signedIn === undefined) return undefined
  const decisions = await decisionsOnDevice(db, before.deviceMac, new Date(before.arrivedAt), new Date(now() + 1000))
  const last = decisions.findLast(
    ({ gateway_id, resident_id }) => gateway_id === before.gatewayId && resident_id === signedIn,
  )
  if (!last || last.accepted) return undefined
  const reason = last.reason as RejectReason
  return told[reason] && refused(reason, `resident ${signedIn}`)
}
