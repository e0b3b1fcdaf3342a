import { populationChoices, populationsOf } from '../../../network/neighbourhoods/populations.ts'
import { folded } from '../../../network/spelling.ts'
import {
  byBorough,
  byQuintile,
  evennessOf,
  type Standing,
  standingOf,
  without,
} from '../../../planning/equity/standing.ts'
import { coverageDays, ringDays } from '../../../planning/history/days.ts'
import { areasWith } from '../../../planning/history/look.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'

const shown = (of: Standing): contract.Standing => {
  const [covered, unchecked, residents] = [Math.round(of.covered), Math.round(of.unchecked), Math.round(of.residents)]
  return {
    ...{ residents, covered, unchecked: Math.min(unchecked, residents - covered), failed: Math.round(of.failed) },
    ...{ without: Math.max(0, residents - covered - unchecked), near: Math.round(of.near) },
    inNeed: Math.round(of.inNeed),
  }
}

export const coverageRoutes = [
  implement(contract.readCoverage, async ({ parts: { db, coverage }, query: { ring, year = null, ...query } }) => {
    const time = query.time ?? (year === null ? undefined : 'residents')
    const populations = await populationChoices(db)
    const others = time === undefined ? undefined : await populationsOf(db, { time, year })
    const areas = await areasWith(db, coverage.byNeighbourhood(ring, others))
    return {
      ...{ within: coverage.within(ring), populations, known: others ? areas.length : null },
      city: shown(standingOf(areas)),
      boroughs: [...byBorough(areas).values()].map((of) => ({ name: of.name, ...shown(of) })),
      quintiles: byQuintile(areas).map(shown),
      neighbourhoods: areas.map((area) => {
        const { id, code, name, borough, need } = area
        const inNeed = without(area) * (need ?? 0)
        return { id, code, name, borough, need, ...shown({ ...area, inNeed }) }
      }),
      now: evennessOf(areas, 'covered'),
      ifAllWorked: evennessOf(areas, 'near'),
    }
  }),
  implement(contract.readCoverageHistory, async ({ parts: { db }, query: { kind, place, ...wanted } }) => {
    const of = { ...wanted, kind, place: kind === 'borough' ? folded(place) : place }
    const [days, rings] = await Promise.all([coverageDays(db, of), ringDays(db, wanted)])
    return { days: days.map(({ day, ...each }) => ({ day, ...shown(each) })), rings }
  }),
]
