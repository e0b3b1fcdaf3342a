import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'
import type { Authority } from './authority.ts'
import type { ServerSource } from './server-source.ts'
import { endOf, keepCertificate, keptCertificate } from './store.ts'

const DAY_MS = 86_400_000
/** Apple takes at most 825 days from a private CA. */
const SERVER_DAYS = 365
/** Renewed so long before its end. */
export const RENEWAL_DAYS = 30

/**
 * A server certificate of Plaza's own CA for `host`, kept in the database for all processes and renewed 30 days before
 * it ends. The CA's certificate follows it: a phone that trusts on first use (Android 13) takes the CA from there.
 */
export async function openSelfMade(parts: {
  db: Pick<Database, 'query'>
  sealer: Sealer
  authority: Authority
  host: string
  now: () => Date
}): Promise<ServerSource> {
  const { db, sealer, authority, host, now } = parts
  const name = `server ${host}`
  const make = () => authority.issueServer(host, SERVER_DAYS)
  let current = (await keptCertificate(db, sealer, name)) ?? (await keepCertificate(db, sealer, name, await make()))
  const source: ServerSource = {
    current: () => ({ key: current.key, cert: current.cert + authority.cert }),
    async look() {
      current = (await keptCertificate(db, sealer, name)) ?? current
      if (endOf(current.cert).getTime() - now().getTime() > RENEWAL_DAYS * DAY_MS) return false
      const made = await make()
      current = await keepCertificate(db, sealer, name, made, current)
      return current.cert === made.cert
    },
  }
  await source.look()
  return source
}
