import { expect } from 'chai'
import fc from 'fast-check'
import { allocate, withinCapacity } from '../../../../../server/planning/siting/formulations/capacity.ts'
import { farthestServed } from '../../../../../server/planning/siting/formulations/farthest.ts'
import { fairest, priceOfFairness, withFloors } from '../../../../../server/planning/siting/formulations/floors.ts'
import { type Groups, sharesOf } from '../../../../../server/planning/siting/formulations/groups.ts'
import { phases } from '../../../../../server/planning/siting/formulations/phases.ts'
import { gradualCoverage } from '../../../../../server/planning/siting/formulations/rings.ts'
import { cheapestFor } from '../../../../../server/planning/siting/formulations/target.ts'
import { ranking } from '../../../../../server/planning/siting/greedy.ts'
import { type Incidence, incidenceOf, itemsOf } from '../../../../../server/planning/siting/incidence.ts'
import { type CoverageModel, costOf, coveredValue, modelOf } from '../../../../../server/planning/siting/model.ts'
import { allowedPlans, optimum, optimumOf, smallQuestion } from '../instances.ts'

const reaches = (reach: Incidence, pick: number, cell: number) => itemsOf(reach, pick).includes(cell)
const coveredBy =
  ({ cellsOf }: CoverageModel, picks: readonly number[]) =>
  (cell: number) =>
    picks.some((pick) => reaches(cellsOf, pick, cell))
/** Cells by turns in three groups, of which a tenth is served already. */
function threeGroups({ values }: CoverageModel): Groups {
  const of = Int32Array.from(values, (_, cell) => cell % 3)
  const totals = new Float64Array(3)
  values.forEach((value, cell) => {
    totals[cell % 3]! += value / 0.9
  })
  return { of, residents: values, totals, base: totals.map((total) => total / 10) }
}
const small = () => smallQuestion({ candidates: 7, cells: 9 })

describe('gradual coverage by rings', () => {
  const rings = fc.integer({ min: 1, max: 8 }).chain((candidates) =>
    fc.record({
      inner: fc.array(fc.array(fc.nat(6), { maxLength: 2 }), { minLength: candidates, maxLength: candidates }),
      outer: fc.array(fc.array(fc.nat(6), { maxLength: 4 }), { minLength: candidates, maxLength: candidates }),
      values: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 7, maxLength: 7 }),
      budget: fc.integer({ min: 1, max: 4 }),
    }),
  )

  it('has the best value of trying every plan, each cell worth what its nearest ring is worth', () => {
    fc.assert(
      fc.property(rings, ({ inner, outer, values, budget }) => {
        const all = inner.map((row, at) => [...row, ...outer[at]!])
        const question = gradualCoverage({
          ...{ values: Float64Array.from(values), budget, worth: [1, 0.4] },
          rings: [incidenceOf(inner), incidenceOf(all)],
        })
        let best = 0
        for (const picks of allowedPlans(
          modelOf({ values: Float64Array.from(values), reach: incidenceOf(all), budget }),
        )) {
          const within = (rows: number[][], cell: number) => picks.some((pick) => rows[pick]!.includes(cell))
          const worth = values.map((value, cell) => (within(inner, cell) ? value : within(all, cell) ? 0.4 * value : 0))
          best = Math.max(
            best,
            worth.reduce((sum, value) => sum + value, 0),
          )
        }
        expect(optimumOf(question)).to.be.closeTo(best, 1e-9)
      }),
    )
  })

  it('is plain coverage where rings are worth the same, and where existing sites serve all inner rings', () => {
    fc.assert(
      fc.property(rings, ({ inner, outer, values, budget }) => {
        const all = incidenceOf(inner.map((row, at) => [...row, ...outer[at]!]))
        const plain = optimumOf({ values: Float64Array.from(values), reach: all, budget })!
        const own = { values: Float64Array.from(values), rings: [incidenceOf(inner), all], budget }
        expect(optimumOf(gradualCoverage({ ...own, worth: [1, 1] }))).to.be.closeTo(plain, 1e-9)
        const served = [new Uint8Array(7).fill(1), new Uint8Array(7)]
        expect(optimumOf(gradualCoverage({ ...own, worth: [1, 0.5], served }))).to.be.closeTo(plain / 2, 1e-9)
      }),
    )
  })

  it('refuses a ring that is worth more than one within it', () => {
    const ring = incidenceOf([[0]])
    const question = { values: Float64Array.of(1), budget: 1, rings: [ring, ring], worth: [0.5, 1] }
    expect(() => gradualCoverage(question)).to.throw('worth more than one within it')
  })
})

