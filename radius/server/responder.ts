import { UnencodableAttribute } from '../attributes/wire-format.ts'
import { count } from '../count.ts'
import { Code } from '../packet/code.ts'
import { encodeReply } from '../packet/encode.ts'
import type { Packet } from '../packet/packet.ts'
import { createDelayQueue } from './delay-queue.ts'
import { type RadiusClient, type Reply, reply, type Source } from './request.ts'
import type { Responder, ResponderOptions, ServerStats, Transport } from './responder-options.ts'
import { type CacheEntry, RetransmissionCache } from './retransmission-cache.ts'
import { type DiscardReason, type PortKind, verifyRequest } from './verify-request.ts'

/** How long a reply is kept for retransmissions, in milliseconds (RFC 5080 §2.2.2 asks for 5 to 30 s). */
const CACHE_MS = 10_000
const LARGEST_CACHE = 100_000
/** Replies that wait for their time; beyond, the oldest goes out early. */
const LARGEST_DELAY_QUEUE = 20_000
/** How long `close` waits for handlers that are still running, in milliseconds. */
const CLOSE_MS = 2_000

type Options<C extends RadiusClient, S extends Source> = ResponderOptions<C, S> & Transport<C, S>

/** What all steps share. It has one hidden class whatever the transport gives, so that V8 reads it quickly. */
interface Context<C extends RadiusClient, S extends Source> {
  readonly kind: PortKind
  readonly handler: Options<C, S>['handler']
  readonly clientAt: Options<C, S>['clientAt']
  readonly send: Options<C, S>['send']
  readonly passOn: Options<C, S>['passOn']
  readonly onPending: Options<C, S>['onPending']
  readonly onAccessRequest: Options<C, S>['onAccessRequest']
  readonly onDiscard: Options<C, S>['onDiscard']
  readonly onError: Options<C, S>['onError']
  readonly stats: ServerStats
  readonly cache: RetransmissionCache
  readonly delayed: ReturnType<typeof createDelayQueue<DelayedReply<C, S>>>
  /** Handlers whose promise is still open. */
  running: number
  closing: boolean
  onIdle(): void
}

/** A verified request that is no duplicate, on its way to its reply. */
interface Request<C, S> {
  readonly packet: Packet
  readonly client: C
  readonly from: S
  readonly entry: CacheEntry
}

interface DelayedReply<C, S> {
  readonly datagram: Buffer
  readonly request: Request<C, S>
}

/**
 * Answers requests, whichever transport brings them. The functions below are the steps of a request in their order: receive,
 * verify (RFC 2865 §3), look for duplicates (RFC 5080 §2.2.2), call the handler (Status-Server is answered here, RFC 5997),
 * encode the reply, put it into the retransmission cache and send it. A source is known by its address and port, which must
 * be its own: a TLS connection has them too. A transport for several kinds makes a responder for each and chooses by code.
 */
export function createResponder<C extends RadiusClient, S extends Source>(options: Options<C, S>): Responder<S> {
  const { kind, handler, clientAt, send, passOn, onPending, onAccessRequest, onDiscard, onError } = options
  const context: Context<C, S> = {
    kind,
    handler,
    clientAt,
    send,
    passOn,
    onPending,
    onAccessRequest,
    onDiscard,
    onError,
    stats: {
      received: 0,
      verified: 0,
      replied: 0,
      duplicates: 0,
      passedOn: 0,
      failed: 0,
      unanswered: 0,
      discarded: new Map(),
    },
    cache: new RetransmissionCache({ lifetimeMs: CACHE_MS, limit: LARGEST_CACHE }),
    delayed: createDelayQueue({ limit: LARGEST_DELAY_QUEUE, release: (due) => transmitDelayed(context, due) }),
    running: 0,
    closing: false,
    onIdle() {},
  }
  return {
    stats: context.stats,
    receive: (datagram, from, passedOn = false) => receive(context, datagram, from, passedOn),
    report: (error, address) => report(context, error, address),
    close: () => close(context),
  }
}

function receive<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  datagram: Buffer,
  from: S,
  passedOn: boolean,
): DiscardReason | undefined {
  if (context.closing) return undefined
  context.stats.received += 1
  try {
    return verifyAndAnswer(context, datagram, from, passedOn)
  } catch (error) {
    context.stats.failed += 1
    report(context, error, from.address)
    return undefined
  }
}

function verifyAndAnswer<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  datagram: Buffer,
  from: S,
  passedOn: boolean,
): DiscardReason | undefined {
  const { kind, stats, cache, clientAt, passOn, onAccessRequest } = context
  const client = clientAt(from)
  if (!client) return discard(context, 'unknown-client', from.address)
  const packet = verifyRequest(datagram, client, kind, from, passedOn ? undefined : onAccessRequest)
  if (typeof packet === 'string') return discard(context, packet, from.address)
  stats.verified += 1
  if (!passedOn && passOn?.(packet, datagram, from)) {
    stats.passedOn += 1
    return undefined
  }
  const now = Date.now()
  const earlier = cache.find(from, packet, now)
  if (earlier) repeatReply(context, earlier, from)
  else callHandler(context, packet, client, from, now)
  return undefined
}

