import type { Database } from '../../database/connection.ts'
import { dropPartitions, maintainPartitions, partitionDay } from '../../database/schema/partitions.ts'
import { readMarks } from './marks.ts'

type Db = Pick<Database, 'pool'>

const DAY_MS = 86_400_000
const MINUTES_DAYS = 14
const HOURS_DAYS = 400

/** Makes the partitions of samples, and drops those that are older than `keepDays` and rolled up. */
export async function maintainSamplePartitions(db: Db, now: Date, keepDays: number): Promise<void> {
  const marks = await readMarks(db.pool)
  const until = marks ? Math.min(marks.groups, marks.hotspots) : Number.POSITIVE_INFINITY
  const isNeeded = async (name: string) => Date.parse(`${partitionDay(name)}T00:00:00Z`) + DAY_MS > until
  await maintainPartitions(db, 'samples', now, keepDays, 2, isNeeded)
}

/** Drops five minutes that are older than two weeks, and hours that are older than 400 days. Days stay for ever. */
export async function dropOldReadings(db: Db, now: Date): Promise<void> {
  const marks = await readMarks(db.pool)
  if (!marks) return
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const isNeeded = async (name: string) => Date.parse(`${partitionDay(name)}T00:00:00Z`) + DAY_MS > marks.days
  await dropPartitions(db, 'kept_minutes', before(MINUTES_DAYS), 'day', isNeeded)
  await dropPartitions(db, 'kept_hours', before(HOURS_DAYS), 'month')
}
