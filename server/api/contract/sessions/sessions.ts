import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { flag, idParameter, number } from '../parameters.ts'

export const gatewayOutcome = z.enum(['pending', 'ack', 'nak', 'timeout'])

/** What a gateway answered to a Disconnect- or CoA-Request. `pending`: the same request is under way. */
export const gatewayAnswer = z.object({
  outcome: gatewayOutcome,
  /** RFC 5176 section 3.5, when the NAS refused. */
  errorCause: z.int().nullable(),
  attempts: z.int(),
})
export type GatewayAnswer = z.infer<typeof gatewayAnswer>

/**
 * What of a session's accounting is not believed, and not counted: more octets than a line carries, more time than has
 * passed, a record that came days late; or whose it is, since the gateway was not told to let the device in.
 */
export const sessionDoubt = z.enum(['volume', 'time', 'late', 'class', 'unaccepted'])

/** How a session ended; `silence` and `reboot` are what Plaza inferred, the others what the gateway said. */
export const sessionEnd = z.enum(['stop', 'accounting-on', 'accounting-off', 'disconnect', 'silence', 'reboot'])

/** Devices are shown as the last 3 octets only. */
export const sessionRow = z.object({
  id: z.int(),
  device: z.string(),
  /** Where it is now; null: nobody knows. */
  hotspot: z.object({ id: z.int(), name: z.string() }).nullable(),
  residentId: z.int().nullable(),
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  durationSeconds: z.int(),
  inputOctets: z.number(),
  outputOctets: z.number(),
  terminateCause: z.int().nullable(),
  /** Null while it goes on, and for sessions that ended before this was kept. */
  endedBy: sessionEnd.nullable(),
  doubt: sessionDoubt.nullable(),
  /** The hotspots that it came through, this one last; empty where it stayed. */
  path: z.array(z.object({ hotspotId: z.int(), hotspot: z.string(), since: z.iso.datetime() })),
  /** The last requests to end it and to change its limits. */
  disconnect: gatewayAnswer.nullable(),
  limits: gatewayAnswer
    .extend({ downBps: z.int().nullable(), upBps: z.int().nullable(), sessionSeconds: z.int().nullable() })
    .nullable(),
})
export type SessionRow = z.infer<typeof sessionRow>
export const sessionPage = pageOf(sessionRow)

const sessionsAtPlace = {
  method: 'get',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  query: z.strictObject({ live: flag.optional(), ...paging(200, 200) }),
  response: sessionPage,
} as const

/** `live`: only those that go on, or only those that have ended; absent: all. */
export const listSessions = endpoint({
  ...sessionsAtPlace,
  path: '/hotspots/{id}/sessions',
  summary: 'Sessions at a hotspot, newest first',
})

export const listGatewaySessions = endpoint({
  ...sessionsAtPlace,
  path: '/gateways/{id}/sessions',
  summary: 'Sessions that a gateway reports, newest first',
})

export const listSiteSessions = endpoint({
  ...sessionsAtPlace,
  path: '/sites/{id}/sessions',
  summary: 'Sessions at the hotspots of a site, newest first',
})

export const disconnectSession = endpoint({
  method: 'post',
  path: '/sessions/{id}/disconnect',
  summary: 'Sends a Disconnect-Request (RFC 5176) and waits for the answer of the gateway',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: gatewayAnswer,
  changes: { action: 'session.disconnect', target: 'session {id}', asksGateways: true },
})

/** Rates that a person may mean; the time left, of a session of at most a week. */
const limitsQuery = z
  .strictObject({
    downBps: number.int().min(10_000).max(4_000_000_000).optional(),
    upBps: number.int().min(10_000).max(4_000_000_000).optional(),
    secondsLeft: number.int().min(60).max(604_800).optional(),
  })
  .refine(({ downBps, upBps }) => (downBps === undefined) === (upBps === undefined), {
    error: 'downBps and upBps change together',
    path: ['downBps'],
  })
  .refine(({ downBps, secondsLeft }) => downBps !== undefined || secondsLeft !== undefined, {
    error: 'downBps and upBps, or secondsLeft',
    path: ['secondsLeft'],
  })

export const changeSessionLimits = endpoint({
  method: 'post',
  path: '/sessions/{id}/limits',
  summary: "Changes a live session's rate and time by CoA-Request (RFC 5176) and waits for the answer of the gateway",
  role: 'operator',
  districts: 'own',
  params: idParameter,
  query: limitsQuery,
  response: gatewayAnswer,
  changes: { action: 'session.limits', target: 'session {id}', asksGateways: true },
})
