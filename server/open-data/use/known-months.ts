import { addDays } from '../../analytics/calendar.ts'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { firstBegun } from '../../sessions/begun/first-begun.ts'
import { localDay } from '../../usage/local-day.ts'
import { lastComplete, monthsBefore } from './month.ts'

/** So many complete months are offered. */
const OFFERED = 12

/** Complete months of which every session is still kept, the latest first; none from before the first session. */
export async function knownMonths(
  db: Pick<Database, 'pool'>,
  { timeZone, retention }: Pick<Config, 'timeZone' | 'retention'>,
  now = new Date(),
): Promise<string[]> {
  const today = localDay(timeZone)(now)
  const first = await firstBegun(db, timeZone)
  if (first === undefined) return []
  const kept = addDays(today, 1 - retention.sessionDays)
  return monthsBefore(lastComplete(today), OFFERED).filter(
    (month) => month >= first.slice(0, 7) && `${month}-01` >= kept,
  )
}
