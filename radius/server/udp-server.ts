import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { isIP, isIPv6 } from 'node:net'
import type { RadiusClient, Source } from './request.ts'
import { createResponder } from './responder.ts'
import type { ResponderOptions, ServerStats } from './responder-options.ts'
import { mapped, unmapped } from './source-address.ts'

/** Asked of the kernel, which caps it (`net.core.rmem_max`): a burst waits here while Node is busy. */
const RECEIVE_BUFFER = 4 * 1024 * 1024

export interface UdpServerOptions<C extends RadiusClient> extends ResponderOptions<C, Source> {
  /** An address, or a name that has one. */
  host: string
  /** 0 takes any free port. */
  port: number
  /** The client behind a source address; undefined drops its packets. Called for every datagram: keep it quick. */
  clientAt(address: string): C | undefined
  /** In a worker of node:cluster: the workers receive from one socket, each datagram going to any of them. */
  shared?: boolean
}

export interface UdpServer {
  readonly port: number
  readonly stats: ServerStats
  /** Takes a datagram that another process received and passed on by its `passOn`. */
  inject(datagram: Buffer, from: Source): void
  /** Takes no more requests, lets running handlers answer for up to 2 s, then frees the port. */
  close(): Promise<void>
}

/**
 * Serves RADIUS on one UDP port. Whatever may not be acted upon is dropped without an answer and counted by reason;
 * retransmissions get the first reply again (RFC 5080 §2.2.2); Status-Server is answered here (RFC 5997). Rejects with
 * the system's error (`code` EADDRINUSE, EACCES, ...) where the port cannot be had.
 */
export async function startUdpServer<C extends RadiusClient>(options: UdpServerOptions<C>): Promise<UdpServer> {
  const { port, shared = false, clientAt } = options
  const host = isIP(options.host) ? options.host : (await lookup(options.host, 4)).address
  const ipv6 = isIPv6(host)
  const socket = createSocket({ type: ipv6 ? 'udp6' : 'udp4', lookup: asItIs })
  const outbox = createOutbox(socket, ipv6, (error, address = host) => report(error, address))
  const { receive, close, report, stats } = createResponder<C, Source>({
    ...options,
    clientAt: (from) => clientAt(from.address),
    send: outbox.add,
  })

  await bind(socket, { address: host, port, exclusive: !shared })
  socket.on('message', (datagram, from) => {
    receive(datagram, ipv6 ? { address: unmapped(from.address), port: from.port } : from)
  })
  socket.on('error', (error) => report(error, host))
  let closed: Promise<void> | undefined

  return {
    port: socket.address().port,
    stats,
    inject(datagram, from) {
      receive(datagram, from, true)
    },
    close() {
      closed ??= close().then(() => {
        outbox.flush()
        return new Promise((resolve) => socket.close(resolve))
      })
      return closed
    },
  }
}

/**
 * Sends the replies to the datagrams that were read in one go together: a receiver that sleeps is woken by the first and
 * awake for the others, and waking it costs more than answering.
 */
function createOutbox(socket: Socket, ipv6: boolean, onError: (error: unknown, address?: string) => void) {
  let waiting: { reply: Buffer; to: Source }[] = []
  const sent = (error: NodeJS.ErrnoException | null): void => {
    if (error) onError(error)
  }
  const flush = (): void => {
    const ready = waiting
    waiting = []
    for (const { reply, to } of ready) {
      try {
        socket.send(reply, to.port, ipv6 ? mapped(to.address) : to.address, sent)
      } catch (error) {
        onError(error, to.address)
      }
    }
  }
  return {
    add(reply: Buffer, to: Source): void {
      if (waiting.push({ reply, to }) === 1) setImmediate(flush)
    },
    flush,
  }
}

/** Addresses that came with a datagram need no look-up, and going through the system's costs a tick each. */
function asItIs(
  address: string,
  family: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, address, family === 6 ? 6 : 4)
}

const bind = (socket: Socket, where: { address: string; port: number; exclusive: boolean }): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close()
      reject(error)
    }
    socket.once('error', failed)
    socket.bind(where, () => {
      socket.off('error', failed)
      socket.setRecvBufferSize(RECEIVE_BUFFER)
      resolve()
    })
  })
