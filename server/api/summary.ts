import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Districts } from '../network/districts/within.ts'
import type { Coverage } from '../planning/coverage.ts'
import { residentsToday as countResidents } from '../sessions/views.ts'
import { localDay } from '../usage/local-day.ts'
import { byDistricts } from './by-districts.ts'
import type { CityMap } from './city-map/index.ts'
import type { Summary } from './contract/index.ts'

/** Counting a day's residents reads the whole day's use: at most this often. */
const RESIDENTS_EVERY_MS = 10_000

export interface SummaryParts {
  config: Config
  db: Database
  coverage: Coverage
  map: CityMap
}

/**
 * The figures at the head of the dashboard, as of now; residents of today are up to ten seconds old. Of districts: their
 * hotspots, sessions and residents of today; coverage, which names nobody, is the whole city's.
 */
export function openSummary({ config, db, coverage, map }: SummaryParts): (districts: Districts) => Promise<Summary> {
  const dayOf = localDay(config.timeZone)
  const residentsToday = byDistricts((districts) =>
    recently(dayOf, (day) => countResidents(db, day, config.timeZone, districts)),
  )
  return async (districts) => {
    const { residents, covered, unchecked, failed } = coverage.totals('walk')
    return {
      hotspots: map.counts(districts),
      liveSessions: map.liveSessions(districts),
      residentsToday: await residentsToday(districts)(),
      residents,
      residentsCovered: covered,
      residentsUnchecked: unchecked,
      residentsWithout: Math.max(0, residents - covered - unchecked),
      residentsWithoutByFaults: failed,
    }
  }
}

/** Counts a day's residents, unless that was done a moment ago. */
function recently(dayOf: (at: Date) => string, count: (day: string) => Promise<number>): () => Promise<number> {
  let counted: { at: number; day: string; residents: Promise<number> } | undefined
  return () => {
    const day = dayOf(new Date())
    if (counted?.day === day && Date.now() - counted.at < RESIDENTS_EVERY_MS) return counted.residents
    const residents = count(day)
    residents.catch(() => {
      counted = undefined
    })
    counted = { at: Date.now(), day, residents }
    return residents
  }
}
