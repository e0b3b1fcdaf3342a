import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Source } from '../server/request.ts'
import { unmapped } from '../server/source-address.ts'

/** Who has connected, by the certificate that the handshake has verified. */
export interface TlsPeer extends Source {
  readonly certificate: X509Certificate
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string
}

/** Undefined where the connection is gone already. */
export function peerOf(socket: TLSSocket): TlsPeer | undefined {
  const certificate = socket.getPeerX509Certificate()
  const { remoteAddress, remotePort } = socket
  if (!certificate || remoteAddress === undefined || remotePort === undefined) return undefined
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
  return { certificate, fingerprint, address: unmapped(remoteAddress), port: remotePort }
}
