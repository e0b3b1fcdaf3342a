import { type AuthorityParts, openAuthority } from '../../certificates/authority.ts'
import type { GatewayCertificate } from './gateways.ts'

export const CERTIFICATE_DAYS = 730

/** A certificate of Plaza's CA for a gateway, with its key, which Plaza does not keep. */
export interface NewCertificate extends GatewayCertificate {
  /** PEM, as are `certificate` and `ca`. */
  key: string
  certificate: string
  ca: string
  /** Of the files that it is kept in. */
  stem: string
}

/** Makes a certificate for the gateway of this name; it lets nobody in before `addGatewayCertificate`. */
export async function newGatewayCertificate(
  parts: AuthorityParts,
  name: string,
  days: number,
): Promise<NewCertificate> {
  const authority = await openAuthority(parts)
  const { key, cert, fingerprint, notAfter } = await authority.issue({ commonName: name, usage: 'gateway', days })
  const stem = name.replaceAll(/[^\p{L}\p{N}.-]/gu, '_')
  return { key, certificate: cert, ca: authority.cert, stem, fingerprint, notAfter }
}
