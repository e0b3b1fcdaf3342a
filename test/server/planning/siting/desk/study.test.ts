import { expect } from 'chai'
import fc from 'fast-check'
import { study } from '../../../../../server/planning/siting/desk/study.ts'
import { greedy } from '../../../../../server/planning/siting/greedy.ts'
import { incidenceOf } from '../../../../../server/planning/siting/incidence.ts'
import { coveredValue, modelOf } from '../../../../../server/planning/siting/model.ts'
import { optimumOf, smallQuestion } from '../instances.ts'

describe('the study of a plan', () => {
  it('has for each budget a plan within it, and a bound that the best one does not exceed, with what is locked in', () => {
    fc.assert(
      fc.property(smallQuestion({ places: false }), fc.boolean(), (question, locks) => {
        const cost = (picks: readonly number[]) => picks.reduce((sum, pick) => sum + (question.costs?.[pick] ?? 1), 0)
        const asked = { ...question, lockedIn: locks && cost([0]) <= question.budget ? [0] : [] }
        const picks = greedy(modelOf(question))
        const budgets = [question.budget, 2 * question.budget]
        const found = study({
          question: asked,
          picks,
          budgets,
          others: [question.values],
          years: [picks],
          yearBudget: 15,
        })
        found.frontier.forEach((point, at) => {
          expect(point.budget).to.equal(budgets[at])
          expect(cost(point.picks)).to.be.at.most(point.budget + 1e-9)
          expect(coveredValue(modelOf(question), point.picks)).to.be.closeTo(point.value, 1e-9)
          expect(point.bound).to.be.at.least(optimumOf({ ...asked, budget: point.budget })! - 1e-9)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('says of each pick under how many weighings it stays, counting residents whom one of them leaves out', () => {
    const reach = incidenceOf([[0], [1], [2]])
    const question = { values: Float64Array.of(10, 8, 0), reach, budget: 2, lockedIn: [1] }
    const others = [question.values, Float64Array.of(1, 8, 9), Float64Array.of(10, 8, 3), Float64Array.of(3, 1, 9)]
    const { kept, overlap } = study({ question, picks: [1, 0], budgets: [2], others, years: [[1, 0]], yearBudget: 2 })
    expect(kept, 'what is locked in is in all').to.deep.equal([null, 0.5])
    expect(overlap).to.deep.equal([1, 0, 1, 0])
  })

  it('says what a year gives up because the last one was planned first', () => {
    // Two small sites together are best in the end; one large one is best for the first year alone.
    const reach = incidenceOf([
      [0, 1],
      [1, 2, 3],
      [4, 5],
    ])
    const values = Float64Array.of(8, 1, 8, 1, 3, 3)
    const asked = { question: { values, reach, budget: 2 }, picks: [0, 1], budgets: [2], others: [values] }
    const years = study({ ...asked, years: [[0], [1]], yearBudget: 1 }).years
    expect(years.map(({ sites, value }) => [sites, value])).to.deep.equal([
      [1, 9],
      [1, 18],
    ])
    expect(years[0]!.bound).to.be.closeTo(10, 0.2)
    expect(years[0]!.regret).to.be.closeTo(0.1, 0.02)
    expect(years[1]!.regret).to.be.closeTo(0, 1e-3)
  })
})
