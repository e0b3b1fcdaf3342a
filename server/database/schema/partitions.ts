import type { Database } from '../connection.ts'
import { isMadeMeanwhile } from '../sql-errors.ts'

const DAY_MS = 86_400_000
const day = (time: number) => new Date(time).toISOString().slice(0, 10)

/** Plaza's own partitioned tables; partitions are named `<table>_<yyyymmdd>` by their first day (UTC). */
export type PartitionedTable = 'samples' | 'access_log' | 'kept_minutes' | 'kept_hours'
export type PartitionSpan = 'day' | 'month'

type Pool = Pick<Database, 'pool'>

/**
 * Makes the daily partitions (UTC) of `table`, which is partitioned by range of a timestamp, from yesterday to
 * `ahead` days from `now`, and drops those that ended more than `keepDays` days ago.
 *
 * @param keeps whether something in an old partition must stay: asked before it is dropped
 */
export async function maintainPartitions(
  db: Pool,
  table: PartitionedTable,
  now: Date,
  keepDays: number,
  ahead = 2,
  keeps: (partition: string) => Promise<boolean> = async () => false,
): Promise<void> {
  for (let offset = -1; offset <= ahead; offset++) {
    await ensurePartition(db, table, new Date(now.getTime() + offset * DAY_MS))
  }
  await dropPartitions(db, table, new Date(now.getTime() - keepDays * DAY_MS), 'day', keeps)
}

/** Makes the partition that `at` falls into, where there is none. */
export async function ensurePartition(
  { pool }: Pool,
  table: PartitionedTable,
  at: Date,
  span: PartitionSpan = 'day',
): Promise<void> {
  const from = day(span === 'day' ? at.getTime() : Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1))
  await pool
    .query(
      `create table if not exists ${table}_${from.replaceAll('-', '')} partition of ${table}
       for values from ('${from}+00') to ('${endOf(from, span)}+00')`,
    )
    .catch((error) => {
      if (!isMadeMeanwhile(error)) throw error
    })
}

/** Drops the partitions whose last day is before that of `oldest`, unless something in them must stay. */
export async function dropPartitions(
  { pool }: Pool,
  table: PartitionedTable,
  oldest: Date,
  span: PartitionSpan = 'day',
  keeps: (partition: string) => Promise<boolean> = async () => false,
): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass',
    [table],
  )
  for (const { name } of rows) {
    const isOld = endOf(partitionDay(name), span) <= day(oldest.getTime())
    if (isOld && !(await keeps(name))) await pool.query(`drop table if exists ${name}`)
  }
}

/** The first day of a partition, `yyyy-mm-dd`. */
export const partitionDay = (name: string): string => name.slice(-8).replace(/^(....)(..)(..)$/, '$1-$2-$3')

/** The day after the last one. */
function endOf(from: string, span: PartitionSpan): string {
  const first = new Date(`${from}T00:00:00Z`)
  return day(span === 'day' ? first.getTime() + DAY_MS : Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1))
}
