import { expect } from 'chai'
import fc from 'fast-check'
import { solveFairly, solveTarget } from '../../../../../server/planning/siting/formulations/fair-plan.ts'
import { incidenceOf, itemsOf } from '../../../../../server/planning/siting/incidence.ts'
import { costOf, coveredValue, modelOf } from '../../../../../server/planning/siting/model.ts'
import { allowedPlans, optimumOf, smallQuestion } from '../instances.ts'

/** A question with existing sites and a locked in candidate, in two groups; residents are not what is maximised. */
const cases = smallQuestion({ candidates: 7, cells: 9 }).chain((question) =>
  fc.record({
    question: fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: question.values.length, maxLength: question.values.length })
      .map((served) => ({
        ...question,
        values: question.values.map((value) => value + 1),
        served: Uint8Array.from(served),
        lockedIn: question.costs![0]! <= question.budget ? [0] : [],
      })),
    residents: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 9, maxLength: 9 }),
    share: fc.integer({ min: 1, max: 10 }).map((tenth) => tenth / 10),
  }),
)
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

function rated({ question, residents }: Case, budget: number) {
  const { served, lockedIn, values } = question
  const model = modelOf({ ...question, budget, values: values.map((value, cell) => (served[cell] ? 0 : value)) })
  const of = Int32Array.from(values, (_, cell) => cell % 2)
  const grouped = { of, residents: Float64Array.from(residents.slice(0, values.length)) }
  const plans = [...allowedPlans(model)]
    .filter((picks) => lockedIn.every((pick) => picks.includes(pick)))
    .map((picks) => {
      const covered = Uint8Array.from(served)
      for (const pick of picks) for (const cell of itemsOf(question.reach, pick)) covered[cell] = 1
      const shares = [0, 1].slice(0, values.length).map((group) => {
        const own = [...of.keys()].filter((cell) => of[cell] === group)
        const sum = (cells: number[]) => cells.reduce((total, cell) => total + residents[cell]!, 0)
        return sum(own.filter((cell) => covered[cell])) / sum(own)
      })
      return { shares, least: Math.min(...shares), value: coveredValue(model, picks), cost: costOf(model, picks) }
    })
  return { grouped, plans }
}

describe('a plan under a rule for groups', () => {
  it('has floors for residents, existing and locked in sites counted, and names what fairness costs', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { grouped, plans } = rated(one, one.question.budget)
        const allowed = plans.filter(({ least }) => least >= one.share - 1e-9)
        fc.pre(allowed.length > 0)
        const floors = [one.share, one.share].slice(0, one.question.values.length)
        const found = await solveFairly(one.question, grouped, { kind: 'floors', floors }, { seconds: 20 })
        const best = Math.max(...allowed.map(({ value }) => value))
        expect(found.value).to.be.closeTo(best, 1e-4)
        expect(found.bound).to.be.closeTo(best, 1e-4)
        expect(Math.min(...found.shares)).to.be.at.least(one.share - 1e-6)
        const free = optimumOf(one.question)!
        expect(found.price).to.be.closeTo(free > 0 ? (free - best) / free : 0, 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('is fairest where the worst off group has the largest share', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { grouped, plans } = rated(one, one.question.budget)
        const fair = Math.max(...plans.map(({ least }) => least))
        const { least, shares } = await solveFairly(one.question, grouped, { kind: 'fairest' }, { seconds: 20 })
        expect(least).to.be.closeTo(fair, 1e-6)
        expect(Math.min(...shares)).to.be.at.least(fair * 0.995 - 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('is the cheapest for a target, whatever the budget is', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { grouped, plans } = rated(one, 1000)
        const reached = plans.filter(({ least }) => least >= one.share - 1e-9)
        const found = await solveTarget(one.question, grouped, one.share, { seconds: 20 })
        if (reached.length === 0) expect(found).to.equal(undefined)
        else {
          expect(found!.cost).to.be.closeTo(Math.min(...reached.map(({ cost }) => cost)), 1e-6)
          expect(found!.bound).to.be.closeTo(found!.cost, 1e-6)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('that is stopped at once is the plan that it would begin from', async () => {
    const question = { values: Float64Array.of(9, 5, 1), reach: incidenceOf([[0], [1], [2]]), budget: 1 }
    const grouped = { of: Int32Array.of(0, 0, 1), residents: Float64Array.of(1, 1, 1) }
    const options = { seconds: 0, stopped: () => true }
    const fair = await solveFairly(question, grouped, { kind: 'floors', floors: [0.5, 0] }, options)
    expect(fair.picks).to.deep.equal([0])
    expect(fair.bound).to.be.at.least(9)
    const target = await solveTarget(question, grouped, 1, options)
    expect(target!.cost).to.equal(3)
    expect(target!.bound).to.be.at.most(3)
  })
})
