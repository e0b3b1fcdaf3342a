import { turnedAwayByHour } from '../access/capacity/turned-away.ts'
import { forgetTurnedAway, putTurnedAway } from '../analytics/turned-away.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { repeatedly } from '../repeatedly.ts'

const DAY_MS = 86_400_000
/** The access log has what was decided as soon as the database has taken it. */
const LOOKED_AT_DAYS = 1
/** Days have settled by then, and have been counted. */
const KEPT_DAYS = 31
const EVERY_MS = 10 * 60_000

/** Counts whom full hotspots turned away lately, for what is counted by day. Twice changes nothing. */
export async function keepTurnedAway(db: Pick<Database, 'pool'>, timeZone: string, now = new Date()): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)
  await putTurnedAway(db, await turnedAwayByHour(db, daysAgo(LOOKED_AT_DAYS), timeZone))
  await forgetTurnedAway(db, daysAgo(KEPT_DAYS))
}

/** Does so at once and every ten minutes. */
export const startTurnedAwayKeeper = (parts: {
  db: Database
  log: Log
  timeZone: string
}): { close(): Promise<void> } =>
  repeatedly(
    () => keepTurnedAway(parts.db, parts.timeZone),
    EVERY_MS,
    (error) => parts.log.error({ err: error }, 'whom full hotspots turned away was not counted'),
  )
