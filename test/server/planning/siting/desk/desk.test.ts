import { expect } from 'chai'
import fc from 'fast-check'
import { candidateSite, openDesk } from '../../../../../server/planning/siting/desk/desk.ts'
import { frontier } from '../../../../../server/planning/siting/desk/frontier.ts'
import { rankStability } from '../../../../../server/planning/siting/desk/ranks.ts'
import { dominating, replacementOf, whyNot } from '../../../../../server/planning/siting/desk/why.ts'
import { ranking } from '../../../../../server/planning/siting/greedy.ts'
import { incidenceOf, itemsOf } from '../../../../../server/planning/siting/incidence.ts'
import { coveredValue, modelOf } from '../../../../../server/planning/siting/model.ts'
import { presolve } from '../../../../../server/planning/siting/presolve.ts'
import { optimum, smallQuestion } from '../instances.ts'

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 })
const cellSet = fc.uniqueArray(fc.nat(11), { maxLength: 6 })

describe('the desk', () => {
  it('has the plan’s value, each site’s unique gain and what a further one would gain, after any change', () => {
    fc.assert(
      fc.property(
        smallQuestion({ places: false }),
        fc.array(cellSet, { maxLength: 6 }),
        cellSet,
        (question, sets, probe) => {
          const whole = modelOf(question)
          const { values } = whole
          const cells = (set: number[]) => Int32Array.from(set.filter((cell) => cell < values.length))
          const value = (rows: Int32Array[]) =>
            coveredValue({ ...whole, cellsOf: incidenceOf(rows.map((row) => [...row])) }, rows.keys())
          const desk = openDesk(whole, presolve(whole), [])
          const moved = sets.map((set) => {
            const key = desk.put({ cells: Int32Array.of(0), cost: 1 })
            desk.move(key, { cells: cells(set), cost: 2 })
            return key
          })
          const gone = moved.shift()
          if (gone !== undefined) desk.remove(gone)
          const standing = sets.slice(1).map(cells)
          expect(desk.keys()).to.deep.equal(moved)
          expect(desk.figures().value).to.be.closeTo(value(standing), 1e-9)
          expect(desk.figures().cost).to.equal(2 * standing.length)
          expect(desk.gainAt(cells(probe))).to.be.closeTo(value([...standing, cells(probe)]) - value(standing), 1e-9)
          moved.forEach((key, at) => {
            const others = standing.filter((_, other) => other !== at)
            expect(desk.site(key).unique).to.be.closeTo(value(standing) - value(others), 1e-9)
            expect(desk.site(key).reach).to.be.closeTo(value([standing[at]!]), 1e-9)
          })
        },
      ),
    )
  })

  it('has a bound that no plan exceeds, with places to choose from that were no candidates', () => {
    fc.assert(
      fc.property(
        smallQuestion({ candidates: 7 }),
        shares,
        fc.array(cellSet, { maxLength: 3 }),
        (question, factors, sets) => {
          const budget = question.budget + 0.5
          const whole = modelOf({ ...question, budget })
          const small = presolve(whole)
          const u = small.model.values.map((value, cell) => value * factors[cell]!)
          const desk = openDesk(whole, small, u)
          const added = sets.map((set) => set.filter((cell) => cell < whole.values.length))
          for (const set of added) desk.put({ cells: Int32Array.from(set), cost: 1.5 })
          const rows = [...question.reach.starts.keys()].slice(1).map((row) => [...itemsOf(question.reach, row - 1)])
          const costs = question.costs ?? new Float64Array(rows.length).fill(1)
          const wider = modelOf({
            ...{ ...question, budget },
            reach: incidenceOf([...rows, ...added]),
            costs: Float64Array.of(...costs, ...added.map(() => 1.5)),
            places: Int32Array.of(...whole.places, ...added.map(() => -1)),
          })
          expect(desk.figures().bound).to.be.at.least(optimum(wider) - 1e-9)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('does not raise the bound for candidates', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const whole = modelOf(question)
        const desk = openDesk(whole, presolve(whole), whole.values)
        const { bound } = desk.figures()
        desk.put(candidateSite(whole, 0))
        expect(desk.figures().bound).to.equal(Math.max(bound, desk.figures().value))
      }),
    )
  })
})

describe('why a site', () => {
  it('costs to do without: the plan with the best others in its place is worth so much less', () => {
    const reach = incidenceOf([[0, 1], [1, 2], [3]])
    const model = modelOf({ values: Float64Array.of(10, 5, 4, 8), reach, budget: 2 })
    expect(replacementOf(model, [0, 2], 0)).to.deep.equal({ loss: 15 - 9, others: [1] })
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const own = modelOf(question)
        const picks = ranking(own)
        fc.pre(picks.length > 0)
        const { loss, others } = replacementOf(own, picks, picks[0]!)
        const without = [...picks.slice(1), ...others]
        expect(loss).to.be.closeTo(coveredValue(own, picks) - coveredValue(own, without), 1e-9)
        expect(others).to.not.include(picks[0])
      }),
    )
  })
})

