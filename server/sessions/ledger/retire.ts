import type { Database } from '../../database/connection.ts'
import { GENERATION } from './key.ts'
import type { StoredSession } from './ledger.ts'
import type { SessionRecord } from './record.ts'

/**
 * Leaves a session's key to a later one, unless somebody has changed the session meanwhile: see `generation.ts`.
 *
 * @returns whether it did
 */
export async function retireSession(
  { pool }: Pick<Database, 'pool'>,
  { id, version }: Pick<StoredSession, 'id' | 'version'>,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update sessions set session_key = session_key || '${GENERATION}' || id where id = $1 and xmin = $2::xid`,
    [id, version],
  )
  return rowCount === 1
}

/** The key of the session with the record's key that was under way at its time, before the one that has the key now. */
export async function earlierKey(
  { pool }: Pick<Database, 'pool'>,
  { gatewayId, sessionKey, at, seconds }: SessionRecord,
): Promise<string> {
  const { rows } = await pool.query<{ key: string }>(
    `select session_key as key from sessions
     where gateway_id = $1 and session_key between $2 || '${GENERATION}' and $2 || '${GENERATION}${GENERATION}'
       and started_at <= $3
     order by started_at desc limit 1`,
    [gatewayId, sessionKey, at],
  )
  return rows[0]?.key ?? `${sessionKey}${GENERATION}at${Math.round(at.getTime() / 1000) - seconds}`
}
