import { expect } from 'chai'
import fc from 'fast-check'
import { incidenceOf } from '../../../../server/planning/siting/incidence.ts'
import { coveredValue, ImpossiblePlanError, modelOf, openQuestion } from '../../../../server/planning/siting/model.ts'
import { presolve } from '../../../../server/planning/siting/presolve.ts'
import { optimum, optimumOf, smallQuestion } from './instances.ts'

describe('a question made smaller', () => {
  it('has the same optimum, with costs and places', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const model = modelOf(question)
        const small = presolve(model)
        expect(optimum(small.model)).to.be.closeTo(optimum(model), 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same worth to picks in both', () => {
    fc.assert(
      fc.property(smallQuestion({ costs: false }), (question) => {
        const model = modelOf(question)
        const small = presolve(model)
        const all = [...small.candidates.keys()]
        expect(coveredValue(small.model, all)).to.be.closeTo(coveredValue(model, small.candidates), 1e-9)
      }),
    )
  })

  it('joins cells that the same candidates reach, and drops a candidate that another contains', () => {
    const reach = incidenceOf([[0, 1, 2], [0, 1], [3]])
    const { model, candidates } = presolve(modelOf({ values: Float64Array.of(1, 2, 4, 8), reach, budget: 1 }))
    expect([...candidates].sort()).to.deep.equal([0, 2])
    expect([...model.values].sort()).to.deep.equal([7, 8])
  })

  it('keeps a smaller candidate that is cheaper, and one whose rival shares its place with others', () => {
    const reach = incidenceOf([[0, 1], [0], [0, 1], [2]])
    const values = Float64Array.of(1, 1, 1)
    const cheaper = presolve(modelOf({ values, reach, budget: 2, costs: Float64Array.of(2, 1, 2, 1) }))
    expect([...cheaper.candidates].sort()).to.deep.equal([0, 1, 3])
    const places = Int32Array.of(0, -1, 0, 0)
    expect([...presolve(modelOf({ values, reach, budget: 2, places })).candidates].sort()).to.deep.equal([0, 1, 3])
  })

  it('keeps cells of two groups apart', () => {
    const model = modelOf({ values: Float64Array.of(1, 2, 4), reach: incidenceOf([[0, 1, 2]]), budget: 1 })
    expect(presolve(model, Int32Array.of(0, 1, 0)).model.values).to.deep.equal(Float64Array.of(5, 2))
  })
})

describe('an open question', () => {
  const locked = smallQuestion({ candidates: 8 }).chain((question) => {
    const candidate = fc.nat(question.reach.starts.length - 2)
    return fc.record({
      ...{ question: fc.constant(question), lockedIn: fc.uniqueArray(candidate, { maxLength: 2 }) },
      lockedOut: fc.uniqueArray(candidate, { maxLength: 2 }),
      served: fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: question.values.length, maxLength: question.values.length })
        .map((list) => Uint8Array.from(list)),
    })
  })

  it('has the optimum of trying every plan with what is locked and served', () => {
    fc.assert(
      fc.property(locked, ({ question, lockedIn, lockedOut, served }) => {
        const whole = { ...question, lockedIn, lockedOut: lockedOut.filter((k) => !lockedIn.includes(k)), served }
        const expected = optimumOf(whole)
        if (expected === undefined) {
          expect(() => openQuestion(whole)).to.throw(ImpossiblePlanError)
          return
        }
        const open = openQuestion(whole)
        expect(open.lockedValue + optimum(open.model)).to.be.closeTo(expected, 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('never has a higher optimum for a candidate locked in', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const free = optimumOf(question)!
        const lockedIn = [0]
        const fixed = optimumOf({ ...question, lockedIn })
        fc.pre(fixed !== undefined)
        const open = openQuestion({ ...question, lockedIn })
        expect(open.lockedValue + optimum(open.model)).to.be.at.most(free + 1e-9)
      }),
    )
  })

  it('says what is wrong with what is locked in', () => {
    const question = { values: Float64Array.of(1), reach: incidenceOf([[0], [0]]), budget: 1, lockedIn: [0, 1] }
    expect(() => openQuestion(question)).to.throw('The candidates locked in cost 2, but the budget is 1')
    expect(() => openQuestion({ ...question, budget: 2, places: Int32Array.of(4, 4) })).to.throw('at place 4')
  })
})