describe('why not a candidate', () => {
  const values = Float64Array.of(10, 5, 4, 8)
  const reach = incidenceOf([[0, 1], [1], [2], [0, 2], [3], [3]])
  const places = Int32Array.of(-1, -1, -1, -1, 7, 7)
  const model = modelOf({ values, reach, budget: 2, places, costs: Float64Array.of(1, 1, 1, 1, 1, 0.5) })

  it('because another reaches all that it does', () => {
    expect(whyNot(model, [0, 5], 1, values)).to.deep.equal({ reason: 'dominated', by: 0 })
    expect(dominating(model, 0)).to.equal(undefined)
  })

  it('because its place is taken', () => {
    const alike = { ...model, costs: Float64Array.of(1, 1, 1, 1, 1, 1) }
    expect(whyNot(alike, [5], 4, values)).to.deep.equal({ reason: 'place taken', by: 5 })
  })

  it('because most of what it reaches is covered already', () => {
    expect(whyNot(model, [0], 3, values)).to.deep.equal({ reason: 'covered already', by: [0], gain: 4 })
  })

  it('because it is worth too little at the price of the budget, and how much is missing', () => {
    const single = modelOf({ values: Float64Array.of(10, 8, 3), reach: incidenceOf([[0], [1], [2]]), budget: 1 })
    // u = v: r is 10, 8, 3; one site is picked, and the next would have to be worth 8.
    expect(whyNot(single, [0], 2, single.values)).to.deep.equal({ reason: 'worth too little', missing: 5, gain: 3 })
  })
})

describe('the frontier', () => {
  it('rises with the budget, and lies between the plans and no less than the best', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const model = modelOf(question)
        const budgets = [1, 2, 4, 7, 11]
        const points = frontier(model, budgets, 3, 100)
        points.forEach(({ budget, value, bound }, at) => {
          expect(value).to.be.at.least(points[at - 1]?.value ?? 0)
          expect(bound).to.be.at.least(optimum({ ...model, budget }) - 1e-9)
          expect(value).to.be.at.most(bound + 1e-9)
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe('rank stability', () => {
  it('is the share of other weights under which a site is picked as well', () => {
    const model = modelOf({ values: Float64Array.of(10, 8, 3), reach: incidenceOf([[0], [1], [2]]), budget: 2 })
    const { kept, overlap } = rankStability(model, ranking(model), [
      model.values,
      Float64Array.of(10, 1, 3),
      Float64Array.of(1, 8, 3),
      Float64Array.of(10, 8, 9),
    ])
    expect([...kept]).to.deep.equal([0.75, 0.5])
    expect([...overlap]).to.deep.equal([1, 0.5, 0.5, 0.5])
    const alike = modelOf({ values: Float64Array.of(5, 5, 5), reach: incidenceOf([[0], [1], [2]]), budget: 1 })
    expect([...rankStability(alike, [2], [alike.values]).kept], 'as good as others').to.deep.equal([1])
  })
})
