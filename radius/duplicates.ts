import type { Packet } from './packet.ts'

/** A request that is being answered or has been: the reply is undefined while the handler runs. */
export interface Exchange {
  readonly code: number
  readonly authenticator: Buffer
  reply: Buffer | undefined
  expiresAt: number
}

/**
 * Recognises retransmissions (RFC 5080 §2.2.2): same source address and port, identifier, code and Request Authenticator.
 * Holds an exchange for `holdMs` milliseconds and at most `limit` of them, the oldest going first. Only packets whose
 * authenticators are right may be shown to it.
 */
export function createDuplicateCache({ holdMs, limit }: { holdMs: number; limit: number }) {
  const exchanges = new Map<string, Exchange>()

  const sweep = (now: number): void => {
    for (const [key, exchange] of exchanges) {
      if (exchange.expiresAt > now && exchanges.size < limit) return
      exchanges.delete(key)
    }
  }

  return {
    /** The exchange that this packet repeats, or undefined. */
    find(key: string, packet: Packet, now: number): Exchange | undefined {
      const known = exchanges.get(key)
      const same = known && known.code === packet.code && known.authenticator.equals(packet.authenticator)
      return same && known.expiresAt > now ? known : undefined
    },
    /** Notes that a request is being handled; makes room where the limit is reached. */
    begin(key: string, packet: Packet, now: number): Exchange {
      sweep(now)
      const exchange: Exchange = {
        code: packet.code,
        authenticator: packet.authenticator,
        reply: undefined,
        expiresAt: now + holdMs,
      }
      exchanges.delete(key)
      exchanges.set(key, exchange)
      return exchange
    },
    /** Whether a later request under the same key has taken this one's place, so that nobody waits for its reply. */
    isReplaced: (key: string, exchange: Exchange): boolean => (exchanges.get(key) ?? exchange) !== exchange,
    /** Keeps the reply for retransmissions, for the full time from now. */
    answer(key: string, exchange: Exchange, reply: Buffer, now: number): void {
      exchange.reply = reply
      exchange.expiresAt = now + holdMs
      exchanges.delete(key)
      exchanges.set(key, exchange)
    },
    /** Forgets an exchange that got no reply, so that its retransmission is handled anew. */
    forget(key: string, exchange: Exchange): void {
      if (exchanges.get(key) === exchange) exchanges.delete(key)
    },
    get size(): number {
      return exchanges.size
    },
  }
}
