import { expect } from 'chai'
import fc from 'fast-check'
import { clamped, createRelaxation } from '../../../../server/planning/siting/bound.ts'
import { incidenceOf } from '../../../../server/planning/siting/incidence.ts'
import { modelOf } from '../../../../server/planning/siting/model.ts'
import { lowerBound } from '../../../../server/planning/siting/subgradient.ts'
import { allowedPlans, optimum, smallQuestion } from './instances.ts'

const shares = fc.array(fc.double({ min: -0.5, max: 1.5, noNaN: true }), { minLength: 12, maxLength: 12 })

describe('the bound', () => {
  it('is not below any plan’s value, whatever u is', () => {
    fc.assert(
      fc.property(smallQuestion(), shares, (question, factors) => {
        const model = modelOf(question)
        const u = clamped(
          model.values,
          model.values.map((value, cell) => value * factors[cell]!),
        )
        expect(createRelaxation(model).evaluate(u)).to.be.at.least(optimum(model) - 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('has a knapsack that holds no less than any set of candidates that budget and places allow', () => {
    fc.assert(
      fc.property(smallQuestion(), shares, (question, factors) => {
        const model = modelOf(question)
        const worth = model.costs.map((_, candidate) => Math.abs(factors[candidate]!) * 10)
        const worths = [...allowedPlans(model)].map((picks) => picks.reduce((sum, pick) => sum + worth[pick]!, 0))
        const { knapsack } = createRelaxation(model)
        expect(knapsack.solve(worth)).to.be.at.least(Math.max(...worths) - 1e-9)
        const used = worth.reduce((sum, _, candidate) => sum + knapsack.share[candidate]! * model.costs[candidate]!, 0)
        expect(used).to.be.at.most(model.budget + 1e-9)
        const taken = worth.reduce((sum, of, candidate) => sum + knapsack.share[candidate]! * of, 0)
        expect(taken).to.be.closeTo(knapsack.solve(worth), 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('comes down from where it began, towards the plan', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const model = modelOf(question)
        const best = optimum(model)
        const first = createRelaxation(model).evaluate(model.values.map((value) => value / 2))
        let steps = 0
        const { u, bound } = lowerBound(model, best, undefined, () => steps++ > 300)
        expect(bound).to.be.within(best - 1e-9, first + 1e-9)
        expect(createRelaxation(model).evaluate(u)).to.equal(bound)
      }),
    )
  })

  it('reaches the linear relaxation: of three cells, each pair of which one candidate reaches, one pick covers 2', () => {
    const reach = incidenceOf([
      [0, 1],
      [1, 2],
      [0, 2],
    ])
    const model = modelOf({ values: Float64Array.of(1, 1, 1), budget: 1, reach })
    let steps = 0
    expect(lowerBound(model, 1.5, undefined, () => steps++ > 500).bound).to.be.closeTo(2, 0.01)
  })
})
