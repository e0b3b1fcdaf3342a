import { once } from 'node:events'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { decodePacket, type Packet } from '../../../radius/index.ts'
import { PacketStream } from '../../../radius/tls/packet-stream.ts'

/** A RadSec client as small as can be: it sends what it is given and keeps what comes. */
export interface TlsClient {
  readonly socket: TLSSocket
  send(...octets: Buffer[]): void
  /** The next packet; rejects when the connection ends before. */
  next(): Promise<Packet>
  /** Resolves when the connection is closed, with the packets that nobody took. */
  closed: Promise<Packet[]>
  close(): void
}

/** Connects; rejects where the handshake fails. With TLS 1.3 a refused certificate shows only as a close afterwards. */
export async function connectTls(options: ConnectionOptions): Promise<TlsClient> {
  const socket = connect({ host: '127.0.0.1', checkServerIdentity: () => undefined, ...options })
  const stream = new PacketStream()
  const packets: Packet[] = []
  const waiting: Array<{ resolve(packet: Packet): void; reject(error: Error): void }> = []
  socket.on('data', (received) => {
    stream.add(received)
    for (let octets = stream.next(); octets; octets = stream.next()) {
      if (octets === 'bad-length') throw new Error('The server sent no RADIUS packet.')
      const packet = decodePacket(octets)
      const waiter = waiting.shift()
      if (waiter) waiter.resolve(packet)
      else packets.push(packet)
    }
  })
  const closed = new Promise<Packet[]>((resolve) => {
    socket.once('close', () => {
      for (const { reject } of waiting) reject(new Error('The connection was closed.'))
      resolve(packets)
    })
  })
  await once(socket, 'secureConnect')
  socket.on('error', () => {})
  return {
    socket,
    closed,
    send: (...octets) => void socket.write(Buffer.concat(octets)),
    next() {
      const packet = packets.shift()
      if (packet) return Promise.resolve(packet)
      return new Promise((resolve, reject) => {
        if (socket.destroyed) reject(new Error('The connection was closed.'))
        else waiting.push({ resolve, reject })
      })
    },
    close: () => void socket.destroy(),
  }
}
