import { X509Certificate } from 'node:crypto'
import type { EapFailure } from '../eap-server-options.ts'

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'
const LONGEST_CHAIN = 5
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * Why a client certificate is not good at this time; undefined where it is. Whoever signs it, and everyone above, must be
 * among the authorities in `ca`: what the peer sends besides its own certificate counts for nothing. (TLS has made sure
 * that the peer has the private key; that Node takes any certificate is what lets the reason be told.)
 */
export function clientCertificateFault(
  peer: X509Certificate,
  ca: string | Buffer,
  now: number,
): EapFailure | undefined {
  if (!isInTime(peer, now)) return 'certificate-expired'
  if (peer.keyUsage && !peer.keyUsage.includes(CLIENT_AUTHENTICATION)) return 'certificate-invalid'
  return isTrusted(peer, authorities(ca), now) ? undefined : 'unknown-ca'
}

/** The moment after which the certificate is no longer good, in milliseconds since the epoch. */
export const expiryOf = (certificate: X509Certificate): number => Date.parse(certificate.validTo)

const isInTime = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now <= expiryOf(certificate)

function isTrusted(peer: X509Certificate, trusted: readonly X509Certificate[], now: number): boolean {
  let certificate = peer
  for (let length = 0; length < LONGEST_CHAIN; length += 1) {
    const issuer = trusted.find(
      (authority) => authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey),
    )
    if (!issuer || !isInTime(issuer, now)) return false
    if (issuer.issuer === issuer.subject) return true
    certificate = issuer
  }
  return false
}

let parsed: { readonly ca: string | Buffer; readonly authorities: readonly X509Certificate[] } | undefined

function authorities(ca: string | Buffer): readonly X509Certificate[] {
  if (parsed?.ca !== ca)
    parsed = { ca, authorities: (ca.toString().match(PEM) ?? []).map((pem) => new X509Certificate(pem)) }
  return parsed.authorities
}