describe('floors for groups', () => {
  it('give the best value of all plans that reach them, or else the least shortfall in total, then at most', async () => {
    await fc.assert(
      fc.asyncProperty(
        small(),
        fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 3, maxLength: 3 }),
        async (question, tenths) => {
          const model = modelOf(question)
          const groups = threeGroups(model)
          const floors = tenths.map((tenth) => tenth / 10)
          const rated = [...allowedPlans(model)].map((picks) => {
            const shares = sharesOf(groups, coveredBy(model, picks))
            const lacks = floors.map((floor, group) => Math.max(0, (floor - shares[group]!) * groups.totals[group]!))
            return {
              total: lacks.reduce((sum, lack) => sum + lack, 0),
              largest: Math.max(...lacks),
              value: coveredValue(model, picks),
            }
          })
          const least = Math.min(...rated.map(({ total }) => total))
          const near = rated.filter(({ total }) => total <= least + 1e-6)
          const largest = Math.min(...near.map(({ largest }) => largest))
          const best = Math.max(...near.filter((one) => one.largest <= largest + 1e-6).map(({ value }) => value))
          const plan = await withFloors(model, groups, floors, { seconds: 10 })
          expect(plan.shortfalls.reduce((sum, lack) => sum + lack, 0)).to.be.closeTo(least, 1e-4)
          expect(Math.max(...plan.shortfalls)).to.be.closeTo(largest, 1e-4)
          expect(plan.value).to.be.closeTo(best, 1e-4)
          expect(plan.proven).to.equal(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('at their fairest give the worst off group the largest share that any plan can, and name the price', async () => {
    await fc.assert(
      fc.asyncProperty(small(), async (question) => {
        const model = modelOf(question)
        const groups = threeGroups(model)
        const least = (picks: readonly number[]) => Math.min(...sharesOf(groups, coveredBy(model, picks)))
        const plans = [...allowedPlans(model)]
        const fair = Math.max(...plans.map(least))
        const plan = await fairest(model, groups, { seconds: 10, from: ranking(model) })
        expect(plan.least).to.be.closeTo(fair, 1e-6)
        const allowed = plans.filter((picks) => least(picks) >= fair * 0.995 - 1e-6)
        expect(plan.value).to.be.closeTo(Math.max(...allowed.map((picks) => coveredValue(model, picks))), 1e-4)
        const price = priceOfFairness(optimum(model), plan.value)
        expect(price).to.be.within(0, 1)
      }),
      { numRuns: 60 },
    )
    expect(priceOfFairness(200, 150)).to.equal(0.25)
    expect(priceOfFairness(0, 0)).to.equal(0)
  })
})

describe('the cheapest plan for a target', () => {
  it('costs the least of all sets that give every group its share, or there is none', async () => {
    await fc.assert(
      fc.asyncProperty(small(), fc.integer({ min: 1, max: 10 }), async (question, tenths) => {
        const model = modelOf(question)
        const groups = threeGroups(model)
        const reached = (picks: readonly number[]) =>
          sharesOf(groups, coveredBy(model, picks)).every((share) => share >= tenths / 10 - 1e-9)
        const costs = [...allowedPlans({ ...model, budget: 1000 })].filter(reached).map((picks) => costOf(model, picks))
        const plan = await cheapestFor(model, groups, tenths / 10, { seconds: 10 })
        if (costs.length === 0) {
          expect(plan).to.equal(undefined)
          return
        }
        expect(plan!.cost).to.be.closeTo(Math.min(...costs), 1e-6)
        expect(plan!.bound).to.be.closeTo(plan!.cost, 1e-6)
        expect(reached(plan!.picks)).to.equal(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('nobody farther than', () => {
  it('is the smallest radius whose cover fits the budget, of all plans', async () => {
    const position = fc.integer({ min: 0, max: 30 })
    const line = fc.record({
      cells: fc.array(position, { minLength: 1, maxLength: 7 }),
      candidates: fc.array(position, { minLength: 1, maxLength: 6 }),
      budget: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(line, async ({ cells, candidates, budget }) => {
        const within = (radius: number) =>
          incidenceOf(
            candidates.map((at) => cells.flatMap((cell, index) => (Math.abs(cell - at) <= radius ? [index] : []))),
          )
        const radii = Array.from({ length: 31 }, (_, radius) => radius)
        const smallest = radii.find((radius) => {
          const model = modelOf({ values: new Float64Array(cells.length).fill(1), reach: within(radius), budget })
          return optimum(model) === cells.length
        })
        const found = await farthestServed({ cells: cells.length, radii, within, budget })
        expect(found?.radius).to.equal(smallest)
        expect(found?.proven).to.equal(true)
      }),
      { numRuns: 30 },
    )
    const none = { cells: 1, radii: [1], within: () => incidenceOf([[]]), budget: 1 }
    expect(await farthestServed(none)).to.equal(undefined)
  })
})

describe('covering within capacity', () => {
  it('serves the most of all numbers of antennas, and knows who is left without', async () => {
    await fc.assert(
      fc.asyncProperty(
        smallQuestion({ candidates: 4, cells: 5, places: false }),
        async ({ values, reach, costs, budget }) => {
          const antennaCosts = costs!.map(() => 1)
          const question = {
            demand: values,
            reach,
            costs: costs!,
            antennaCosts,
            budget,
            usersPerAntenna: 7,
            mostAntennas: 2,
          }
          let best = 0
          const count = costs!.length
          for (let code = 0; code < 3 ** count; code++) {
            const antennas = Array.from(costs!, (_, k) => Math.floor(code / 3 ** k) % 3)
            const cost = antennas.reduce((sum, n, k) => sum + (n > 0 ? costs![k]! + n : 0), 0)
            if (cost <= budget)
              best = Math.max(
                best,
                mostServed(
                  values,
                  reach,
                  antennas.map((n) => 7 * n),
                ),
              )
          }
          const plan = await withinCapacity(question, { seconds: 10 })
          expect(plan.served).to.be.closeTo(best, 1e-5)
          expect(plan.bound).to.be.closeTo(best, 1e-5)
          expect(plan.proven).to.equal(true)
          const left = plan.shortfall.reduce((sum, users) => sum + users, 0)
          expect(left + plan.served).to.be.closeTo(
            values.reduce((sum, users) => sum + users, 0),
            1e-5,
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('uses what existing sites can still take, and builds nothing where they stand', async () => {
    const question = {
      demand: Float64Array.of(30, 30),
      reach: incidenceOf([[0, 1], [1]]),
      costs: Float64Array.of(5, 5),
    }
    const plan = await withinCapacity({
      ...question,
      antennaCosts: Float64Array.of(1, 1),
      budget: 6,
      residual: [10, undefined],
    })
    expect(plan).to.deep.include({ picks: [1], served: 40 })
    expect([...plan.shortfall]).to.deep.equal([20, 0])
    const { served } = await allocate({ ...question, capacity: Float64Array.of(10, 15) })
    expect(served).to.equal(25)
  })
})

describe('phases', () => {
  it('build a plan year by year within the money, what gains most for its cost first, and name the regret', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const model = modelOf(question)
        const picks = ranking(model)
        const budgets = [model.budget / 2, model.budget / 2]
        const years = phases(model, picks, budgets, 100)
        let [spent, allowed] = [0, 0]
        years.forEach((year, at) => {
          allowed += budgets[at]!
          spent += year.spent
          expect(spent).to.be.at.most(allowed + 1e-9)
          expect(year.bound).to.be.at.least(optimum({ ...model, budget: allowed }) - 1e-9)
          expect(year.regret).to.be.closeTo(year.bound > 0 ? 1 - year.value / year.bound : 0, 1e-9)
        })
        expect(years.flatMap((year) => year.picks).sort()).to.deep.equal([...picks].sort())
        expect(years.at(-1)!.value).to.be.closeTo(coveredValue(model, picks), 1e-9)
      }),
      { numRuns: 60 },
    )
  })
})

/** The most users that capacities serve, by augmenting one user at a time. */
function mostServed(demand: Float64Array, reach: Incidence, capacity: number[]): number {
  const users = [...demand].flatMap((count, cell) => Array.from({ length: count }, () => cell))
  const seats = capacity.flatMap((count, site) => Array.from({ length: count }, () => site))
  const holder = new Map<number, number>()
  const place = (user: number, seen: Set<number>): boolean =>
    seats.some((site, seat) => {
      if (seen.has(seat) || !reaches(reach, site, users[user]!)) return false
      seen.add(seat)
      const other = holder.get(seat)
      if (other !== undefined && !place(other, seen)) return false
      holder.set(seat, user)
      return true
    })
  return users.filter((_, user) => place(user, new Set())).length
}
