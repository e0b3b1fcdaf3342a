import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Coverage } from '../planning/coverage.ts'
import { residentsToday as countResidents } from '../sessions/views.ts'
import { localDay } from '../usage/local-day.ts'
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

/** The figures at the head of the dashboard, as of now; residents of today are up to ten seconds old. */
export function openSummary({ config, db, coverage, map }: SummaryParts): () => Promise<Summary> {
  const dayOf = localDay(config.timeZone)
  let counted: { at: number; day: string; residents: Promise<number> } | undefined
  const residentsToday = (): Promise<number> => {
    const day = dayOf(new Date())
    if (counted?.day === day && Date.now() - counted.at < RESIDENTS_EVERY_MS) return counted.residents
    const residents = countResidents(db, day, config.timeZone)
    residents.catch(() => {
      counted = undefined
    })
    counted = { at: Date.now(), day, residents }
    return residents
  }
  return async () => {
    const { residents, covered, unchecked, failed } = coverage.totals()
    return {
      hotspots: map.counts(),
      liveSessions: map.liveSessions(),
      residentsToday: await residentsToday(),
      residents,
      residentsCovered: covered,
      residentsUnchecked: unchecked,
      residentsWithout: Math.max(0, residents - covered - unchecked),
      residentsWithoutByFaults: failed,
    }
  }
}
