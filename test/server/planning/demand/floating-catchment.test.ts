import { expect } from 'chai'
import fc from 'fast-check'
import {
  accessibility,
  gaussianWeight,
  type Link,
  unmetDemand,
} from '../../../../server/planning/demand/floating-catchment.ts'

const line = (weight: (distance: number) => number) => ({
  people: [100, 100, 100],
  capacity: [10, 10],
  links: [0, 1, 2].flatMap((area) =>
    [0, 2].map((place, site): Link => ({ area, site, weight: weight(Math.abs(area - place)) })),
  ),
})
const rounded = (values: Float64Array) => [...values].map((value) => Number(value.toFixed(6)))

describe('accessibility by floating catchments', () => {
  it('is 0.065179, 0.069641, 0.065179 on a line of three places with two providers', () => {
    const access = accessibility(line((distance) => Math.exp(-(distance ** 2) / 2)))
    expect(rounded(access)).to.deep.equal([0.065179, 0.069641, 0.065179])
  })

  it('hands out all capacity that anybody can reach, in two steps and in three', () => {
    const links = fc.array(
      fc.record({ area: fc.nat(4), site: fc.nat(3), weight: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
      { maxLength: 12 },
    )
    const people = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(links, people, fc.constantFrom('E2SFCA' as const, '3SFCA' as const), (links, people, method) => {
        const capacity = [10, 20, 30, 40]
        const access = accessibility({ people, capacity, links, method })
        const handed = people.reduce((sum, count, area) => sum + count * access[area]!, 0)
        const reachable = capacity.filter((_, site) => links.some((link) => link.site === site))
        expect(handed).to.be.closeTo(
          reachable.reduce((sum, places) => sum + places, 0),
          1e-6,
        )
      }),
    )
  })

  it('hands out less where distance costs: M2SFCA', () => {
    const question = line((distance) => Math.exp(-(distance ** 2) / 2))
    const access = accessibility({ ...question, method: 'M2SFCA' })
    expect(access.reduce((sum, places) => sum + 100 * places, 0)).to.be.below(20)
  })

  it('is 0 where no site serves, and what is lacking is by head', () => {
    const access = accessibility({ people: [10, 20], capacity: [5], links: [{ area: 0, site: 0, weight: 1 }] })
    expect([...access]).to.deep.equal([0.5, 0])
    expect([...unmetDemand([10, 20], access, 0.25)]).to.deep.equal([0, 5])
  })

  it('weighs by distance from 1 to 1/100 at the end of the catchment, and by 0 beyond', () => {
    expect(gaussianWeight(0, 250)).to.equal(1)
    expect(gaussianWeight(250, 250)).to.be.closeTo(0.01, 1e-12)
    expect(gaussianWeight(251, 250)).to.equal(0)
  })
})
