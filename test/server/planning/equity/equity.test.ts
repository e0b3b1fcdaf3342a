import { expect } from 'chai'
import fc from 'fast-check'
import type { Area } from '../../../../server/planning/equity/area.ts'
import { concentrationIndex } from '../../../../server/planning/equity/concentration.ts'
import { concentrationCurve, giniIndex, lorenzCurve } from '../../../../server/planning/equity/lorenz.ts'
import { coverageByQuintile } from '../../../../server/planning/equity/quintiles.ts'
import { shortfall } from '../../../../server/planning/equity/shortfall.ts'

const area = (residents: number, coverage: number, need = 0): Area => ({ residents, coverage, need })
const areas = fc.array(
  fc.record({
    residents: fc.integer({ min: 0, max: 1000 }),
    coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    need: fc.integer({ min: 0, max: 6 }),
  }),
  { minLength: 1, maxLength: 12 },
)
const alike = [area(100, 0.4, 1), area(300, 0.4, 2)]

describe('the Lorenz curve of coverage', () => {
  it('is the diagonal where all are covered alike, and its index 0', () => {
    expect(lorenzCurve(alike)).to.deep.equal([
      { residents: 0, covered: 0 },
      { residents: 1, covered: 1 },
    ])
    expect(giniIndex(alike)).to.be.closeTo(0, 1e-12)
  })

  it('has an index of 3/4 where a quarter of the residents have everything', () => {
    expect(giniIndex([area(300, 0), area(100, 1)])).to.be.closeTo(0.75, 1e-12)
  })

  it('rises, lies below the diagonal and ends at 1', () => {
    fc.assert(
      fc.property(areas, (all) => {
        fc.pre(all.some(({ residents }) => residents > 0))
        const curve = lorenzCurve(all)
        expect(curve.at(-1)!.residents).to.be.closeTo(1, 1e-9)
        expect(curve.at(-1)!.covered).to.be.closeTo(1, 1e-9)
        for (const { residents, covered } of curve) expect(covered).to.be.at.most(residents + 1e-9)
      }),
    )
  })

  it('ordered by need lies above the diagonal where those in need have more', () => {
    const [, first] = concentrationCurve([area(100, 0.9, 5), area(100, 0.1, 1)])
    expect(first).to.deep.equal({ residents: 0.5, covered: 0.9 })
  })
})

describe('the concentration index', () => {
  it('is 0 where need makes no difference, -1 where the half in need has all, 1 where the other half has', () => {
    expect(concentrationIndex(alike)).to.be.closeTo(0, 1e-12)
    expect(concentrationIndex([area(100, 1, 9), area(100, 0, 1)])).to.be.closeTo(-1, 1e-12)
    expect(concentrationIndex([area(100, 0, 9), area(100, 1, 1)])).to.be.closeTo(1, 1e-12)
  })

  it('is the opposite for those not covered, as Erreygers asks', () => {
    fc.assert(
      fc.property(areas, (all) => {
        const lacking = all.map((one) => ({ ...one, coverage: 1 - one.coverage }))
        expect(concentrationIndex(lacking)).to.be.closeTo(-concentrationIndex(all), 1e-9)
        expect(Math.abs(concentrationIndex(all))).to.be.at.most(1 + 1e-9)
      }),
    )
  })

  it('does not depend on how residents are divided into areas', () => {
    fc.assert(
      fc.property(areas, (all) => {
        const halves = all.flatMap((one) => [one, one].map((half) => ({ ...half, residents: half.residents / 2 })))
        expect(concentrationIndex(halves)).to.be.closeTo(concentrationIndex(all), 1e-9)
      }),
    )
  })
})

describe('the shortfall', () => {
  it('counts residents below the target; what others have above it makes up for nothing', () => {
    expect(shortfall([area(100, 1), area(100, 0.5), area(200, 0.7)], 0.8)).to.deep.equal({
      residents: 100 * (0.8 - 0.5) + 200 * (0.8 - 0.7),
      share: (100 * (0.8 - 0.5) + 200 * (0.8 - 0.7)) / 400,
      largest: 0.8 - 0.5,
    })
    expect(shortfall([], 0.8)).to.deep.equal({ residents: 0, share: 0, largest: 0 })
  })
})

describe('coverage by quintile of need', () => {
  it('divides an area across a boundary', () => {
    const quintiles = coverageByQuintile([area(300, 0, 1), area(200, 1, 2)])
    expect(quintiles.map(({ coverage }) => Number(coverage.toFixed(9)))).to.deep.equal([0, 0, 0, 1, 1])
    const halves = coverageByQuintile([area(150, 0, 1), area(50, 1, 2)], 2)
    expect(halves).to.deep.equal([
      { residents: 100, coverage: 0 },
      { residents: 100, coverage: 0.5 },
    ])
  })

  it('has a fifth of the residents in each, and together the city’s coverage', () => {
    fc.assert(
      fc.property(areas, (all) => {
        const residents = all.reduce((sum, one) => sum + one.residents, 0)
        const covered = all.reduce((sum, one) => sum + one.residents * one.coverage, 0)
        const quintiles = coverageByQuintile(all)
        for (const quintile of quintiles) expect(quintile.residents).to.be.closeTo(residents / 5, 1e-6)
        expect(quintiles.reduce((sum, one) => sum + one.residents * one.coverage, 0)).to.be.closeTo(covered, 1e-6)
      }),
    )
  })

  it('mixes areas of equal need, whatever their order', () => {
    const mixed = [area(100, 1, 3), area(100, 0, 3)]
    for (const { coverage } of coverageByQuintile(mixed)) expect(coverage).to.be.closeTo(0.5, 1e-9)
  })
})
