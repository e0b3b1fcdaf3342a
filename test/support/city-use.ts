import type { Database } from '../../server/database/connection.ts'

/** What the whole city used by day, as far as it was reported, whether sessions are kept or only their sums. */
export async function cityUse({ pool }: Pick<Database, 'pool'>): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select day, sum(sessions) as sessions, sum(seconds) as seconds, sum(input_octets) as input, sum(output_octets) as output
     from (select day, count(distinct session_id) as sessions, sum(seconds) as seconds,
                  sum(input_octets) as input_octets, sum(output_octets) as output_octets
           from session_days group by day
           union all
           select day, sessions, seconds, input_octets, output_octets from usage_archive) as used
     group by day order by day`,
  )
  return rows
}
