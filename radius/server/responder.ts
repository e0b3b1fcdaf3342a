import { Code } from '../packet/code.ts'
import { encodeReply } from '../packet/encode.ts'
import type { Packet } from '../packet/packet.ts'
import { createDelayLine } from './delay-queue.ts'
import { type RadiusClient, type RadiusHandler, type Reply, reply, type Source } from './request.ts'
import { createDuplicateCache, type Exchange } from './retransmission-cache.ts'
import { type AccessRequestSeen, admit, type DiscardReason, type PortKind } from './verify-request.ts'

/** How long a reply is kept for retransmissions, in milliseconds (RFC 5080 §2.2.2 asks for 5 to 30 s). */
const HOLD_MS = 10_000
const LARGEST_CACHE = 100_000
/** Replies that wait for their time; beyond, the oldest goes out early. */
const LARGEST_DELAY_LINE = 20_000
/** How long `close` waits for handlers that are still running, in milliseconds. */
const CLOSE_MS = 2_000

/** Counts since the start. Read them; they change as packets come. */
export interface ServerStats {
  received: number
  /** Received and found to be a client's request: `received` less what was discarded and what `clientAt` failed on. */
  admitted: number
  /** Replies given to the network, those to retransmissions among them. */
  replied: number
  /** Retransmissions: answered from the cache, or dropped while the first is still being handled. */
  duplicates: number
  /** Admitted, but another process's to answer. */
  elsewhere: number
  /** Handlers and callbacks that threw; their requests got no reply. */
  failed: number
  /** Requests that the handler chose not to answer. */
  unanswered: number
  discarded: Map<DiscardReason, number>
}

/** What every transport asks of whoever runs a server. `S` is where packets come from. */
export interface ResponderOptions<C extends RadiusClient, S extends Source> {
  kind: PortKind
  handler: RadiusHandler<C>
  onDiscard?(reason: DiscardReason, address: string): void
  /** Told of a handler or callback that threw, and of replies that could not be encoded or sent. */
  onError?(error: unknown, address: string): void
  /**
   * Told of every well-formed Access-Request of a known client, admitted or refused for want of a Message-Authenticator.
   * One whose Message-Authenticator is wrong is not told of: whoever sent it does not know the secret.
   */
  onAccessRequest?(client: C, seen: AccessRequestSeen, from: S): void
  /** Asked about each packet that was admitted, before it is looked up as a duplicate: true if another process answers it. */
  elsewhere?(packet: Packet, datagram: Buffer, from: S): boolean
}

interface Transport<C extends RadiusClient, S extends Source> {
  /** The client at a source; undefined drops its packets. Called for every datagram: keep it quick. */
  clientAt(from: S): C | undefined
  /** Puts a reply on its way, at once. May be called long after the request came: the source may be gone by then. */
  send(reply: Buffer, from: S): void
  /** Told of each request that is begun (1), and when it is done with: answered, or never to be (-1). */
  onPending?(from: S, change: 1 | -1): void
}

export interface Responder<S extends Source> {
  readonly stats: ServerStats
  /**
   * Takes one packet: discards it, or has it answered by `send`, now or later. Never throws. Returns the reason where it is
   * discarded. `inherited` says that another process admitted it and passed it on: it is not asked about `elsewhere` again.
   */
  receive(datagram: Buffer, from: S, inherited?: boolean): DiscardReason | undefined
  /** Tells `onError` of what went wrong outside any request. Never throws. */
  report(error: unknown, address: string): void
  /** Takes no more packets, sends what is held back, and lets running handlers answer for up to 2 s. */
  close(): Promise<void>
}

/** A request on its way through: whom to answer, and how to know it again. */
interface Request<C, S> {
  readonly packet: Packet
  readonly client: C
  readonly from: S
  readonly exchange: Exchange
}

/**
 * Answers requests, whatever brings them: admits or discards, recognises retransmissions (RFC 5080 §2.2.2), answers
 * Status-Server (RFC 5997), asks the handler, and signs what it says. A source is known by its address and port, which must
 * be its own: a TLS connection has them too. A transport for several kinds makes a responder for each and chooses by code.
 */
