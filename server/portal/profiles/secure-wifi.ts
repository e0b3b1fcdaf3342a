import { X509Certificate } from 'node:crypto'
import type { ServerIdentity } from '../../certificates/certificates.ts'
import { certificatesIn } from '../../certificates/files.ts'

/** The network of 802.1X, and by what a device knows that it is the city's. */
export interface SecureWifi {
  ssid: string
  city: string
  /** The CA's certificate (PEM): the topmost one that RADIUS presents, or Plaza's own. */
  ca: string
  /** Host names in the certificate that RADIUS presents, one at least. */
  serverNames: string[]
}

/** What one device shows there. */
export interface SecureCredential {
  id: number
  username: string
  password: string
  expiresAt: Date
}

/** What an observer of the air reads instead of the user name: EAP-TTLS and PEAP show the true one inside TLS only. */
export const ANONYMOUS = 'anonymous'

/**
 * What devices must trust, as the certificate says that RADIUS presents now.
 *
 * @param ownCa the certificate of Plaza's CA, PEM
 */
export function secureWifi(
  ssid: string,
  city: string,
  { cert }: Pick<ServerIdentity, 'cert'>,
  ownCa: string,
): SecureWifi {
  const chain = certificatesIn(cert).map((pem) => new X509Certificate(pem))
  const leaf = chain[0]!
  const own = new X509Certificate(ownCa)
  const isOwn = leaf.checkIssued(own) && leaf.verify(own.publicKey)
  const names = [...(leaf.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map((match) => match[1]!)
  const commonName = /^CN=(.+)$/m.exec(leaf.subject)?.[1]
  return {
    ...{ ssid, city },
    ca: isOwn ? ownCa : chain.at(-1)!.toString(),
    serverNames: names.length > 0 ? names : [commonName ?? leaf.subject],
  }
}

/** DER of a certificate in PEM, in base64. */
export const base64Of = (pem: string): string => new X509Certificate(pem).raw.toString('base64')
