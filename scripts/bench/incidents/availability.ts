import type { Database } from '../../../server/database/connection.ts'
import { readAvailability } from '../../../server/incidents/availability/views.ts'
import { stopwatch } from '../processor.ts'
import { line } from './line.ts'

const WANTED_MONTH_MS = 1000
const WANTED_YEAR_MS = 5000
const DAY_MS = 86_400_000

/** Counts availability of all hotspots as its page does: of a month by hotspot, and of a year by month. */
export async function availability(db: Database) {
  const now = new Date()
  const days = (from: number, until: number) => ({
    name: `${from}`,
    span: [now.getTime() - from * DAY_MS, now.getTime() - until * DAY_MS] as const,
  })
  const months = Array.from({ length: 12 }, (_, month) => days(30 * (12 - month), 30 * (11 - month)))
  const timed = await stopwatch(db)
  const read = (by: 'hotspot' | 'month', periods: ReturnType<typeof days>[]) =>
    timed(() => readAvailability(db, { by, periods, now, districts: null, residentsNear: () => 100, timeZone: 'UTC' }))
  const month = await read('hotspot', [days(30, 0)])
  const old = await read('hotspot', [days(330, 300)])
  const year = await read('month', months)
  return [
    line('availability of a month by hotspot', month, WANTED_MONTH_MS, month.result.length),
    line('of a month of last year', old, WANTED_MONTH_MS, old.result.length),
    line('of a year by month', year, WANTED_YEAR_MS, year.result.length),
  ]
}
