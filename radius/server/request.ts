import { Packet } from '../packet/packet.ts'

/** What a server must know of whoever sends it requests. */
export interface RadiusClient {
  readonly secret: string
  /** Discard an Access-Request without Message-Authenticator (CVE-2024-3596). */
  readonly requireMessageAuthenticator: boolean
  /** Discard an Access-Request with Proxy-State but without Message-Authenticator; for clients that are no proxies. */
  readonly limitProxyState?: boolean
}

/** Where a packet came from. */
export interface Source {
  readonly address: string
  readonly port: number
}

export interface RadiusRequest<C extends RadiusClient = RadiusClient> {
  readonly packet: Packet
  readonly client: C
  readonly source: Source
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
}

/**
 * A packet of which the server fills in identifier, authenticators and Proxy-State, and which it holds back for `delayMs`
 * milliseconds where that is given.
 */
export type Reply = Packet & { delayMs?: number }

/**
 * Answers a request, at once or later; undefined answers nothing, so that the gateway tries again or elsewhere. What is
 * answered without a promise is on its way before the next packet is read.
 */
export type RadiusHandler<C extends RadiusClient = RadiusClient> = (
  request: RadiusRequest<C>,
) => Reply | undefined | Promise<Reply | undefined>

/** An empty reply: `reply(Code.AccessAccept).add(SessionTimeout, 3600)`. */
export const reply = (code: number): Reply => new Packet(code)

/**
 * The reply, to be held back by the server, which costs the handler nothing: a wrong password is answered after about a
 * second, so that guessing is slow. A retransmission meanwhile is recognised and dropped.
 */
export const delayed = (reply: Reply, milliseconds: number): Reply => Object.assign(reply, { delayMs: milliseconds })
