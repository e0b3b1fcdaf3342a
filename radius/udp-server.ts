import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { admit, type DiscardReason, type PortKind } from './admit.ts'
import { Code } from './code.ts'
import { createDuplicateCache } from './duplicates.ts'
import { encodeReply } from './encode.ts'
import type { Packet } from './packet.ts'
import { type RadiusClient, type RadiusHandler, type Reply, reply } from './request.ts'

/** How long a reply is kept for retransmissions, in milliseconds (RFC 5080 §2.2.2 asks for 5 to 30 s). */
const HOLD_MS = 10_000
const LARGEST_CACHE = 100_000
/** Asked of the kernel, which caps it (`net.core.rmem_max`): a burst waits here while Node is busy. */
const RECEIVE_BUFFER = 4 * 1024 * 1024
/** How long `close` waits for handlers that are still running, in milliseconds. */
const CLOSE_MS = 2_000

/** Counts since the start. Read them; they change as packets come. */
export interface ServerStats {
  received: number
  replied: number
  /** Retransmissions: answered from the cache, or dropped while the first is still being handled. */
  duplicates: number
  /** Handlers and callbacks that threw; their requests got no reply. */
  failed: number
  /** Requests that the handler chose not to answer. */
  unanswered: number
  discarded: Map<DiscardReason, number>
}

export interface UdpServerOptions<C extends RadiusClient> {
  host: string
  /** 0 takes any free port. */
  port: number
  kind: PortKind
  /** The client behind a source address; undefined drops its packets. Called for every datagram: keep it quick. */
  clientAt(address: string): C | undefined
  handler: RadiusHandler<C>
  onDiscard?(reason: DiscardReason, address: string): void
  /** Told of a handler or callback that threw, and of replies that could not be encoded or sent. */
  onError?(error: unknown, address: string): void
}

export interface UdpServer {
  readonly port: number
  readonly stats: ServerStats
  /** Takes no more requests, lets running handlers answer for up to 2 s, then frees the port. */
  close(): Promise<void>
}

/**
 * Serves RADIUS on one UDP port. Whatever may not be acted upon is dropped without an answer and counted by reason;
 * retransmissions get the first reply again (RFC 5080 §2.2.2); Status-Server is answered here (RFC 5997). Rejects with
 * the system's error (`code` EADDRINUSE, EACCES, ...) where the port cannot be had.
 */
export async function startUdpServer<C extends RadiusClient>(options: UdpServerOptions<C>): Promise<UdpServer> {
  const { kind, clientAt, handler, onDiscard } = options
  const socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4')
  const cache = createDuplicateCache({ holdMs: HOLD_MS, limit: LARGEST_CACHE })
  const running = new Set<Promise<void>>()
  const stats: ServerStats = { received: 0, replied: 0, duplicates: 0, failed: 0, unanswered: 0, discarded: new Map() }
  let closing = false

  const onError = (error: unknown, address: string): void => {
    try {
      options.onError?.(error, address)
    } catch {
      // A packet from outside must not end the process, whatever becomes of the word about it.
    }
  }

  const discard = (reason: DiscardReason, address: string): void => {
    stats.discarded.set(reason, (stats.discarded.get(reason) ?? 0) + 1)
    onDiscard?.(reason, address)
  }

  const send = (datagram: Buffer, { address, port }: RemoteInfo): Promise<void> =>
    new Promise((resolve) => {
      socket.send(datagram, port, address, (error) => {
        if (error) onError(error, address)
        else stats.replied += 1
        resolve()
      })
    })

  const answer = async (packet: Packet, client: C, from: RemoteInfo, key: string): Promise<void> => {
    const exchange = cache.begin(key, packet, Date.now())
    try {
      const source = { address: plainAddress(from.address), port: from.port }
      const result =
        packet.code === Code.StatusServer
          ? statusReply(kind)
          : await handler({ packet, client, source, receivedAt: Date.now() })
      if (!result) {
        stats.unanswered += 1
        cache.forget(key, exchange)
        return
      }
      const datagram = encodeReply(result, packet, client.secret)
      if (cache.isReplaced(key, exchange)) return
      cache.answer(key, exchange, datagram, Date.now())
      await send(datagram, from)
    } catch (error) {
      stats.failed += 1
      cache.forget(key, exchange)
      onError(error, from.address)
    }
  }

  const receive = (datagram: Buffer, from: RemoteInfo): void => {
    if (closing) return
    stats.received += 1
    const address = plainAddress(from.address)
    const client = clientAt(address)
    if (!client) {
      discard('unknown-client', address)
      return
    }
    const packet = admit(datagram, client, kind)
    if (typeof packet === 'string') {
      discard(packet, address)
      return
    }
    const key = `${address} ${from.port} ${packet.identifier}`
    const earlier = cache.find(key, packet, Date.now())
    if (earlier) {
      stats.duplicates += 1
      if (earlier.reply) void send(earlier.reply, from)
      return
    }
    const task = answer(packet, client, from, key).finally(() => running.delete(task))
    running.add(task)
  }

  await bind(socket, options.host, options.port)
  socket.on('message', (datagram, from) => {
    try {
      receive(datagram, from)
    } catch (error) {
      stats.failed += 1
      onError(error, plainAddress(from.address))
    }
  })
  socket.on('error', (error) => onError(error, options.host))

  return {
    port: socket.address().port,
    stats,
    async close() {
      if (closing) return
      closing = true
      await settle(running)
      await new Promise<void>((resolve) => socket.close(resolve))
    },
  }
}

/** RFC 5997 §4.1 and §4.2. */
const statusReply = (kind: PortKind): Reply => reply(kind === 'acct' ? Code.AccountingResponse : Code.AccessAccept)

/** `::ffff:192.0.2.1`, as a socket for both families gives it, is 192.0.2.1. */
const plainAddress = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

const bind = (socket: Socket, address: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close()
      reject(error)
    }
    socket.once('error', failed)
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', failed)
      socket.setRecvBufferSize(RECEIVE_BUFFER)
      resolve()
    })
  })

async function settle(running: Set<Promise<void>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS)
  })
  await Promise.race([Promise.allSettled(running), patience])
  clearTimeout(timer)
}
