import { expect } from 'chai'
import { silentLog } from '../../../../server/log.ts'
import { comparePlans } from '../../../../server/planning/plans/compare.ts'
import { type KeptPlans, keepPlans } from '../../../../server/planning/plans/opened/kept.ts'
import type { PlanParameters } from '../../../../server/planning/plans/parameters.ts'
import { makePlan, readStoredPlan, readWholePlan } from '../../../../server/planning/plans/plans.ts'
import { openPlanSolver, type PlanSolver, prepareToSolve } from '../../../../server/planning/plans/solving/solver.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { parametersWith, plannedCity } from './planned-city.ts'

describe('plans side by side, and from other sides', () => {
  let db: TestDatabase
  let solver: PlanSolver
  let kept: KeptPlans
  let most: number
  let neediest: number
  before(async () => {
    db = await createTestDatabase()
    await plannedCity(db)
    solver = openPlanSolver(db, silentLog, { heartbeatMs: 20 })
    kept = keepPlans((id) => readStoredPlan(db, id))
    most = await solved({ limit: { unit: 'sites', most: 2 }, years: 2 })
    neediest = await solved({ needWeight: 1, limit: { unit: 'sites', most: 2 } })
  })
  after(async () => {
    await kept?.close()
    await solver?.close()
    await db?.close()
  })

  async function solved(change: Partial<PlanParameters>): Promise<number> {
    const id = await makePlan(db, { name: 'Plan', notes: '', parameters: parametersWith(change) }, null)
    await prepareToSolve(db, id)
    await solver.start(id)
    return id
  }

  it('have sites in common, cells that only one covers, and shares of both kinds of groups', async () => {
    const plans = await Promise.all([most, neediest].map((id) => readWholePlan(db, id)))
    const both = [most, neediest]
    const [{ comparison }, again] = await Promise.all([kept.compare(both), kept.compare(both)])
    expect(comparison).to.deep.equal(comparePlans(plans))
    expect(again.comparison, 'in turn').to.deep.equal(comparison)
    const { sites, common, cells, plans: groups, sameData } = comparison
    const named = sites.map(({ name, in: those }) => [name, those] as const).sort(([a], [b]) => (a < b ? -1 : 1))
    expect(named).to.deep.equal([
      ['School east', [0, 1]],
      ['School middle', [0]],
      ['School west', [1]],
    ])
    expect(common).to.deep.equal([
      [2, 1],
      [1, 2],
    ])
    expect(sameData).to.equal(true)
    const residents = (plan: number) =>
      cells.filter(({ in: those }) => those.includes(plan)).reduce((sum, cell) => sum + cell.residents, 0)
    const gained = plans.map(({ result }) => result.residents.after)
    expect(residents(0) - residents(1)).to.be.closeTo(gained[0]! - gained[1]!, 1e-6)
    expect(cells.every(({ in: those }) => those.length === 1)).to.equal(true)
    expect(groups[0]!.boroughs).to.deep.equal(plans[0]!.result.groups)
    expect(groups[1]!.quintiles.at(-1)!.after, 'the most in need').to.be.above(groups[0]!.quintiles.at(-1)!.after)
  })

  it('are studied in a thread: more budget reaches more, firm sites, and what each year gives up', async () => {
    const { frontier, kept: firm, weights, years } = await kept.study(most)
    expect(frontier.map(({ budget }) => budget)).to.deep.equal([1, 2, 3, 4])
    frontier.slice(1).forEach(({ residents, value, bound }, at) => {
      expect(residents).to.be.at.least(frontier[at]!.residents)
      expect(bound).to.be.at.least(value - 1e-9)
    })
    const plan = await readWholePlan(db, most)
    expect(frontier[1]!.residents).to.be.closeTo(plan.result.residents.after, 1e-6)
    expect(firm).to.have.length(2)
    expect(weights.map(({ needWeight }) => needWeight)).to.deep.equal([0, 0.25, 0.5, 0.75, 1])
    expect(weights[0]!.overlap).to.equal(1)
    expect(weights.at(-1)!.overlap).to.equal(0.5)
    expect(years.map(({ year, sites }) => [year, sites])).to.deep.equal([
      [1, 1],
      [2, 1],
    ])
    expect(await kept.study(most), 'made once').to.equal(await kept.study(most))
  })
})
