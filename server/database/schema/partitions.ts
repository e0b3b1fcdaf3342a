import type { Database } from '../connection.ts'
import { isMadeMeanwhile } from '../sql-errors.ts'

const DAY_MS = 86_400_000
const day = (time: number) => new Date(time).toISOString().slice(0, 10)

/**
 * Makes the daily partitions (UTC) of `table`, which is partitioned by range of a timestamp, from yesterday to
 * `ahead` days from `now`, and drops those that ended more than `keepDays` days ago.
 *
 * @param keeps whether something in an old partition must stay: asked before it is dropped
 * @param table one of Plaza's own partitioned tables; partitions are named `<table>_<yyyymmdd>`
 */
export async function maintainPartitions(
  { pool }: Pick<Database, 'pool'>,
  table: 'samples' | 'access_log',
  now: Date,
  keepDays: number,
  ahead = 2,
  keeps: (partition: string) => Promise<boolean> = async () => false,
): Promise<void> {
  for (let offset = -1; offset <= ahead; offset++) {
    const from = day(now.getTime() + offset * DAY_MS)
    const to = day(now.getTime() + (offset + 1) * DAY_MS)
    const name = `${table}_${from.replaceAll('-', '')}`
    await pool
      .query(`create table if not exists ${name} partition of ${table} for values from ('${from}+00') to ('${to}+00')`)
      .catch((error) => {
        if (!isMadeMeanwhile(error)) throw error
      })
  }
  const oldest = `${table}_${day(now.getTime() - keepDays * DAY_MS).replaceAll('-', '')}`
  const { rows } = await pool.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass',
    [table],
  )
  for (const { name } of rows)
    if (name < oldest && !(await keeps(name))) await pool.query(`drop table if exists ${name}`)
}