/** Answers a retransmission from the cache; drops it while the first is still being handled. */
function repeatReply<C extends RadiusClient, S extends Source>(
  { stats, cache, send }: Context<C, S>,
  entry: CacheEntry,
  from: S,
): void {
  stats.duplicates += 1
  const datagram = cache.replyOf(entry)
  if (!datagram) return
  send(datagram, from)
  stats.replied += 1
}

function callHandler<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  packet: Packet,
  client: C,
  from: S,
  now: number,
): void {
  const { kind, handler, cache, onPending } = context
  const request = { packet, client, from, entry: cache.add(from, packet, now) }
  onPending?.(from, 1)
  try {
    const result =
      packet.code === Code.StatusServer ? statusReply(kind) : handler({ packet, client, source: from, receivedAt: now })
    if (result instanceof Promise) void awaitHandler(context, request, result)
    else sendReply(context, request, result)
  } catch (error) {
    fail(context, request, error)
  }
}

/** RFC 5997 §4.1 and §4.2. */
const statusReply = (kind: PortKind): Reply => reply(kind === 'acct' ? Code.AccountingResponse : Code.AccessAccept)

async function awaitHandler<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  request: Request<C, S>,
  promise: Promise<Reply | undefined>,
): Promise<void> {
  context.running += 1
  try {
    sendReply(context, request, await promise)
  } catch (error) {
    fail(context, request, error)
  } finally {
    context.running -= 1
    if (context.running === 0) context.onIdle()
  }
}

/** Encodes what the handler answers and sends it, at once or after its delay. */
function sendReply<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  request: Request<C, S>,
  result: Reply | undefined,
): void {
  try {
    if (!result) {
      leaveUnanswered(context, request)
      return
    }
    const datagram = encodeReply(result, request.packet, request.client.secret)
    if (result.delayMs === undefined || context.closing) transmit(context, datagram, request)
    else context.delayed.add({ datagram, request }, result.delayMs)
  } catch (error) {
    fail(context, request, error)
  }
}

function transmitDelayed<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  { datagram, request }: DelayedReply<C, S>,
): void {
  try {
    transmit(context, datagram, request)
  } catch (error) {
    fail(context, request, error)
  }
}

/** Puts a reply into the retransmission cache and sends it. */
function transmit<C extends RadiusClient, S extends Source>(
  { stats, cache, send, onPending }: Context<C, S>,
  datagram: Buffer,
  request: Request<C, S>,
): void {
  if (!request.entry.superseded) {
    cache.storeReply(request.entry, datagram, Date.now())
    send(datagram, request.from)
    stats.replied += 1
  }
  onPending?.(request.from, -1)
}

/** The handler chose not to answer; a retransmission asks it again. */
function leaveUnanswered<C extends RadiusClient, S extends Source>(
  { stats, cache, onPending }: Context<C, S>,
  { entry, from }: Request<C, S>,
): void {
  stats.unanswered += 1
  cache.remove(entry)
  onPending?.(from, -1)
}

/**
 * A handler or callback threw: no reply, and a retransmission is handled as new. Where the reply to an Access-Request
 * cannot be encoded it is rejected: a retransmission would fare no better.
 */
function fail<C extends RadiusClient, S extends Source>(
  context: Context<C, S>,
  request: Request<C, S>,
  error: unknown,
): void {
  const { packet, client, entry, from } = request
  context.stats.failed += 1
  report(context, error, from.address)
  if (error instanceof UnencodableAttribute && packet.code === Code.AccessRequest) {
    transmit(context, encodeReply(reply(Code.AccessReject), packet, client.secret), request)
    return
  }
  context.cache.remove(entry)
  context.onPending?.(from, -1)
}

/** Drops a packet without an answer. */
function discard<C extends RadiusClient, S extends Source>(
  { stats, onDiscard }: Context<C, S>,
  reason: DiscardReason,
  address: string,
): DiscardReason {
  count(stats.discarded, reason)
  onDiscard?.(reason, address)
  return reason
}

function report<C extends RadiusClient, S extends Source>(
  { onError }: Context<C, S>,
  error: unknown,
  address: string,
): void {
  try {
    onError?.(error, address)
  } catch {
    // A packet from outside must not end the process, even where `onError` fails.
  }
}

/** Waits for running handlers for at most two seconds. */
async function close<C extends RadiusClient, S extends Source>(context: Context<C, S>): Promise<void> {
  context.closing = true
  context.delayed.flush()
  if (context.running === 0) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, CLOSE_MS)
    context.onIdle = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}
