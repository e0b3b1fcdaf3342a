import { X509Certificate } from 'node:crypto'
import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'
import type { CertifiedKey } from './make.ts'

const PURPOSE = 'certificate-key'

export const purposeOf = (name: string): string => `${PURPOSE} ${name}`

type Query = Pick<Database, 'query'>

/** The certificate kept under `name`, with its key opened. @throws {SealError} when `PLAZA_SECRET` was changed */
export async function keptCertificate(
  { query }: Query,
  sealer: Sealer,
  name: string,
): Promise<CertifiedKey | undefined> {
  const row = await query
    .selectFrom('certificates')
    .select(['certificate', 'key_sealed'])
    .where('name', '=', name)
    .executeTakeFirst()
  return row && { cert: row.certificate, key: sealer.open(row.key_sealed, purposeOf(name)) }
}

/**
 * Keeps `made` under `name`, unless another process was faster. Of several at once one wins, and all get what is kept.
 *
 * @param replacing the certificate that it takes the place of; absent: there is none yet
 */
export async function keepCertificate(
  db: Query,
  sealer: Sealer,
  name: string,
  made: CertifiedKey,
  replacing?: CertifiedKey,
): Promise<CertifiedKey> {
  const row = {
    certificate: made.cert,
    key_sealed: sealer.seal(made.key, purposeOf(name)),
  }
  if (replacing)
    await db.query
      .updateTable('certificates')
      .set(row)
      .where('name', '=', name)
      .where('certificate', '=', replacing.cert)
      .execute()
  else
    await db.query
      .insertInto('certificates')
      .values({ name, ...row })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  const kept = await keptCertificate(db, sealer, name)
  if (!kept) throw new Error(`The certificate "${name}" vanished from the database while it was being kept.`)
  return kept
}

/** When a certificate ends; the first one of several. */
export const endOf = (cert: string): Date => new Date(new X509Certificate(cert).validTo)
