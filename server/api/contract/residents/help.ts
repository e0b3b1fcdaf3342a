import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { device } from '../parameters.ts'
import { sessionRow } from '../sessions/sessions.ts'

/** A code that a resident was shown. `problem`: null where one was asked for. */
export const helpCase = z.object({
  code: z.string(),
  at: z.iso.datetime(),
  problem: z.string().nullable(),
  hotspot: z.string().nullable(),
  gateway: z.string().nullable(),
})
export const helpCasePage = pageOf(helpCase)

export const listHelpCases = endpoint({
  method: 'get',
  path: '/help-cases',
  summary: 'Codes that residents were shown when something did not work, newest first',
  role: 'operator',
  districts: 'own',
  query: z.strictObject(paging(200, 50)),
  response: helpCasePage,
})

const helpEvent = z.object({
  at: z.iso.datetime(),
  source: z.enum(['portal', 'decision', 'accounting']),
  what: z.string(),
  /** Of a decision: what the gateway or portal asked by, and why it came out so. */
  decision: z.object({ method: z.string(), reason: z.string() }).nullable(),
  /** Of a session: octets both ways, and how it ended. */
  session: z
    .object({ octets: z.number(), ...sessionRow.pick({ endedBy: true, terminateCause: true }).shape })
    .nullable(),
})

/**
 * Everything about one resident's way, in order. `source`: what the portal saw (the redirect, the City Key, the ticket),
 * what RADIUS or the portal decided, what the gateway accounted for.
 */
export const helpTrace = z.object({
  code: z.string(),
  at: z.iso.datetime(),
  problem: z.string().nullable(),
  detail: z.string().nullable(),
  hotspot: z.object({ id: z.int(), name: z.string() }).nullable(),
  gateway: z.object({ id: z.int(), name: z.string() }).nullable(),
  device: z.string().nullable(),
  signedIn: z.boolean(),
  timeline: z.array(helpEvent),
})
export type HelpTrace = z.infer<typeof helpTrace>

/** Reading it is audited: it is about a person. */
export const readHelpCase = endpoint({
  method: 'get',
  path: '/help-cases/{code}',
  summary: 'The whole way of a resident who was shown this code: redirect, City Key, ticket, RADIUS, accounting',
  role: 'operator',
  districts: 'own',
  params: z.strictObject({ code: z.string().max(20) }),
  response: helpTrace,
  changes: { action: 'help-case.read', target: 'help case {code}' },
})

const named = z.object({ id: z.int(), name: z.string() })

/** What was decided on a device and what it used in the last days, newest first, and where. `device`: its last octets. */
export const deviceTrace = z.object({
  device: z.string(),
  days: z.int(),
  timeline: z.array(helpEvent.extend({ hotspot: named.nullable(), gateway: named.nullable() })),
})
export type DeviceTrace = z.infer<typeof deviceTrace>

/** Reading it is audited: it is about a person. */
export const readDevice = endpoint({
  method: 'get',
  path: '/devices/{device}',
  summary: 'What RADIUS and accounting know of a device of the last days, by its MAC address',
  role: 'operator',
  districts: 'own',
  params: z.strictObject({ device }),
  response: deviceTrace,
  changes: { action: 'device.read' },
})
