import type { TLSSocket } from 'node:tls'
import { createFrames } from './packet-stream.ts'

/** Replies that wait to be taken; beyond, nothing more is read from a peer that does not read (256 KiB). */
const LARGEST_BACKLOG = 256 * 1024
/** How long a peer may leave replies untaken, in milliseconds. */
const STALL_MS = 30_000
/** How long an ending connection waits for answers that are due, and then for the peer to close its side. */
const DUE_MS = 10_000
const CLOSE_MS = 2_000
/** How long of silence until the kernel asks whether the peer is still there, in milliseconds. */
const KEEPALIVE_MS = 60_000

export interface TlsConnection {
  /** Puts a packet on its way; false where the connection has ended. */
  send(packet: Buffer): boolean
  /** Whether what the peer sends is still read. */
  isReading(): boolean
  /** A request is begun (1) or done with (-1). */
  pending(change: 1 | -1): void
  /** Reads no more, lets the answers that are due go out, and closes. */
  end(): void
}

/**
 * Reads packets from a connection and writes to it. Reading rests while `maxPending` requests wait for their answers or the
 * peer leaves its answers untaken, so that a fast or slow peer costs a bounded amount of memory.
 */
export function createTlsConnection(
  socket: TLSSocket,
  options: {
    maxPending: number
    /** Milliseconds without a packet in either direction. */
    idleMs: number
    /** Milliseconds that a packet may take from its first octet to its last. */
    packetMs: number
    /** Takes a packet; says whether the connection has to end. */
    receive(packet: Buffer | 'bad-length'): 'go-on' | 'end'
    onClosed(): void
  },
): TlsConnection {
  const frames = createFrames()
  let pending = 0
  let ending = false
  let reading = false
  let late: NodeJS.Timeout | undefined
  let stalled: NodeJS.Timeout | undefined
  let due: NodeJS.Timeout | undefined

  const destroy = (): void => void socket.destroy()
  const isFull = (): boolean => pending >= options.maxPending || socket.writableLength >= LARGEST_BACKLOG

  const disarmLate = (): void => {
    clearTimeout(late)
    late = undefined
  }

  const end = (): void => {
    if (ending) return
    ending = true
    disarmLate()
    socket.pause()
    due = setTimeout(destroy, DUE_MS)
    closeIfDone()
  }

  /** What the peer still sends is read and thrown away: closing over unread octets would reset, and lose answers. */
  const closeIfDone = (): void => {
    if (!ending || pending > 0 || socket.destroyed || socket.writableEnded) return
    clearTimeout(due)
    due = setTimeout(destroy, CLOSE_MS)
    socket.end()
    socket.resume()
  }

  const read = (): void => {
    if (reading || ending) return
    reading = true
    socket.cork()
    while (!ending && !isFull()) {
      const packet = frames.next()
      if (packet === undefined) break
      disarmLate()
      if (options.receive(packet) === 'end') end()
    }
    socket.uncork()
    reading = false
    if (ending) return
    if (isFull()) {
      socket.pause()
      return
    }
    if (frames.partial) late ??= setTimeout(end, options.packetMs)
    if (socket.isPaused()) socket.resume()
  }

  socket.allowHalfOpen = true
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEPALIVE_MS)
  socket.setTimeout(options.idleMs, end)
  socket.on('data', (octets: Buffer) => {
    if (ending) return
    frames.add(octets)
    read()
  })
  socket.on('drain', () => {
    clearTimeout(stalled)
    stalled = undefined
    read()
  })
  socket.on('end', end)
  socket.on('error', destroy)
  socket.once('close', () => {
    ending = true
    for (const timer of [late, stalled, due]) clearTimeout(timer)
    options.onClosed()
  })

  return {
    send(packet) {
      if (!socket.writable) return false
      if (!socket.write(packet)) stalled ??= setTimeout(destroy, STALL_MS)
      return true
    },
    isReading: () => !ending,
    pending(change) {
      const wasFull = isFull()
      pending += change
      if (ending) closeIfDone()
      else if (wasFull && !isFull()) read()
    },
    end,
  }
}
