import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { oracles } from '../../../../scripts/bench/siting/known-answers.ts'
import { changes, differenceInDifferences, gaps } from '../../../../server/planning/evaluation/differences.ts'
import { falseDiscoveryRates, placeboAmongDonors } from '../../../../server/planning/evaluation/placebo.ts'
import { preTrend } from '../../../../server/planning/evaluation/pre-trend.ts'

describe('difference in differences', () => {
  it('is how much more the treated changed than the controls', () => {
    expect(
      differenceInDifferences(
        [[1, 1, 5, 5]],
        [
          [2, 2, 3, 3],
          [0, 0, 3, 3],
        ],
        2,
      ),
    ).to.equal(4 - 2)
  })

  it('leaves out weeks that were not measured, and units without a before or an after', () => {
    expect(changes([[undefined, 1, 5, undefined], [undefined, 1, undefined], [3]], 2)).to.deep.equal([4])
    expect(
      gaps(
        [[1, undefined, 3]],
        [
          [1, 1, 1],
          [2, undefined, 2],
        ],
      ),
    ).to.deep.equal([-0.5, undefined, 1.5])
  })

  it('is -27.349 for California’s tobacco programme of 1989 (Proposition 99)', function () {
    const file = join(oracles, 'evaluation/california_prop99.csv')
    if (!existsSync(file)) return this.skip()
    const states = new Map<string, { series: number[]; treated: boolean }>()
    for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
      const [state, year, packs, treated] = line.split(';')
      const of = states.get(state!) ?? { series: [], treated: false }
      of.series[Number(year) - 1970] = Number(packs)
      of.treated ||= treated!.trim() === '1'
      states.set(state!, of)
    }
    const series = (wanted: boolean) =>
      [...states.values()].filter(({ treated }) => treated === wanted).map(({ series }) => series)
    expect(differenceInDifferences(series(true), series(false), 1989 - 1970)).to.be.closeTo(-27.349, 0.0005)
  })
})

describe('a trend before', () => {
  it('is the slope of the last eight weeks with its interval: checked by hand', () => {
    const noisy = [99, 99, 1, 2.1, 2.9, 4.2, 4.8, 6.1, 7, 8]
    const { slope, interval, equivalent } = preTrend(noisy, 10, 0.5)!
    expect(slope).to.be.closeTo(0.99643, 0.00001)
    expect(interval.low).to.be.closeTo(0.94572, 0.00001)
    expect(interval.high).to.be.closeTo(1.04714, 0.00001)
    expect(equivalent).to.equal(false)
    expect(preTrend(noisy, 10, 1.1)!.equivalent).to.equal(true)
  })

  it('is not known of fewer than three weeks', () => {
    expect(preTrend([1, undefined, 2], 3, 1)).to.equal(undefined)
  })
})

describe('many placebos', () => {
  it('rank the site among donors, never below one in donors and site', () => {
    const donors = [0, 1, 2, 3].map((change) => [0, change])
    expect(placeboAmongDonors(9, donors, 1)).to.deep.equal({ p: 0.2, floor: 0.2 })
    // each against the other three: -2, -2/3, 2/3, 2
    expect(placeboAmongDonors(1, donors, 1).p).to.equal(3 / 5)
  })

  it('are allowed for as Benjamini and Hochberg do', () => {
    const rates = falseDiscoveryRates([0.01, 0.04, 0.03, 0.005])
    expect(rates.map((rate) => Number(rate.toFixed(4)))).to.deep.equal([0.02, 0.04, 0.04, 0.02])
  })
})
