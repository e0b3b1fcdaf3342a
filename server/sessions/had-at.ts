import type { Database } from '../database/connection.ts'

/** Those of the hotspots that have had sessions. */
export async function hotspotsWithSessions(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly number[],
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `select given.id from unnest($1::bigint[]) as given (id)
     where exists (select from sessions where sessions.hotspot_id = given.id)
       or exists (select from session_days where session_days.hotspot_id = given.id)`,
    [ids],
  )
  return rows.map(({ id }) => id)
}
