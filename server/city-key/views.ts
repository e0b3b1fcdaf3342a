import type { Database } from '../database/connection.ts'

/** What went wrong with the City Key in the last days, the latest first; each kind and reason once for each client. */
export async function recentFailures({ pool }: Pick<Database, 'pool'>, days: number) {
  const { rows } = await pool.query<{
    client: 'residents' | 'staff'
    kind: string
    reason: string
    failures: number
    lastAt: Date
    detail: string
  }>(
    `select client, kind, reason, sum(failures)::integer as failures, max(last_at) as "lastAt",
       (array_agg(detail order by last_at desc))[1] as detail
     from city_key_failures where hour > now() - make_interval(days => $1)
     group by client, kind, reason order by max(last_at) desc limit 100`,
    [days],
  )
  return rows
}