export function createResponder<C extends RadiusClient, S extends Source>(
  options: ResponderOptions<C, S> & Transport<C, S>,
): Responder<S> {
  const { kind, handler, onDiscard, onError, onAccessRequest, elsewhere, clientAt, send, onPending } = options
  const cache = createDuplicateCache({ holdMs: HOLD_MS, limit: LARGEST_CACHE })
  const stats: ServerStats = {
    received: 0,
    admitted: 0,
    replied: 0,
    duplicates: 0,
    elsewhere: 0,
    failed: 0,
    unanswered: 0,
    discarded: new Map(),
  }
  let running = 0
  let closing = false
  let idle = (): void => {}

  const report = (error: unknown, address: string): void => {
    try {
      onError?.(error, address)
    } catch {
      // A packet from outside must not end the process, whatever becomes of the word about it.
    }
  }

  const fail = ({ exchange, from }: Request<C, S>, error: unknown): void => {
    stats.failed += 1
    cache.forget(exchange)
    report(error, from.address)
    onPending?.(from, -1)
  }

  const transmit = (datagram: Buffer, request: Request<C, S>): void => {
    if (!request.exchange.replaced) {
      cache.answer(request.exchange, datagram, Date.now())
      send(datagram, request.from)
      stats.replied += 1
    }
    onPending?.(request.from, -1)
  }

  const delayLine = createDelayLine<{ datagram: Buffer; request: Request<C, S> }>({
    limit: LARGEST_DELAY_LINE,
    release({ datagram, request }) {
      try {
        transmit(datagram, request)
      } catch (error) {
        fail(request, error)
      }
    },
  })

  const settle = (request: Request<C, S>, result: Reply | undefined): void => {
    try {
      if (!result) {
        stats.unanswered += 1
        cache.forget(request.exchange)
        onPending?.(request.from, -1)
        return
      }
      const datagram = encodeReply(result, request.packet, request.client.secret)
      if (result.delayMs === undefined || closing) transmit(datagram, request)
      else delayLine.hold({ datagram, request }, result.delayMs)
    } catch (error) {
      fail(request, error)
    }
  }

  const settleLater = async (request: Request<C, S>, promise: Promise<Reply | undefined>): Promise<void> => {
    running += 1
    try {
      settle(request, await promise)
    } catch (error) {
      fail(request, error)
    } finally {
      running -= 1
      if (running === 0) idle()
    }
  }

  const answer = (packet: Packet, client: C, from: S, now: number): void => {
    const request = { packet, client, from, exchange: cache.begin(from, packet, now) }
    onPending?.(from, 1)
    try {
      const result =
        packet.code === Code.StatusServer
          ? statusReply(kind)
          : handler({ packet, client, source: from, receivedAt: now })
      if (result instanceof Promise) void settleLater(request, result)
      else settle(request, result)
    } catch (error) {
      fail(request, error)
    }
  }

  const discard = (reason: DiscardReason, address: string): DiscardReason => {
    stats.discarded.set(reason, (stats.discarded.get(reason) ?? 0) + 1)
    onDiscard?.(reason, address)
    return reason
  }

  const handle = (datagram: Buffer, from: S, inherited: boolean): DiscardReason | undefined => {
    const client = clientAt(from)
    if (!client) return discard('unknown-client', from.address)
    const packet = admit(datagram, client, kind, from, inherited ? undefined : onAccessRequest)
    if (typeof packet === 'string') return discard(packet, from.address)
    stats.admitted += 1
    if (!inherited && elsewhere?.(packet, datagram, from)) {
      stats.elsewhere += 1
      return undefined
    }
    const now = Date.now()
    const earlier = cache.find(from, packet, now)
    if (!earlier) {
      answer(packet, client, from, now)
      return undefined
    }
    stats.duplicates += 1
    const reply = cache.replyOf(earlier)
    if (reply) {
      send(reply, from)
      stats.replied += 1
    }
    return undefined
  }

  return {
    stats,
    report,
    receive(datagram, from, inherited = false) {
      if (closing) return undefined
      stats.received += 1
      try {
        return handle(datagram, from, inherited)
      } catch (error) {
        stats.failed += 1
        report(error, from.address)
        return undefined
      }
    },
    async close() {
      closing = true
      delayLine.flush()
      if (running > 0) await withPatience((done) => (idle = done))
    },
  }
}

/** RFC 5997 §4.1 and §4.2. */
const statusReply = (kind: PortKind): Reply => reply(kind === 'acct' ? Code.AccountingResponse : Code.AccessAccept)

/** Waits for `done` to be called, for as long as is bearable. */
const withPatience = (wait: (done: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, CLOSE_MS)
    wait(() => {
      clearTimeout(timer)
      resolve()
    })
  })
