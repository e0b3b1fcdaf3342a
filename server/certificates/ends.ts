import { hostname } from 'node:os'
import type { Database } from '../database/connection.ts'
import { RENEWAL_DAYS } from './self-made.ts'

/** When a certificate ends that a process has loaded. */
export interface CertificateEnd {
  /** `ca` (Plaza's own), `server` (made by it), or the setting that names the file. */
  name: string
  subject: string
  notAfter: Date
  /** Plaza renews it by itself. */
  renews: boolean
}

const DAY_MS = 86_400_000
const WARN_DAYS = 30
/** Renewal has failed for a while when a certificate that renews itself comes so near to its end. */
const WARN_DAYS_RENEWING = RENEWAL_DAYS - 2

/** Whether somebody has to do something about it. */
export function endsSoon({ notAfter, renews }: Pick<CertificateEnd, 'notAfter' | 'renews'>, now: Date): boolean {
  return notAfter.getTime() - now.getTime() < (renews ? WARN_DAYS_RENEWING : WARN_DAYS) * DAY_MS
}

/** Tells the database what this machine's processes have loaded; what no machine has loaded for a day is forgotten. */
export async function recordEnds({ pool }: Pick<Database, 'pool'>, ends: CertificateEnd[]): Promise<void> {
  await pool.query(
    `with forgotten as (delete from certificate_ends where seen_at < now() - interval '1 day')
     insert into certificate_ends (host, name, subject, not_after, renews)
     select $1, * from unnest($2::text[], $3::text[], $4::timestamptz[], $5::boolean[])
     on conflict (host, name) do update
       set subject = excluded.subject, not_after = excluded.not_after, renews = excluded.renews, seen_at = now()`,
    [
      hostname(),
      ends.map(({ name }) => name),
      ends.map(({ subject }) => subject),
      ends.map(({ notAfter }) => notAfter),
      ends.map(({ renews }) => renews),
    ],
  )
}

/** What the processes of all machines have loaded within a day, the next to end first. */
export async function loadedEnds({
  query,
}: Pick<Database, 'query'>): Promise<Array<CertificateEnd & { host: string }>> {
  const rows = await query
    .selectFrom('certificate_ends')
    .select(['host', 'name', 'subject', 'not_after', 'renews'])
    .where('seen_at', '>', new Date(Date.now() - DAY_MS))
    .orderBy('not_after')
    .execute()
  return rows.map(({ not_after, ...row }) => ({ ...row, notAfter: not_after }))
}
