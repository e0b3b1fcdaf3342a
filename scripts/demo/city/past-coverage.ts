import { addDays } from '../../../server/analytics/calendar.ts'
import type { Config } from '../../../server/config/index.ts'
import type { Database } from '../../../server/database/connection.ts'
import type { Log } from '../../../server/log.ts'
import { placesInNeighbourhoods } from '../../../server/network/hotspots/places.ts'
import { sitesOfHotspots } from '../../../server/network/sites.ts'
import { recordPastCoverage } from '../../../server/planning/history/past.ts'
import { localDay } from '../../../server/usage/local-day.ts'

const DAYS = 365

/** Notes whom the demo city's hotspots reached on each day of the past year, as they were installed one after the other; once. */
export async function notePastCoverage(
  db: Database,
  { rings: metres, timeZone }: Pick<Config, 'rings' | 'timeZone'>,
  log: Log,
  now = new Date(),
): Promise<number> {
  const today = localDay(timeZone)(now)
  const [places, sites] = await Promise.all([placesInNeighbourhoods(db), sitesOfHotspots(db)])
  const installed = new Map(sites.flatMap(({ hotspots }) => hotspots.map(({ id, installedOn }) => [id, installedOn])))
  const hotspots = places.map(({ id, latitude, longitude }) => {
    return { id, latitude, longitude, since: installed.get(id) ?? null }
  })
  return recordPastCoverage(db, log, { hotspots, metres, from: addDays(today, -DAYS), to: addDays(today, -1) })
}
