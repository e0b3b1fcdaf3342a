import type { X509Certificate } from 'node:crypto'
import type { RadiusClient, RadiusRequest, Reply } from '../server/request.ts'

/** A method that authenticates by TLS: EAP-TLS (RFC 5216, RFC 9190), EAP-TTLS (RFC 5281) or PEAPv0. */
export type EapMethod = 'tls' | 'ttls' | 'peap'

/** What the server proves itself with, in PEM. */
export interface EapTlsCredentials {
  readonly key: string | Buffer
  /** The server's certificate, followed by those between it and the root. */
  readonly cert: string | Buffer
  /** Whoever signs client certificates; none are asked for without. */
  readonly ca?: string | Buffer | undefined
}

export interface EapLimits {
  /** Open conversations. 4,000. */
  conversations?: number
  /** Open conversations of one gateway. 1,000. */
  perClient?: number
  /** Open conversations of one device, by Calling-Station-Id, at one gateway. 4. */
  perStation?: number
  /** Milliseconds that an open conversation waits for the peer. 30,000. */
  idleMs?: number
  /** Sessions that may be resumed. 50,000. */
  resumable?: number
  /** Milliseconds after its full handshake that a session may be resumed; 0 turns resumption off. 24 hours. */
  resumableMs?: number
}

export interface EapServerOptions<C extends RadiusClient, A> {
  /** Asked at each handshake, so that a renewal needs no restart; the same object means that nothing has changed. */
  tls(): EapTlsCredentials
  /** In order of preference. */
  methods: readonly EapMethod[]
  /** Who has this inner user name (PAP or MS-CHAPv2 inside TTLS or PEAP); undefined: nobody. */
  credential(username: string, request: RadiusRequest<C>): Promise<{ password: string; account: A } | undefined>
  /** Whose client certificate this is; it chains to `ca` and is in date already. Undefined: nobody's any more. */
  certificate(peer: X509Certificate, request: RadiusRequest<C>): Promise<A | undefined>
  /**
   * A peer asks to resume a session without its inner method: is its account still good? Where not, the peer has to
   * authenticate in full, which then says why it fails.
   */
  resume(account: A, request: RadiusRequest<C>): Promise<boolean>
  /** The first octet of every State, 0 to 255, by which a packet finds the process that holds its conversation. 0. */
  stateTag?: number
  limits?: EapLimits
}

/** Why a conversation ended in a reject. */
export type EapFailure =
  /** No account has the inner user name. */
  | 'unknown-user'
  | 'wrong-password'
  /** The client certificate is signed by somebody else. */
  | 'unknown-ca'
  | 'certificate-expired'
  /** The client certificate is in order but nobody's: revoked, or its device deleted. */
  | 'certificate-revoked'
  | 'certificate-missing'
  /** The client certificate is wrong in another way, e.g. not meant for clients. */
  | 'certificate-invalid'
  /** The peer does not trust the server's certificate. */
  | 'peer-rejected-certificate'
  /** No TLS session came about for another reason, e.g. no common version or cipher. */
  | 'tls-failed'
  /** The peer wants none of the methods. */
  | 'no-common-method'
  /** The peer wants another method inside the tunnel. */
  | 'no-common-inner-method'
  /** What came through the tunnel is not what the method says. */
  | 'inner-malformed'
  /** Five packets that were no answer to what was asked (RFC 3579 §2.2). */
  | 'too-many-invalid-packets'
  | 'too-many-rounds'
  /** The peer gave up inside the tunnel though all was well. */
  | 'peer-gave-up'

/** Which method a peer has authenticated by, with what was inside. */
export type EapAuthentication = 'eap-tls' | 'eap-ttls-pap' | 'eap-ttls-mschapv2' | 'eap-peap-mschapv2'

/** Why a packet is answered with nothing. */
export type EapDiscard =
  /** The EAP packet's length is wrong, or it is no response. */
  | 'malformed'
  /** No open conversation has this State: it is over, too old, or somebody else's. */
  | 'unknown-state'
  | 'wrong-identifier'
  /** Another packet of the conversation is being worked on. */
  | 'busy'
  | 'wrong-method'
  | 'bad-fragment'

export type EapOutcome<A> =
  | { kind: 'challenge'; reply: Reply }
  | {
      kind: 'success'
      account: A
      /** The inner user name, or the certificate's common name. */
      identity: string
      method: EapAuthentication
      resumed: boolean
      /** Adds EAP-Success and the MPPE keys to an Access-Accept. */
      accept(reply: Reply): Reply
      /** Policy refuses after all: adds EAP-Failure to an Access-Reject. */
      reject(reply: Reply): Reply
    }
  /** `reply` is an Access-Reject with EAP-Failure; `identity` is the inner one where it is known, else the outer one. */
  | { kind: 'failure'; reason: EapFailure; identity: string | undefined; reply: Reply }
  | { kind: 'discard'; reason: EapDiscard }

/** Counts since the start, and what is open now. Read them; they change as packets come. */
export interface EapStats {
  readonly open: number
  readonly resumable: number
  /** Full TLS handshakes completed. */
  handshakes: number
  /** TLS sessions resumed. */
  resumptions: number
  successes: number
  failures: Map<EapFailure, number>
  discards: Map<EapDiscard, number>
  /** Open conversations dropped because their peer fell silent. */
  timeouts: number
  /** Open conversations dropped because a limit was reached. */
  evicted: number
}

export interface EapServer<C extends RadiusClient, A> {
  /** Takes an Access-Request with EAP-Message whose Message-Authenticator is right. Rejects where a callback does. */
  handle(request: RadiusRequest<C>): Promise<EapOutcome<A>>
  readonly stats: EapStats
  /** Drops what is open. */
  close(): void
}
