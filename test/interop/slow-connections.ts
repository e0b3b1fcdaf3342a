import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'

/** Connections whose other side is in no hurry. */
export interface SlowConnections {
  readonly opened: number
  /** Those that the server has closed so far. */
  closedByServer(): number
  close(): void
}

interface Slow {
  count: number
  /** The loopback address of the n-th; absent: 127.0.0.1. */
  from?: (number: number) => string
  /** Sent at once. */
  first?: Buffer | string
  /** Sent again and again, one octet or a few each time. */
  morsel?: (turn: number) => Buffer | string
}

const MORSEL_EVERY_MS = 1_000

/** Opens TCP connections to a port of this machine; resolves once all are open, or were refused. */
export async function openSlowly(port: number, { count, from, first, morsel }: Slow): Promise<SlowConnections> {
  const sockets = Array.from({ length: count }, (_, number) =>
    connectTcp({ port, host: '127.0.0.1', ...(from && { localAddress: from(number) }) }),
  )
  const slow = feed(sockets, morsel)
  const opening = sockets.map(async (socket) => {
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {})
    if (first !== undefined && !socket.destroyed) socket.write(first)
  })
  await Promise.all(opening)
  return slow
}

/** The same for sockets that are open. */
export function feed(sockets: Socket[], morsel?: Slow['morsel']): SlowConnections {
  let closed = 0
  for (const socket of sockets) {
    socket.on('error', () => {})
    socket.on('close', () => {
      closed += 1
    })
    // What is not read is not seen to end.
    socket.resume()
  }
  let turn = 0
  const timer = setInterval(() => {
    for (const socket of sockets) if (morsel && socket.writable) socket.write(morsel(turn))
    turn += 1
  }, MORSEL_EVERY_MS)
  return {
    opened: sockets.length,
    closedByServer: () => closed,
    close() {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The first flight of a TLS handshake, after which the other side waits for more. */
export async function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(octets: Buffer, _encoding, done) {
        done()
        resolve(octets)
      },
    })
    connectTls({ socket: wire, rejectUnauthorized: false }).on('error', () => {})
  })
}

/** A browser that wants a WebSocket of Socket.IO, without being signed in. */
export const upgradeRequest = (origin: string): string =>
  [
    'GET /api/live/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${new URL(origin).host}`,
    `Origin: ${origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    '\r\n',
  ].join('\r\n')
