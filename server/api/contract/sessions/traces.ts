import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { device, doneRecord, exactlyOne, id, idParameter } from '../parameters.ts'

/** One attribute of a packet; `value` null: it holds a secret, or nobody knows what. `size` in octets. */
const tracedAttribute = z.object({ name: z.string(), value: z.string().nullable(), size: z.int() })

const packet = {
  /** As RFC 2865 calls it: `Access-Request`. */
  code: z.string(),
  identifier: z.int(),
  /** The gateway's address and port. */
  address: z.string(),
  gateway: z.string(),
}

/** What a trace has seen. */
export const traceEvent = z.discriminatedUnion('what', [
  z.object({ what: z.literal('request'), ...packet, attributes: z.array(tracedAttribute) }),
  z.object({ what: z.literal('reply'), ...packet, attributes: z.array(tracedAttribute), afterMs: z.int() }),
  /** No answer was given: the gateway tries again. */
  z.object({ what: z.literal('no-reply'), ...packet }),
  /** As in the access log. */
  z.object({ what: z.literal('decision'), method: z.string(), reason: z.string() }),
  /** Dropped before it was looked at, e.g. `bad-authenticator`: the gateway has another secret. */
  z.object({ what: z.literal('dropped'), reason: z.string(), address: z.string(), gateway: z.string() }),
  /** So many more happened within a second than are shown. */
  z.object({ what: z.literal('left-out'), count: z.int() }),
])
export type TraceEvent = z.infer<typeof traceEvent>

/** How long a trace runs. */
export const TRACE_MINUTES = 10

/** Begun by one person, and read by that person alone. It ends by itself. */
export const startTrace = endpoint({
  method: 'post',
  path: '/traces',
  summary: 'Shows the RADIUS packets of a device or a gateway as they come, decoded, without secrets, for ten minutes',
  role: 'operator',
  districts: 'own',
  body: z
    .strictObject({ device: device.optional(), gateway: id.optional() })
    .refine(...exactlyOne('device', 'gateway')),
  response: z.object({ id: z.int(), endsAt: z.iso.datetime() }),
  changes: { action: 'trace.start' },
})

export const readTrace = endpoint({
  method: 'get',
  path: '/traces/{id}',
  summary: 'What a trace has seen after an event, the oldest first',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }),
  response: z.object({
    endsAt: z.iso.datetime(),
    running: z.boolean(),
    events: z.array(z.object({ id: z.int(), at: z.iso.datetime(), event: traceEvent })),
  }),
})

export const endTrace = endpoint({
  method: 'post',
  path: '/traces/{id}/end',
  summary: 'Ends a trace before its time',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'trace.end', target: 'trace {id}' },
})
