import type { Packet } from '../packet/packet.ts'
import { type Aged, createAgeOrder } from './age-list.ts'
import type { Source } from './request.ts'

/** A request that is being answered or has been. */
export interface Exchange extends Aged<Exchange> {
  readonly code: number
  /** The Request Authenticator in four parts, so that the datagram need not be kept. */
  readonly word0: number
  readonly word1: number
  readonly word2: number
  readonly word3: number
  /**
   * Undefined while the handler runs. Its octets as a text (latin1): a small Buffer is a piece of 8 KiB that others share,
   * all of which would stay in memory with it.
   */
  reply: string | undefined
  /** A later request has taken this one's identifier, so that nobody waits for its reply. */
  replaced: boolean
  expiresAt: number
  /** The requests of the same address, this one among them, and where it stands there. */
  readonly sender: Sender
  readonly slot: number
  /** False once the exchange is forgotten. */
  held: boolean
}

interface Sender {
  readonly address: string
  readonly exchanges: Map<number, Exchange>
}

/** One number for the port and the identifier, which tell apart the requests of one address. */
const slotOf = (from: Source, packet: Packet): number => from.port * 256 + packet.identifier

const repeats = ({ authenticator, code }: Packet, exchange: Exchange): boolean =>
  code === exchange.code &&
  authenticator.readInt32BE(0) === exchange.word0 &&
  authenticator.readInt32BE(4) === exchange.word1 &&
  authenticator.readInt32BE(8) === exchange.word2 &&
  authenticator.readInt32BE(12) === exchange.word3

/**
 * Recognises retransmissions (RFC 5080 §2.2.2): same source address and port, identifier, code and Request Authenticator.
 * Holds an exchange for `holdMs` milliseconds and at most `limit` of them, the oldest going first. Only packets whose
 * authenticators are right may be shown to it.
 */
export function createDuplicateCache({ holdMs, limit }: { holdMs: number; limit: number }) {
  const senders = new Map<string, Sender>()
  const order = createAgeOrder<Exchange>()

  const senderAt = (address: string): Sender => {
    const known = senders.get(address)
    if (known) return known
    const sender = { address, exchanges: new Map() }
    senders.set(address, sender)
    return sender
  }

  const forget = (exchange: Exchange): void => {
    if (!exchange.held) return
    order.remove(exchange)
    exchange.held = false
    const { address, exchanges } = exchange.sender
    exchanges.delete(exchange.slot)
    if (exchanges.size === 0) senders.delete(address)
  }

  const sweep = (now: number): void => {
    for (let oldest = order.oldest(); oldest; oldest = order.oldest()) {
      if (oldest.expiresAt > now && order.size < limit) return
      forget(oldest)
    }
  }

  return {
    /** The exchange that this packet repeats, or undefined. */
    find(from: Source, packet: Packet, now: number): Exchange | undefined {
      const known = senders.get(from.address)?.exchanges.get(slotOf(from, packet))
      return known && known.expiresAt > now && repeats(packet, known) ? known : undefined
    },
    /** Notes that a request is being handled; makes room where the limit is reached. */
    begin(from: Source, packet: Packet, now: number): Exchange {
      const slot = slotOf(from, packet)
      sweep(now)
      const sender = senderAt(from.address)
      const { authenticator, code } = packet
      const earlier = sender.exchanges.get(slot)
      if (earlier?.held) {
        earlier.replaced = true
        order.remove(earlier)
        earlier.held = false
      }
      const exchange: Exchange = {
        code,
        word0: authenticator.readInt32BE(0),
        word1: authenticator.readInt32BE(4),
        word2: authenticator.readInt32BE(8),
        word3: authenticator.readInt32BE(12),
        reply: undefined,
        replaced: false,
        expiresAt: now + holdMs,
        sender,
        slot,
        held: true,
        older: undefined,
        newer: undefined,
      }
      order.add(exchange)
      sender.exchanges.set(slot, exchange)
      return exchange
    },
    /** Keeps the reply for retransmissions, for the full time from now. */
    answer(exchange: Exchange, reply: Buffer, now: number): void {
      exchange.reply = reply.toString('latin1')
      exchange.expiresAt = now + holdMs
      if (exchange.held) order.renew(exchange)
    },
    /** The reply that was kept, if there is one already. */
    replyOf: ({ reply }: Exchange): Buffer | undefined => (reply === undefined ? reply : Buffer.from(reply, 'latin1')),
    /** Forgets an exchange that got no reply, so that its retransmission is handled anew. */
    forget,
    get size(): number {
      return order.size
    },
  }
}
