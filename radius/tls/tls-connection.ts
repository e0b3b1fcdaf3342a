import type { TLSSocket } from 'node:tls'
import { PacketStream } from './packet-stream.ts'

/** Replies that wait to be taken; beyond, nothing more is read from a peer that does not read (256 KiB). */
const LARGEST_BACKLOG = 256 * 1024
/** How long a peer may leave replies untaken, in milliseconds. */
const STALL_MS = 30_000
/** How long an ending connection waits for answers that are due, and then for the peer to close its side. */
const DUE_MS = 10_000
const CLOSE_MS = 2_000
/** How long of silence until the kernel asks whether the peer is still there, in milliseconds. */
const KEEPALIVE_MS = 60_000

interface TlsConnectionOptions {
  /** Requests that wait for their answers before reading rests. */
  readonly maxPending: number
  /** Milliseconds without a packet in either direction. */
  readonly idleMs: number
  /** Milliseconds that a packet may take from its first octet to its last. */
  readonly packetMs: number
  /** Takes a packet; says whether the connection has to end. */
  receive(packet: Buffer | 'bad-length'): 'go-on' | 'end'
  onClosed(): void
}

/**
 * Reads packets from a connection and writes to it. Reading rests while `maxPending` requests wait for their answers or the
 * peer leaves its answers untaken, so that a fast or slow peer costs a bounded amount of memory.
 */
export class TlsConnection {
  readonly #socket: TLSSocket
  readonly #options: TlsConnectionOptions
  readonly #stream = new PacketStream()
  #pending = 0
  #ending = false
  #reading = false
  /** Runs while a packet has begun and is not whole. */
  #packetTimer: NodeJS.Timeout | undefined
  /** Runs while the peer does not take its replies. */
  #stallTimer: NodeJS.Timeout | undefined
  /** Runs while the connection ends. */
  #closeTimer: NodeJS.Timeout | undefined

  constructor(socket: TLSSocket, options: TlsConnectionOptions) {
    this.#socket = socket
    this.#options = options
    socket.allowHalfOpen = true
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEPALIVE_MS)
    socket.setTimeout(options.idleMs, () => this.end())
    socket.on('data', (octets: Buffer) => {
      if (this.#ending) return
      this.#stream.add(octets)
      this.#read()
    })
    socket.on('drain', () => {
      clearTimeout(this.#stallTimer)
      this.#stallTimer = undefined
      this.#read()
    })
    socket.on('end', () => this.end())
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#closed())
  }

  /** Whether what the peer sends is still read. */
  get isReading(): boolean {
    return !this.#ending
  }

  /** Sends a packet; false where the connection has ended. */
  send(packet: Buffer): boolean {
    const socket = this.#socket
    if (!socket.writable) return false
    if (!socket.write(packet)) this.#stallTimer ??= setTimeout(() => socket.destroy(), STALL_MS)
    return true
  }

  /** A request is begun (1) or done with (-1). */
  pending(change: 1 | -1): void {
    const wasFull = this.#isFull()
    this.#pending += change
    if (this.#ending) this.#closeIfDone()
    else if (wasFull && !this.#isFull()) this.#read()
  }

  /** Reads no more, lets the answers that are due go out, and closes. */
  end(): void {
    if (this.#ending) return
    this.#ending = true
    this.#stopPacketTimer()
    this.#socket.pause()
    this.#closeTimer = setTimeout(() => this.#socket.destroy(), DUE_MS)
    this.#closeIfDone()
  }

  #read(): void {
    if (this.#reading || this.#ending) return
    const socket = this.#socket
    this.#reading = true
    socket.cork()
    while (!this.#ending && !this.#isFull()) {
      const packet = this.#stream.next()
      if (packet === undefined) break
      this.#stopPacketTimer()
      if (this.#options.receive(packet) === 'end') this.end()
    }
    socket.uncork()
    this.#reading = false
    if (this.#ending) return
    if (this.#isFull()) {
      socket.pause()
      return
    }
    if (this.#stream.partial) this.#packetTimer ??= setTimeout(() => this.end(), this.#options.packetMs)
    if (socket.isPaused()) socket.resume()
  }

  #isFull(): boolean {
    return this.#pending >= this.#options.maxPending || this.#socket.writableLength >= LARGEST_BACKLOG
  }

  #stopPacketTimer(): void {
    clearTimeout(this.#packetTimer)
    this.#packetTimer = undefined
  }

  /** What the peer still sends is read and thrown away: closing over unread octets would reset, and lose answers. */
  #closeIfDone(): void {
    const socket = this.#socket
    if (!this.#ending || this.#pending > 0 || socket.destroyed || socket.writableEnded) return
    clearTimeout(this.#closeTimer)
    this.#closeTimer = setTimeout(() => socket.destroy(), CLOSE_MS)
    socket.end()
    socket.resume()
  }

  #closed(): void {
    this.#ending = true
    for (const timer of [this.#packetTimer, this.#stallTimer, this.#closeTimer]) clearTimeout(timer)
    this.#options.onClosed()
  }
}
