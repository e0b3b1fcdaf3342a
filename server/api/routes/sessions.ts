import { z } from 'zod'
import { loadDefaultPolicy } from '../../access/policies/policies.ts'
import { changeLimits, VendorCannot } from '../../access/reply/change-limits.ts'
import { recentDecisions } from '../../access/views.ts'
import { audit } from '../../directory/audit.ts'
import { gatewayNames } from '../../network/hotspots/views.ts'
import { disconnectSession } from '../../sessions/disconnects/disconnect.ts'
import { type GatewayAnswer, Unreachable } from '../../sessions/disconnects/dynamic-authorization.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { sessionById } from '../../sessions/views.ts'
import { usageByDay } from '../../usage/by-day.ts'
import * as contract from '../contract.ts'
import { shownDevice } from '../device.ts'
import { type ApiParts, ApiProblem, route } from '../route.ts'
import { device, exactlyOne, id, idParameter, limit } from './parameters.ts'

/** Whose use is asked for: one of the three. */
const usageQuery = z
  .strictObject({
    hotspot: id.optional(),
    resident: id.optional(),
    device: device.optional(),
    from: z.iso.date(),
    to: z.iso.date(),
  })
  .refine(...exactlyOne('hotspot', 'resident', 'device'))

/** Rates that a person may mean; the time left, of a session of at most a week. */
const limitsQuery = z
  .strictObject({
    downBps: z.coerce.number().int().min(10_000).max(4_000_000_000).optional(),
    upBps: z.coerce.number().int().min(10_000).max(4_000_000_000).optional(),
    secondsLeft: z.coerce.number().int().min(60).max(604_800).optional(),
  })
  .refine(({ downBps, upBps }) => (downBps === undefined) === (upBps === undefined), {
    error: 'downBps and upBps change together',
    path: ['downBps'],
  })
  .refine(({ downBps, secondsLeft }) => downBps !== undefined || secondsLeft !== undefined, {
    error: 'downBps and upBps, or secondsLeft',
    path: ['secondsLeft'],
  })

export const sessionRoutes = [
  route({
    method: 'post',
    path: '/sessions/{id}/disconnect',
    summary: 'Sends a Disconnect-Request (RFC 5176) and waits for the answer of the gateway',
    role: 'operator',
    params: idParameter,
    response: contract.gatewayAnswer,
    async handler({ parts, params: { id }, staff }) {
      const { hotspot_id: hotspotId } = await liveSession(parts, id)
      return audited(parts, staff, 'session.disconnect', id, { hotspotId }, () =>
        disconnectSession(parts, id, { cause: 'staff', staffId: staff.id }),
      )
    },
  }),
  route({
    method: 'post',
    path: '/sessions/{id}/limits',
    summary: "Changes a live session's rate and time by CoA-Request (RFC 5176) and waits for the answer of the gateway",
    role: 'operator',
    params: idParameter,
    query: limitsQuery,
    response: contract.gatewayAnswer,
    async handler({ parts, params: { id }, query: { downBps, upBps, secondsLeft }, staff }) {
      const session = await liveSession(parts, id)
      const sessionSeconds =
        secondsLeft === undefined
          ? undefined
          : Math.round((Date.now() - session.started_at.getTime()) / 1000) + secondsLeft
      const rate = downBps === undefined || upBps === undefined ? undefined : { downBps, upBps }
      const detail = { hotspotId: session.hotspot_id, ...rate, ...(secondsLeft === undefined ? {} : { secondsLeft }) }
      return audited(parts, staff, 'session.limits', id, detail, () =>
        changeLimits(parts, id, { rate, sessionSeconds }, staff.id),
      )
    },
  }),
  route({
    method: 'get',
    path: '/usage',
    summary: 'Use by local day of a hotspot, a resident or a device',
    role: 'operator',
    query: usageQuery,
    response: contract.usage,
    async handler({ parts: { db, config }, query: { hotspot, resident, device, from, to } }) {
      const of = hotspot !== undefined ? { hotspot } : resident !== undefined ? { resident } : { device: device! }
      const { interimSeconds } = await loadDefaultPolicy(db)
      const clock = { timeZone: config.timeZone, since: silentBefore(interimSeconds) }
      return { days: await usageByDay(db, of, from, to, clock) }
    },
  }),
  route({
    method: 'get',
    path: '/access-log',
    summary: 'Recent decisions on who may be online, newest first',
    role: 'operator',
    query: z.strictObject({ hotspot: id.optional(), limit: limit(500, 100) }),
    response: contract.accessLog,
    async handler({ parts: { db }, query }) {
      const rows = await recentDecisions(db, { hotspotId: query.hotspot, limit: query.limit })
      const names = await gatewayNames(db, [...new Set(rows.map((row) => row.gateway_id))])
      return {
        decisions: rows.map((row) => ({
          at: row.at.toISOString(),
          gateway: names.get(row.gateway_id) ?? `${row.gateway_id}`,
          hotspotId: row.hotspot_id,
          device: shownDevice(row.device_mac) ?? null,
          method: row.method,
          accepted: row.accepted,
          reason: row.reason,
        })),
      }
    },
  }),
]

/** @throws {ApiProblem} 404 or 409 where there is no such session, or it has ended */
async function liveSession({ db }: ApiParts, id: number) {
  const session = await sessionById(db, id)
  if (!session) throw new ApiProblem(404, 'no-such-session', `There is no session ${id}.`)
  if (session.ended_at) throw new ApiProblem(409, 'session-ended', `Session ${id} has ended already.`)
  return session
}

/**
 * Asks a gateway by `ask`, and audits what came of it, unless the same is under way already: then the answer is pending.
 *
 * @throws {ApiProblem} 409 where the gateway cannot be asked
 */
async function audited(
  { db }: ApiParts,
  staff: { id: number },
  action: string,
  sessionId: number,
  detail: Record<string, unknown>,
  ask: () => Promise<GatewayAnswer | undefined>,
): Promise<contract.GatewayAnswer> {
  const record = (result: object) =>
    audit(db, { kind: 'staff', staffId: staff.id }, action, `session ${sessionId}`, { ...detail, ...result })
  try {
    const answer = await ask()
    if (!answer) return { outcome: 'pending', errorCause: null, attempts: 0 }
    await record(answer)
    return answer
  } catch (error) {
    if (error instanceof Unreachable) throw new ApiProblem(409, 'gateway-unknown', error.message)
    if (error instanceof VendorCannot) throw new ApiProblem(409, 'vendor-cannot', error.message)
    await record({ outcome: 'failed' })
    throw error
  }
}
