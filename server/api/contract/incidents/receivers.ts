import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { doneRecord, id, idParameter, madeRecord } from '../parameters.ts'
import { deliveryState } from './incidents.ts'

export const receiverKind = z.enum(['email', 'webhook', 'slack', 'telegram', 'pagerduty', 'alertmanager'])
export type ReceiverKind = z.infer<typeof receiverKind>
/** What a receiver may be told; other than incidents only a webhook is. */
export const receiverEvent = z.enum(['incidents', 'imports', 'sign-ins'])
export type ReceiverEvent = z.infer<typeof receiverEvent>
const events = z.array(receiverEvent).min(1).max(3)
const language = z.enum(['es', 'en'])
const name = z.string().trim().min(1).max(100)

/** Who is called. What is needed to reach them is never told again. */
export const receiver = z.object({
  id: z.int(),
  name: z.string(),
  kind: receiverKind,
  /** Of its settings what is no secret: mailboxes, a host. */
  shown: z.string(),
  language,
  events: z.array(receiverEvent),
  disabled: z.boolean(),
  /** It has taken nothing since. */
  failingSince: z.iso.datetime().nullable(),
})
export type Receiver = z.infer<typeof receiver>
export const receiverPage = pageOf(receiver)

export const listReceivers = endpoint({
  method: 'get',
  path: '/receivers',
  summary: 'Who is called for incidents',
  role: 'admin',
  districts: 'city',
  response: receiverPage,
})

/** As the kind wants them, by name; see docs/incidents.md. */
const settings = z.record(z.string(), z.unknown())

export const addReceiver = endpoint({
  method: 'post',
  path: '/receivers',
  summary: 'Adds somebody to be called',
  role: 'admin',
  districts: 'city',
  body: z.strictObject({
    name,
    kind: receiverKind,
    settings,
    language: language.default('es'),
    events: events.default(['incidents']),
  }),
  response: madeRecord,
  changes: { action: 'receiver.add', target: 'receiver {id}' },
})

export const changeReceiver = endpoint({
  method: 'put',
  path: '/receivers/{id}',
  summary: 'Changes what is given of a receiver; its settings as a whole',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  body: z.strictObject({
    name: name.optional(),
    language: language.optional(),
    events: events.optional(),
    disabled: z.boolean().optional(),
    settings: settings.optional(),
  }),
  response: doneRecord,
  changes: { action: 'receiver.set', target: 'receiver {id}' },
})

export const testReceiver = endpoint({
  method: 'post',
  path: '/receivers/{id}/test',
  summary: 'Sends a receiver a trial; what came of it is a delivery',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: z.object({ delivery: z.int() }),
  changes: { action: 'receiver.test', target: 'receiver {id}' },
})

/** Names of receivers that take nothing. */
export const failingReceivers = z.object({
  receivers: z.array(z.object({ name: z.string(), since: z.iso.datetime() })),
})

export const listFailingReceivers = endpoint({
  method: 'get',
  path: '/failing-receivers',
  summary: 'Receivers that take nothing: who is to be called through them is not',
  role: 'operator',
  districts: 'none',
  response: failingReceivers,
})

/** A message to a receiver. */
export const delivery = z.object({
  id: z.int(),
  receiver: z.string(),
  createdAt: z.iso.datetime(),
  state: deliveryState,
  attempts: z.int(),
  nextTryAt: z.iso.datetime().nullable(),
  sentAt: z.iso.datetime().nullable(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
  /** A trial by hand. */
  test: z.boolean(),
  /** Of which incidents it tells, by number. */
  incidents: z.array(z.int()),
  /** What else it tells. */
  events: z.array(receiverEvent.exclude(['incidents'])),
})
export type Delivery = z.infer<typeof delivery>
export const deliveryPage = pageOf(delivery)

export const listDeliveries = endpoint({
  method: 'get',
  path: '/deliveries',
  summary: 'Messages to receivers, newest first',
  role: 'admin',
  districts: 'city',
  query: z.strictObject({ receiver: id.optional(), state: deliveryState.optional(), ...paging(200, 50) }),
  response: deliveryPage,
})

export const readDelivery = endpoint({
  method: 'get',
  path: '/deliveries/{id}',
  summary: 'What came of a message',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: delivery,
})
