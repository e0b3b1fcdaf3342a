import { X509Certificate } from 'node:crypto'
import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'
import type { CertifiedKey } from './make.ts'
import { endOf, keepCertificate, keptCertificate } from './store.ts'

/** Who a client certificate is for: a resident's device (802.1X) or a gateway (RadSec). */
export type ClientUsage = 'device' | 'gateway'

/** A new client certificate with its key, both PEM. Neither is kept by Plaza: whoever asked hands them over. */
export interface IssuedCertificate {
  key: string
  cert: string
  /** Lower-case hex. */
  serial: string
  /** SHA-256 of the certificate, lower-case hex. */
  fingerprint: string
  notAfter: Date
}

export interface ClientRequest {
  /** Cut to 64 characters. */
  commonName: string
  usage: ClientUsage
  /** Good for so many days from now, but never longer than the CA. */
  days: number
}

/** Plaza's own CA. */
export interface Authority {
  /** Its certificate, PEM. */
  readonly cert: string
  issue(request: ClientRequest): Promise<IssuedCertificate>
  /** Makes a certificate for a TLS server named `host`. */
  issueServer(host: string, days: number): Promise<CertifiedKey>
}

/** Phones are told once which CA to trust, so that it has to last. */
const AUTHORITY_DAYS = 3652
const NAME = 'ca'

export interface AuthorityParts {
  config: { cityName: string }
  db: Pick<Database, 'query'>
  sealer: Sealer
  now?: () => Date
}

/** Read when something is made, which is rare: it takes a fifth of the start of any command. */
const maker = () => import('./make.ts')

/** Opens the CA that the database keeps, or makes it. @throws {SealError} when `PLAZA_SECRET` was changed since */
export async function openAuthority({
  config,
  db,
  sealer,
  now = () => new Date(),
}: AuthorityParts): Promise<Authority> {
  const own =
    (await keptCertificate(db, sealer, NAME)) ??
    (await keepCertificate(
      db,
      sealer,
      NAME,
      await (await maker()).makeAuthority(config.cityName, AUTHORITY_DAYS, now()),
    ))
  return {
    cert: own.cert,
    async issue({ commonName, usage, days }) {
      const { cert, key } = await (await maker()).makeClient(own, { commonName, unit: usage, days }, now())
      const { serialNumber } = new X509Certificate(cert)
      return { key, cert, serial: serialNumber.toLowerCase(), fingerprint: fingerprintOf(cert), notAfter: endOf(cert) }
    },
    issueServer: async (host, days) => (await maker()).makeServer(own, host, days, now()),
  }
}

/** SHA-256 of a certificate (PEM or DER), lower-case hex without colons. */
export const fingerprintOf = (cert: string | Buffer): string =>
  new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase()
