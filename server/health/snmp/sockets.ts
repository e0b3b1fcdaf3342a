import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { Endpoint } from './names.ts'

/** Few sockets for all agents. */
export interface Sockets {
  /**
   * @param lane the same for all requests to one agent, so that they leave by the same port
   * @param failed is told where the datagram cannot be sent
   */
  send(message: Buffer, to: Endpoint, lane: number, failed: (error: Error) => void): void
  /** Whether more has arrived, as it seems, than was read by now. */
  isBehind(): boolean
  close(): Promise<void>
}

/** Of each family: each has a buffer of its own for answers that come at the same time. */
const LANES = 4
/** Datagrams that are read from a socket in one turn of the event loop, at most (libuv's uv__udp_recvmsg). */
const READ_IN_TURN = 32
/** Octets; the system gives as much of it as it lets have. */
const BUFFER = 4 << 20

export function openSockets(onMessage: (message: Buffer, from: RemoteInfo) => void): Sockets {
  const sockets = new Map<number, Socket>()
  const reading = createReading()
  const open = (family: 4 | 6): Socket => {
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      ipv6Only: family === 6,
      recvBufferSize: BUFFER,
      sendBufferSize: BUFFER,
      // Addresses only: without this, each is looked up as a name would be.
      lookup: (address, _, found) => found(null, address, family),
    })
    socket.on('message', (message, from) => {
      reading.read(socket)
      onMessage(message, from)
    })
    // What cannot be sent is told to whoever sent it; nothing else can go wrong with a socket that is not connected.
    socket.on('error', () => {})
    return socket
  }
  return {
    send(message, { family, address, port }, lane, failed) {
      const key = (lane % LANES) * 2 + (family === 6 ? 1 : 0)
      const socket = sockets.get(key) ?? open(family)
      sockets.set(key, socket)
      try {
        socket.send(message, port, address, (error) => error && failed(error))
      } catch (error) {
        failed(error as Error)
      }
    },
    isBehind: reading.isBehind,
    async close() {
      await Promise.all([...sockets.values()].map((socket) => new Promise<void>((resolve) => socket.close(resolve))))
      sockets.clear()
    },
  }
}

/** Counts what is read from each socket in a turn of the event loop. */
function createReading() {
  const counts = new Map<object, number>()
  let turn = 0
  return {
    read(socket: object) {
      const now = turnOfLoop()
      if (now !== turn) counts.clear()
      turn = now
      counts.set(socket, (counts.get(socket) ?? 0) + 1)
    },
    /** By the turn that goes on, or by the one before where nothing was read in it. */
    isBehind: () => turnOfLoop() - turn <= 1 && [...counts.values()].some((count) => count >= READ_IN_TURN),
  }
}

/** A callback of its own at the end of each turn would keep the loop from its rest once for every answer. */
const turnOfLoop = (): number => performance.nodeTiming.uvMetricsInfo.loopCount
