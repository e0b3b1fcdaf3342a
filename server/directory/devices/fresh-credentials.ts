import type { Database } from '../../database/connection.ts'
import type { Sealer } from '../../sealing.ts'
import { PURPOSE } from './device-credentials.ts'

interface Fresh {
  id: number
  residentId: number
  /** When it was made at the earliest. */
  since: Date
}

const MOST_FETCHES = 20

/** User name and password of a resident's own credential, while it is new; undefined: there is no such one. */
export async function freshPasswordCredential(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  { id, residentId, since }: Fresh,
) {
  const row = await query
    .selectFrom('device_credentials')
    .select(['id', 'device_name', 'username', 'password_sealed', 'expires_at'])
    .where('id', '=', id)
    .where('resident_id', '=', residentId)
    .where('created_at', '>', since)
    .where('revoked_at', 'is', null)
    .where('profiles_fetched', '<', MOST_FETCHES)
    .executeTakeFirst()
  if (!row?.password_sealed) return undefined
  const password = sealer.open(row.password_sealed, PURPOSE)
  return { id: row.id, deviceName: row.device_name, username: row.username, password, expiresAt: row.expires_at }
}

/**
 * As {@link freshPasswordCredential}, once a profile of it is handed over: some phones ask twice for one tap, nobody needs
 * more than twenty.
 */
export async function takeFreshCredential(db: Pick<Database, 'query'>, sealer: Sealer, fresh: Fresh) {
  const credential = await freshPasswordCredential(db, sealer, fresh)
  if (!credential) return undefined
  const { numUpdatedRows } = await db.query
    .updateTable('device_credentials')
    .set(({ eb }) => ({ profiles_fetched: eb('profiles_fetched', '+', 1) }))
    .where('id', '=', credential.id)
    .where('profiles_fetched', '<', MOST_FETCHES)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n ? credential : undefined
}
