import { expect } from 'chai'
import fc from 'fast-check'
import { greedy } from '../../../../server/planning/siting/greedy.ts'
import { coveredValue, isAllowed, modelOf } from '../../../../server/planning/siting/model.ts'
import { search } from '../../../../server/planning/siting/search.ts'
import { bestCandidate, emptySelection, pick, picksOf, unpick } from '../../../../server/planning/siting/selection.ts'
import { optimum, smallQuestion } from './instances.ts'

describe('a selection', () => {
  it('knows after any change what each candidate adds and each pick alone covers', () => {
    fc.assert(
      fc.property(smallQuestion(), fc.array(fc.nat(9), { maxLength: 20 }), (question, changes) => {
        const model = modelOf(question)
        const selection = emptySelection(model)
        for (const change of changes) {
          if (change >= model.costs.length) continue
          if (selection.picked[change]) unpick(selection, change)
          else pick(selection, change)
        }
        const picks = picksOf(selection)
        expect(selection.value).to.equal(coveredValue(model, picks))
        selection.gain.forEach((gain, candidate) => {
          const without = picks.filter((other) => other !== candidate)
          expect(gain).to.equal(coveredValue(model, [...without, candidate]) - coveredValue(model, without))
        })
      }),
    )
  })

  it('finds the candidate with most gain for its cost that budget and places allow', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const model = modelOf(question)
        const selection = emptySelection(model)
        for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) {
          const picks = picksOf(selection)
          const ratios = [...selection.gain].map((gain, candidate) =>
            picks.includes(candidate) || !isAllowed(model, [...picks, candidate]) ? 0 : gain / model.costs[candidate]!,
          )
          expect(ratios[next]).to.equal(Math.max(...ratios))
          pick(selection, next)
        }
        const picks = picksOf(selection)
        selection.gain.forEach((gain, candidate) => {
          if (!picks.includes(candidate) && isAllowed(model, [...picks, candidate])) expect(gain).to.equal(0)
        })
      }),
    )
  })
})

describe('the greedy plan', () => {
  it('is allowed, and without costs worth at least 1 - 1/e of the best', () => {
    fc.assert(
      fc.property(smallQuestion({ costs: false, places: false }), (question) => {
        const model = modelOf(question)
        const picks = greedy(model)
        expect(isAllowed(model, picks)).to.equal(true)
        expect(coveredValue(model, picks)).to.be.at.least((1 - 1 / Math.E) * optimum(model) - 1e-9)
      }),
    )
  })

  it('is allowed with costs and places, and worth at least half of 1 - 1/e of the best where no place is shared', () => {
    fc.assert(
      fc.property(smallQuestion(), (question) => {
        const model = modelOf(question)
        const picks = greedy(model)
        expect(isAllowed(model, picks)).to.equal(true)
        const free = modelOf({ ...question, places: undefined })
        expect(coveredValue(free, greedy(free))).to.be.at.least(0.5 * (1 - 1 / Math.E) * optimum(free) - 1e-9)
      }),
    )
  })
})

describe('the local search', () => {
  it('is allowed, never worse than where it began, and never better than the optimum', () => {
    fc.assert(
      fc.property(smallQuestion(), fc.nat(), (question, seed) => {
        const model = modelOf(question)
        const start = greedy(model)
        let asked = 0
        const picks = search(model, start, { seed, progress: () => asked++ / 4 })
        expect(isAllowed(model, picks)).to.equal(true)
        expect(coveredValue(model, picks)).to.be.within(coveredValue(model, start) - 1e-9, optimum(model) + 1e-9)
      }),
    )
  })
})
