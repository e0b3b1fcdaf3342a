import { addDays } from '../../../../server/analytics/calendar.ts'
import { storePastWeeks } from '../../../../server/analytics/past-weeks.ts'
import { seededRandom } from '../../../../server/planning/siting/random.ts'
import type { TestDatabase } from '../../../support/database.ts'

/** A Monday. */
export const OPENED = '2026-03-02'
const FIRST = '2025-11-03'
const WEEKS = 30
const METRES_A_DEGREE = 111_195

/** The new site, one 200 m and four 600 m and more beside it, and twelve kilometres away. */
const metres = [0, 200, 600, 700, 800, 900, ...Array.from({ length: 12 }, (_, at) => 3000 + 500 * at)]

export interface OpenedCity {
  sites: number[]
  hotspots: number[]
}

/**
 * Eighteen sites in a row, the first of which opened on {@link OPENED}, with what was counted of them in thirty weeks:
 * neighbours lose a third to the new site, which has as many as they lose.
 */
export async function openedCity(db: TestDatabase, gatewayId: number): Promise<OpenedCity> {
  const [sites, hotspots]: [number[], number[]] = [[], []]
  for (const [at, distance] of metres.entries()) {
    const place = { latitude: 19.4 + distance / METRES_A_DEGREE, longitude: -99.1 }
    const site = await db.query
      .insertInto('sites')
      .values({ name: `S${at}`, ...place })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id } = await db.query
      .insertInto('hotspots')
      .values({
        ...{ programme: 'Plazas', code: `S${at}`, name: `H${at}`, site_id: site.id, gateway_id: gatewayId, ...place },
        ...{ installed_on: at === 0 ? OPENED : '2019-01-01', updated_at: new Date() },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    sites.push(site.id)
    hotspots.push(id)
  }
  await storePastWeeks(db, pastOf(sites))
  return { sites, hotspots }
}

function pastOf(sites: readonly number[]) {
  const random = seededRandom(3)
  return Array.from({ length: WEEKS }, (_, week) => addDays(FIRST, 7 * week)).flatMap((week) =>
    sites.flatMap((site, at) => {
      const isAfter = week >= OPENED
      const isBeside = at >= 2 && at <= 5
      const usual = at === 0 ? (isAfter ? 200 : 0) : at === 1 ? 0 : 150
      const residents = Math.round(usual * (isBeside && isAfter ? 2 / 3 : 1) * (0.96 + 0.08 * random()))
      return residents === 0 ? [] : [{ kind: 'site' as const, place: String(site), week, residents }]
    }),
  )
}
