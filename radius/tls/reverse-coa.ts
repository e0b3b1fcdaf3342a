import type { ExchangeResult } from '../client/exchange.ts'
import { verifyReply } from '../client/verify-reply.ts'
import { Code } from '../packet/code.ts'
import { encodeRequest } from '../packet/encode.ts'
import { Packet } from '../packet/packet.ts'

const IDENTIFIERS = 256

/** Codes of replies to what a server asks of a gateway (RFC 5176). */
const replies: readonly number[] = [Code.DisconnectAck, Code.DisconnectNak, Code.CoaAck, Code.CoaNak]

export const isReverseCoaReply = (packet: Buffer): boolean => replies.includes(packet[0]!)

interface Waiting {
  request: Buffer
  finish(reply: Packet | undefined): void
}

/**
 * Reverse CoA (draft-ietf-radext-reverse-coa): Disconnect- and CoA-Requests to a peer over a connection that the peer opened.
 */
export interface ReverseCoa {
  /**
   * Sends a request, once: what TCP does not deliver, sending again does not either (RFC 6613 §2.6.1). Its identifier is
   * chosen here, from those of this connection and direction. `timeout` comes with 0 attempts where it could not be sent.
   */
  exchange(packet: Packet): Promise<ExchangeResult>
  /** Takes a reply. Says what is wrong with it, if anything. */
  receive(reply: Buffer): 'unexpected-reply' | 'wrong-reply' | undefined
  /** Gives up on everything under way. */
  close(): void
}

export function createReverseCoa(options: {
  secret: string
  timeoutMs: number
  /** Puts a packet on its way; false where the connection has ended. */
  send(packet: Buffer): boolean
}): ReverseCoa {
  const waiting = new Map<number, Waiting>()
  let last = 0

  const freeIdentifier = (): number | undefined => {
    if (waiting.size === IDENTIFIERS) return undefined
    do last = (last + 1) % IDENTIFIERS
    while (waiting.has(last))
    return last
  }

  return {
    async exchange({ code, attributes }) {
      const identifier = freeIdentifier()
      if (identifier === undefined) return { timeout: true, attempts: 0 }
      const request = encodeRequest(new Packet(code, identifier).append(attributes), options.secret)
      if (!options.send(request)) return { timeout: true, attempts: 0 }
      return new Promise<ExchangeResult>((resolve) => {
        const finish = (packet: Packet | undefined): void => {
          clearTimeout(timer)
          waiting.delete(identifier)
          resolve(packet ? { packet, attempts: 1 } : { timeout: true, attempts: 1 })
        }
        const timer = setTimeout(finish, options.timeoutMs, undefined)
        waiting.set(identifier, { request, finish })
      })
    },
    receive(reply) {
      const pending = waiting.get(reply[1]!)
      if (!pending) return 'unexpected-reply'
      const packet = verifyReply(reply, pending.request, options)
      if (!packet) return 'wrong-reply'
      pending.finish(packet)
      return undefined
    },
    close() {
      for (const { finish } of waiting.values()) finish(undefined)
    },
  }
}
