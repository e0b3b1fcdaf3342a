import { expect } from 'chai'
import { clusterSize, ringParts } from '../../../../dashboard/src/map/hotspots/marks.ts'
import { emptyTally } from '../../../../dashboard/src/map/hotspots/tally.ts'

describe('a cluster on the map', () => {
  it('shows the states on its ring, worst first, once around', () => {
    const parts = ringParts({ ...emptyTally(), up: 6, down: 3, unknown: 3 })
    expect(parts).to.deep.equal([
      { state: 'down', start: 0, share: 0.25 },
      { state: 'unknown', start: 0.25, share: 0.25 },
      { state: 'up', start: 0.5, share: 0.5 },
    ])
  })

  it('grows with its hotspots but never past a limit', () => {
    expect(clusterSize(10)).to.be.below(clusterSize(1000))
    expect(clusterSize(35_000)).to.equal(clusterSize(1_000_000))
  })
})
