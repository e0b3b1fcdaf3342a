import type { Socket } from 'node:net'
import type { ExchangeResult } from '../client/exchange.ts'
import type { Packet } from '../packet/packet.ts'
import type { RadiusClient, RadiusHandler } from '../server/request.ts'
import type { ServerStats } from '../server/responder-options.ts'
import type { AccessRequestProtection, DiscardReason } from '../server/verify-request.ts'
import type { TlsPeer } from './tls-peer.ts'

/** The shared secret of RADIUS over TLS, which protects nothing: the certificates do (RFC 6614 §2.3). */
export const RADSEC_SECRET = 'radsec'

export type TlsDiscardReason = DiscardReason | 'unexpected-reply' | 'wrong-reply'

/** Why a connection was refused or closed before it could ask anything. */
export type TlsRefusal = 'handshake-failed' | 'too-many-handshakes' | 'unknown-certificate' | 'too-many-connections'

export interface TlsServerOptions<C extends RadiusClient> {
  host: string
  /** 2083 by custom (RFC 6614 §2.1); 0 takes any free port; absent: another process listens, for `accept`. */
  port: number | undefined
  /** What the server presents and whom it trusts, PEM. Asked at the start and by `renew`. */
  tls(): { key: string; cert: string; ca: string }
  /**
   * The client whose certificate this is; undefined refuses it. Its secret is {@link RADSEC_SECRET}. Called for every
   * packet, so that a certificate taken back stops a connection that is open: keep it quick.
   */
  clientFor(peer: TlsPeer): C | undefined
  authHandler: RadiusHandler<C>
  acctHandler: RadiusHandler<C>
  onDiscard?(reason: TlsDiscardReason, address: string): void
  /** Told of a handler or callback that threw, and of replies that could not be encoded. */
  onError?(error: unknown, address: string): void
  onRefuse?(refusal: TlsRefusal, address: string, error?: Error): void
  onAccessRequest?(client: C, protection: AccessRequestProtection): void
  /** Connections open at once: in all (10,000), and of one certificate (32), whose oldest then goes. */
  maxConnections?: number
  maxPerCertificate?: number
  /** Requests of one connection that wait for their answers before reading rests. 512: 256 identifiers each for two codes. */
  maxPending?: number
  /** Milliseconds that a TLS handshake may take, from the TCP connection on. 10 s. */
  handshakeMs?: number
  /** Milliseconds without a packet after which a connection is closed. An hour: it is also the way back to a gateway. */
  idleMs?: number
  /** Milliseconds that a packet may take from its first octet to its last. 10 s. */
  packetMs?: number
  /** Milliseconds that a gateway has to answer a Disconnect- or CoA-Request. 8 s. */
  coaTimeoutMs?: number
}

export interface TlsServer {
  /** 0 where it does not listen. */
  readonly port: number
  readonly stats: {
    readonly auth: ServerStats
    readonly acct: ServerStats
    /** Discarded before a responder saw them: no packets by their Length, or replies to nothing. */
    readonly discarded: Map<TlsDiscardReason, number>
    readonly refused: Map<TlsRefusal, number>
    /** Open now. */
    readonly connections: number
  }
  /** How many connections this certificate has open. */
  connectionsOf(fingerprint: string): number
  /**
   * Sends a gateway a Disconnect- or CoA-Request over the newest connection that it has opened with this certificate (RFC 5176; reverse CoA);
   * undefined where there is none.
   */
  exchange(fingerprint: string, packet: Packet): Promise<ExchangeResult> | undefined
  /** Takes a TCP connection that another process received and of which nothing was read yet. */
  accept(socket: Socket): void
  /** Takes new TLS material for the connections that come from now on. */
  renew(): void
  /** Takes no more connections and requests, lets answers go out for up to some seconds, then frees the port. */
  close(): Promise<void>
}
