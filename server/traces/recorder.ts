import {
  CallingStationId,
  codeName,
  describeAttributes,
  type Packet,
  type RadiusHandler,
  type RadiusRequest,
  type Reply,
} from '../../radius/index.ts'
import type { Database } from '../database/connection.ts'
import { reloadOn } from '../database/events/reload-on.ts'
import type { Log } from '../log.ts'
import { parseMac } from '../mac.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import type { TraceEvent } from './events.ts'
import { runningTraces, type SeenEvent, storeTraceEvents, type Trace } from './traces.ts'

/** What a trace takes of one second; the rest is counted. */
const MOST_A_SECOND = 50
const STORE_MS = 250

/** Looks over the shoulder of the radius role, for traces that run. Without any it costs one comparison a packet. */
export interface TraceRecorder {
  /** The handler, with what it is asked and what it answers recorded. */
  watch(handler: RadiusHandler<Gateway>): RadiusHandler<Gateway>
  decided(decision: Decision): void
  /** A packet was dropped. @param gatewayAt whose it was, by its address; asked only while traces run */
  dropped(
    reason: string,
    address: string,
    gatewayAt: (address: string) => Pick<Gateway, 'id' | 'name'> | undefined,
  ): void
  close(): Promise<void>
}

interface Decision {
  gatewayId: number
  deviceMac: string | null
  method: string
  /** As in the access log. */
  reason: string
  /** Milliseconds since 1970. */
  at: number
}

interface Running extends Trace {
  second: number
  inSecond: number
  leftOut: number
}

interface Context {
  db: Database
  log: Log
  running: Running[]
  waiting: SeenEvent[]
  timer: NodeJS.Timeout | undefined
  storing: Promise<void>
}

export async function openTraceRecorder(db: Database, log: Log): Promise<TraceRecorder> {
  const context: Context = { db, log, running: [], waiting: [], timer: undefined, storing: Promise.resolve() }
  const subscription = await reloadOn(db, log, {
    events: ['traces'],
    what: 'traces',
    reload: async () => {
      const before = new Map(context.running.map((trace) => [trace.id, trace]))
      const now = await runningTraces(db)
      context.running = now.map((trace) => ({ second: 0, inSecond: 0, leftOut: 0, ...before.get(trace.id), ...trace }))
    },
  })
  return {
    watch: (handler) => (request) =>
      context.running.length === 0 ? handler(request) : watched(context, handler, request),
    decided: ({ gatewayId, deviceMac, method, reason, at }) => {
      if (context.running.length === 0) return
      const traces = tracesOf(context, gatewayId, deviceMac, at)
      record(context, { traces, gatewayId, at }, { what: 'decision', method, reason })
    },
    dropped: (reason, address, gatewayAt) => {
      const gateway = context.running.length > 0 ? gatewayAt(address) : undefined
      if (!gateway) return
      const at = Date.now()
      const traces = tracesOf(context, gateway.id, null, at)
      record(
        context,
        { traces, gatewayId: gateway.id, at },
        { what: 'dropped', reason, address, gateway: gateway.name },
      )
    },
    async close() {
      clearTimeout(context.timer)
      await subscription.close()
      store(context)
      await context.storing
    },
  }
}

/** Traces that run and are of this gateway or device; those whose time is over are taken out. */
function tracesOf(context: Context, gatewayId: number, device: string | null, now: number): Running[] {
  if (context.running.some(({ endsAt }) => endsAt.getTime() <= now))
    context.running = context.running.filter(({ endsAt }) => endsAt.getTime() > now)
  return context.running.filter(
    (trace) => trace.gatewayId === gatewayId || (device !== null && trace.device === device),
  )
}

function watched(context: Context, handler: RadiusHandler<Gateway>, request: RadiusRequest<Gateway>) {
  const { packet, client, source, receivedAt } = request
  const calling = packet.get(CallingStationId)
  const device = (calling === undefined ? undefined : parseMac(calling, true)) ?? null
  const traces = tracesOf(context, client.id, device, receivedAt)
  if (traces.length === 0) return handler(request)
  const from = { address: `${source.address}:${source.port}`, gateway: client.name }
  const { identifier } = packet
  record(context, { traces, gatewayId: client.id, at: receivedAt }, { what: 'request', ...described(packet), ...from })
  const answered = (reply: Reply | undefined) => {
    const now = Date.now()
    const event: TraceEvent = reply
      ? { what: 'reply', ...described(reply), identifier, ...from, afterMs: now - receivedAt }
      : { what: 'no-reply', code: codeName(packet.code), identifier, ...from }
    record(context, { traces, gatewayId: client.id, at: now }, event)
    return reply
  }
  const reply = handler(request)
  return reply instanceof Promise ? reply.then(answered) : answered(reply)
}

/** Attributes that name a device: of its address the last octets are shown, here as everywhere. */
const NAMES_DEVICE = new Set(['Calling-Station-Id', 'User-Name'])

const described = (packet: Packet) => ({
  ...{ code: codeName(packet.code), identifier: packet.identifier },
  attributes: describeAttributes(packet).map((attribute) =>
    NAMES_DEVICE.has(attribute.name)
      ? { ...attribute, value: attribute.value && withoutMaker(attribute.value) }
      : attribute,
  ),
})

/** `AA-BB-CC-DD-EE-FF` as `xx-xx-xx-DD-EE-FF`: how a gateway spells an address stays to be seen. Other text as it is. */
function withoutMaker(text: string): string {
  if (parseMac(text, true) === undefined) return text
  let digits = 0
  return text.replace(/[0-9a-f]/gi, (digit) => (digits++ < 6 ? 'x' : digit))
}

interface Seen {
  traces: Running[]
  gatewayId: number
  at: number
}

function record(context: Context, { traces, gatewayId, at }: Seen, event: TraceEvent): void {
  for (const trace of traces) {
    const second = Math.floor(at / 1000)
    if (second !== trace.second) {
      const event = { what: 'left-out', count: trace.leftOut } as const
      if (trace.leftOut > 0) context.waiting.push({ traceId: trace.id, gatewayId, at, event })
      Object.assign(trace, { second, inSecond: 0, leftOut: 0 })
    }
    if (++trace.inSecond > MOST_A_SECOND) trace.leftOut += 1
    else context.waiting.push({ traceId: trace.id, gatewayId, at, event })
  }
  if (context.waiting.length > 0) context.timer ??= setTimeout(() => store(context), STORE_MS).unref()
}

/** What the database does not take is lost: a trace must never hold up the way online. */
function store(context: Context): void {
  context.timer = undefined
  const events = context.waiting.splice(0)
  if (events.length === 0) return
  context.storing = context.storing
    .then(() => storeTraceEvents(context.db, events))
    .catch((error) => context.log.warn({ err: error, events: events.length }, 'what traces have seen was not stored'))
}
