import { expect } from 'chai'
import { createFormatter } from '../../../dashboard/src/parts/format.ts'
import { exactGap, exactly } from '../../../dashboard/src/planning/exact.ts'
import { goneLocks, missedFloors } from '../../../dashboard/src/planning/missed.ts'
import type { SitePlan, WholeSitePlan } from '../../../server/api/contract/index.ts'
import { usualParameters } from '../../../server/planning/plans/parameters.ts'

const plan = (objective: SitePlan['parameters']['objective'], share: number): SitePlan =>
  ({
    parameters: { ...usualParameters, objective, share },
    result: {
      groups: [
        { name: 'Norte', residents: 1000, before: 0.1, after: 0.5 },
        { name: 'Sur', residents: 2000, before: 0.1, after: 0.3 },
        { name: 'Nadie', residents: 0, before: 1, after: 1 },
      ],
    },
  }) as unknown as SitePlan

describe('what a plan says of itself', () => {
  it('is which floors it misses, and by how many residents', () => {
    expect(missedFloors(plan('floors', 0.4))?.groups).to.equal(1)
    expect(missedFloors(plan('floors', 0.4))?.residents).to.be.closeTo(200, 1e-9)
    expect(missedFloors(plan('floors', 0.3))).to.deep.equal({ groups: 0, residents: 0 })
    expect(missedFloors(plan('coverage', 0.9))).to.equal(undefined)
    expect(missedFloors({ ...plan('floors', 0.4), result: null })).to.equal(undefined)
  })

  it('is how many of its locked in sites are no candidates any more', () => {
    const asked = plan('coverage', 0)
    const locking = { ...asked, parameters: { ...asked.parameters, lockedIn: [3, 4, 5] } }
    const candidates = [{ id: 4 }, { id: 9 }] as WholeSitePlan['candidates']
    expect(goneLocks({ plan: locking, candidates })).to.equal(2)
    expect(goneLocks({ plan: { ...locking, result: null }, candidates: [] }), 'not known of a draft').to.equal(0)
  })

  it('is as exact as a plan of few sites in a large city needs', () => {
    const format = createFormatter('en', 'Europe/Madrid')
    expect([634_414, 640_865].map((covered) => exactly(covered, 1_444_088, format))).to.deep.equal(['43.9%', '44.4%'])
    expect(exactly(0, 0, format)).to.equal('–')
    expect([0, 0.000_000_7, 0.000_2, 0.02].map((gap) => exactGap(gap, format))).to.deep.equal([
      ...['0.000%', '< 0.001%', '0.020%', '2.00%'],
    ])
  })
})
