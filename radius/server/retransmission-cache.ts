import type { Packet } from '../packet/packet.ts'
import { type Aged, AgeList } from './age-list.ts'
import type { Source } from './request.ts'

/** A request that is being answered or has been. */
export interface CacheEntry extends Aged<CacheEntry> {
  readonly code: number
  /** The Request Authenticator in four parts, so that the datagram need not be kept. */
  readonly word0: number
  readonly word1: number
  readonly word2: number
  readonly word3: number
  /**
   * Undefined until there is a reply. Its octets as a string (latin1): a small Buffer is a slice of 8 KiB that others share,
   * all of which would stay in memory with it.
   */
  reply: string | undefined
  /** A newer request has this one's identifier: the client no longer waits for this reply (RFC 2865 §3). */
  superseded: boolean
  /** Milliseconds since the epoch. */
  expiresAt: number
  /** The requests of the same address, this one among them, and its key there. */
  readonly sender: Sender
  readonly key: number
  /** False once it is out of the cache. */
  cached: boolean
}

interface Sender {
  readonly address: string
  readonly entries: Map<number, CacheEntry>
}

/**
 * Detects duplicates (RFC 5080 §2.2.2): a request with the source address, source port, identifier, code and Request
 * Authenticator of an earlier one. Keeps an entry for `lifetimeMs` milliseconds, and at most `limit` entries: the oldest goes
 * first. Only requests that were verified may come here.
 */
export class RetransmissionCache {
  readonly #lifetimeMs: number
  readonly #limit: number
  readonly #senders = new Map<string, Sender>()
  readonly #byAge = new AgeList<CacheEntry>()

  constructor({ lifetimeMs, limit }: { lifetimeMs: number; limit: number }) {
    this.#lifetimeMs = lifetimeMs
    this.#limit = limit
  }

  get size(): number {
    return this.#byAge.size
  }

  /** The entry of the request that this packet repeats, or undefined. */
  find(from: Source, packet: Packet, now: number): CacheEntry | undefined {
    const known = this.#senders.get(from.address)?.entries.get(keyOf(from, packet))
    return known && known.expiresAt > now && repeats(packet, known) ? known : undefined
  }

  /** Adds a request whose reply is still to come; supersedes an earlier one of the same identifier. */
  add(from: Source, packet: Packet, now: number): CacheEntry {
    const key = keyOf(from, packet)
    this.#makeRoom(now)
    const sender = this.#senderAt(from.address)
    const { authenticator, code } = packet
    const earlier = sender.entries.get(key)
    if (earlier?.cached) {
      earlier.superseded = true
      this.#byAge.remove(earlier)
      earlier.cached = false
    }
    const entry: CacheEntry = {
      code,
      word0: authenticator.readInt32BE(0),
      word1: authenticator.readInt32BE(4),
      word2: authenticator.readInt32BE(8),
      word3: authenticator.readInt32BE(12),
      reply: undefined,
      superseded: false,
      expiresAt: now + this.#lifetimeMs,
      sender,
      key,
      cached: true,
      older: undefined,
      newer: undefined,
    }
    this.#byAge.append(entry)
    sender.entries.set(key, entry)
    return entry
  }

  /** Keeps the reply for retransmissions; the entry's lifetime begins anew. */
  storeReply(entry: CacheEntry, reply: Buffer, now: number): void {
    entry.reply = reply.toString('latin1')
    entry.expiresAt = now + this.#lifetimeMs
    if (entry.cached) this.#byAge.moveToEnd(entry)
  }

  /** The reply, if there is one already. */
  replyOf({ reply }: CacheEntry): Buffer | undefined {
    return reply === undefined ? reply : Buffer.from(reply, 'latin1')
  }

  /** Removes a request that got no reply, so that its retransmission is handled as new. */
  remove(entry: CacheEntry): void {
    if (!entry.cached) return
    this.#byAge.remove(entry)
    entry.cached = false
    const { address, entries } = entry.sender
    entries.delete(entry.key)
    if (entries.size === 0) this.#senders.delete(address)
  }

  #makeRoom(now: number): void {
    for (let { oldest } = this.#byAge; oldest; oldest = this.#byAge.oldest) {
      if (oldest.expiresAt > now && this.#byAge.size < this.#limit) return
      this.remove(oldest)
    }
  }

  #senderAt(address: string): Sender {
    const known = this.#senders.get(address)
    if (known) return known
    const sender = { address, entries: new Map() }
    this.#senders.set(address, sender)
    return sender
  }
}

/** The requests of one address are told apart by port and identifier, here in one number. */
const keyOf = (from: Source, packet: Packet): number => from.port * 256 + packet.identifier

const repeats = ({ authenticator, code }: Packet, entry: CacheEntry): boolean =>
  code === entry.code &&
  authenticator.readInt32BE(0) === entry.word0 &&
  authenticator.readInt32BE(4) === entry.word1 &&
  authenticator.readInt32BE(8) === entry.word2 &&
  authenticator.readInt32BE(12) === entry.word3
