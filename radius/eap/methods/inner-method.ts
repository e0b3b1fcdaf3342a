import type { X509Certificate } from 'node:crypto'
import type { EapAuthentication, EapFailure } from '../eap-server-options.ts'
import type { TlsTunnel } from '../tls/tls-tunnel.ts'

/** How an authentication ends. */
export type InnerResult<A> =
  | { success: true; account: A; identity: string; method: EapAuthentication; expiresAt?: number }
  | { success: false; reason: EapFailure; identity: string | undefined }

export const failed = (reason: EapFailure, identity?: string): { success: false } & InnerResult<never> => ({
  success: false,
  reason,
  identity,
})

/** What a method asks of the accounts, for the request in hand. */
export interface Accounts<A> {
  credential(username: string): Promise<{ password: string; account: A } | undefined>
  certificate(peer: X509Certificate): Promise<A | undefined>
  /** Authorities of client certificates, in PEM. */
  readonly ca: string | Buffer | undefined
}

/** What happens inside the tunnel. Each step may write into the tunnel, and gives a result or waits for the peer. */
export interface InnerMethod<A> {
  /** It begins once the peer has acknowledged the flight that ends the handshake, not in that flight. */
  readonly beginsAfterAcknowledgement?: boolean
  /** A full handshake is done. */
  begin(tunnel: TlsTunnel, accounts: Accounts<A>): Promise<InnerResult<A> | undefined>
  /** A session is resumed, whose full authentication gave this result. */
  resume(tunnel: TlsTunnel, result: InnerResult<A>): Promise<InnerResult<A> | undefined>
  /** What came through the tunnel; of no octets where the peer has only acknowledged. */
  receive(plaintext: Buffer, tunnel: TlsTunnel, accounts: Accounts<A>): Promise<InnerResult<A> | undefined>
}

/** Tells the peer inside TLS 1.3 that all is well and TLS will say no more (RFC 9190 §2.5, RFC 9427 §5). */
export async function indicateSuccess(tunnel: TlsTunnel): Promise<void> {
  if (tunnel.version === 'TLSv1.3') await tunnel.write(Buffer.of(0))
}

/** A resumed session needs no inner method: its end is that of the full authentication. */
export async function confirmResumption<A>(tunnel: TlsTunnel, result: InnerResult<A>): Promise<InnerResult<A>> {
  await indicateSuccess(tunnel)
  return result
}
