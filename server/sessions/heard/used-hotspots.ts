import type { Database } from '../../database/connection.ts'

type Pool = Pick<Database, 'pool'>

/** Sessions that last longer than this are still open: their gateways report them, or they are ended as silent. */
const LONGEST_ENDED = '1 day'

/** Those of the hotspots whose sessions, open or ended, were heard of since. */
export async function hotspotsUsedSince({ pool }: Pool, since: Date, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const { rows } = await pool.query<{ id: number }>({
    name: 'hotspots used since',
    text: `select asked.id from unnest($1::bigint[]) as asked (id)
           where exists (select from sessions
                         where hotspot_id = asked.id and ended_at is null and updated_at >= $2::timestamptz)
              or exists (select from sessions
                         where hotspot_id = asked.id and started_at >= $2::timestamptz - interval '${LONGEST_ENDED}'
                           and ended_at is not null and updated_at >= $2::timestamptz)`,
    values: [ids, since],
  })
  return rows.map(({ id }) => id)
}

/** Those of the hotspots at which there ever was a session that is still known of. */
export async function hotspotsEverUsed({ pool }: Pool, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const { rows } = await pool.query<{ id: number }>({
    name: 'hotspots ever used',
    text: 'select asked.id from unnest($1::bigint[]) as asked (id) where exists (select from sessions where hotspot_id = asked.id)',
    values: [ids],
  })
  return rows.map(({ id }) => id)
}
