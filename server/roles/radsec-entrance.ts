import { createServer, type Socket } from 'node:net'
import { bindingPort } from '../start/start-error.ts'

export interface RadsecEntrance {
  port: number
  close(): void
}

/**
 * Listens for RadSec on behalf of other processes, and hands each connection over unread.
 *
 * @throws {StartError} when the port is taken
 */
export async function openRadsecEntrance(parts: {
  host: string
  port: number
  /** Given the connection paused: nothing of it has been read. */
  onConnection(socket: Socket): void
}): Promise<RadsecEntrance> {
  const { host, port, onConnection } = parts
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  await bindingPort('PLAZA_RADSEC_PORT', port, async () => {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  })
  // Of a connection that could not be accepted, e.g. for want of file descriptors: the next may be.
  server.on('error', () => {})
  return { port: (server.address() as { port: number }).port, close: () => void server.close() }
}

/**
 * Which of `count` workers, from 1, is to serve an address: always the same, since what belongs together (one EAP
 * conversation) may come over several connections of a gateway.
 */
export function workerFor(address: string, count: number): number {
  let hash = 0
  for (let at = 0; at < address.length; at++) hash = (Math.imul(hash, 31) + address.charCodeAt(at)) >>> 0
  return (hash % count) + 1
}
