import { Packet } from './packet.ts'

/** What a server must know of whoever sends it requests. */
export interface RadiusClient {
  readonly secret: string
  /** Discard an Access-Request without Message-Authenticator (CVE-2024-3596). */
  readonly requireMessageAuthenticator: boolean
  /** Discard an Access-Request with Proxy-State but without Message-Authenticator; for clients that are no proxies. */
  readonly limitProxyState?: boolean
}

export interface RadiusRequest<C extends RadiusClient = RadiusClient> {
  readonly packet: Packet
  readonly client: C
  readonly source: { readonly address: string; readonly port: number }
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
}

/** A packet of which the server fills in identifier, authenticators and Proxy-State. */
export type Reply = Packet

/** Answers a request; undefined answers nothing, so that the gateway tries again or elsewhere. */
export type RadiusHandler<C extends RadiusClient = RadiusClient> = (
  request: RadiusRequest<C>,
) => Promise<Reply | undefined>

/** An empty reply: `reply(Code.AccessAccept).add(SessionTimeout, 3600)`. */
export const reply = (code: number): Reply => new Packet(code)
