import { expect } from 'chai'
import fc from 'fast-check'
import {
  type AreaStanding,
  byBorough,
  byQuintile,
  evennessOf,
  standingOf,
} from '../../../../server/planning/equity/standing.ts'

const area = (id: number, residents: number, covered: number, more: Partial<AreaStanding> = {}): AreaStanding => ({
  ...{ id, residents, covered, unchecked: 0, failed: 0, near: covered, borough: null, need: null },
  ...more,
})

describe('who is reached, of some areas together', () => {
  it('counts those without service, and of them those without internet at home', () => {
    const areas = [
      area(1, 100, 40, { unchecked: 10, failed: 5, near: 80, need: 0.2 }),
      area(2, 200, 0, { need: 0.5 }),
      area(3, 50, 0),
    ]
    expect(standingOf(areas)).to.deep.equal({
      ...{ residents: 350, covered: 40, unchecked: 10, failed: 5, near: 80, inNeed: 10 + 100 },
    })
  })

  it('is of a borough however it is spelt', () => {
    const areas = [area(1, 10, 1, { borough: 'Tláhuac' }), area(2, 20, 2, { borough: 'TLAHUAC' }), area(3, 5, 5)]
    const boroughs = [...byBorough(areas)].map(([place, { name, residents, covered }]) => {
      return { place, name, residents, covered }
    })
    expect(boroughs).to.deep.equal([{ place: 'tlahuac', name: 'Tláhuac', residents: 30, covered: 3 }])
  })

  it('is of fifths by need, whose parts are the whole', () => {
    const fifths = byQuintile([
      area(1, 250, 250, { need: 0.1 }),
      area(2, 250, 0, { need: 0.8, unchecked: 100, near: 200 }),
      area(3, 999, 999),
    ])
    expect(fifths.map(({ residents }) => residents)).to.deep.equal([100, 100, 100, 100, 100])
    expect(fifths.map(({ covered }) => covered)).to.deep.equal([100, 100, 50, 0, 0])
    expect(fifths.reduce((sum, { unchecked }) => sum + unchecked, 0)).to.be.closeTo(100, 1e-9)
    expect(fifths.reduce((sum, { inNeed }) => sum + inNeed, 0)).to.be.closeTo(150 * 0.8, 1e-9)
    expect(byQuintile([area(1, 10, 5)]), 'no need is known').to.deep.equal([])
  })
})

describe('how evenly coverage is spread', () => {
  it('is now, and if all hotspots worked', () => {
    const areas = [area(1, 100, 100, { need: 0.1 }), area(2, 100, 0, { need: 0.9, near: 100 })]
    const [now, all] = [evennessOf(areas, 'covered'), evennessOf(areas, 'near')]
    expect([now.gini, now.concentration]).to.deep.equal([0.5, 1])
    expect([all.gini, all.concentration]).to.deep.equal([0, 0])
  })

  it('has no figure by need where none is known', () => {
    expect(evennessOf([area(1, 10, 5)], 'covered')).to.include({ concentration: null })
  })

  it('draws thousands of areas by a hundred points of the same curve', () => {
    const one = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 1, noNaN: true }))
    fc.assert(
      fc.property(fc.array(one, { minLength: 150, maxLength: 400 }), (given) => {
        // Areas that are covered alike are one step.
        fc.pre(new Set(given.map(([, share]) => share)).size >= 120)
        const areas = given.map(([residents, share], id) => area(id, residents, residents * share, { need: share }))
        const { lorenz, gini } = evennessOf(areas, 'covered')
        expect(lorenz.length).to.equal(101)
        expect(lorenz[0]).to.deep.equal({ residents: 0, covered: 0 })
        expect(lorenz.at(-1)!.covered).to.be.closeTo(1, 1e-9)
        const below = lorenz.slice(1).reduce((sum, { residents, covered }, at) => {
          return sum + ((residents - lorenz[at]!.residents) * (covered + lorenz[at]!.covered)) / 2
        }, 0)
        // A chord leaves out at most half of its width times its height: of all chords, twice that is a hundredth.
        expect(1 - 2 * below, 'the same index').to.be.closeTo(gini, 0.01)
      }),
      { numRuns: 30 },
    )
  })
})
