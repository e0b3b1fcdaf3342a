import { expect } from 'chai'
import { distance, nearestFaults } from '../../dashboard/src/hotspots/nearest.ts'
import { createClusterIndex } from '../../dashboard/src/map/hotspots/cluster-index.ts'

describe('the faults nearest to a technician', () => {
  it('are as far as the crow flies', () => {
    const [zocalo, angel] = [
      { latitude: 19.4326, longitude: -99.1332 },
      { latitude: 19.427, longitude: -99.1677 },
    ]
    expect(distance(zocalo, angel)).to.be.closeTo(3670, 40)
    expect(distance(zocalo, zocalo)).to.equal(0)
    expect(distance({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 })).to.be.closeTo(22_239, 10)
  })

  it('are those that are down or degraded, the nearest first, and no more than are asked for', () => {
    const index = createClusterIndex([
      [1, -99.13, 19.43, 'up', 0],
      [2, -99.15, 19.43, 'down', 0],
      [3, -99.14, 19.43, 'degraded', 0],
      [4, -99.135, 19.43, 'unknown', 0],
      [5, -99.2, 19.43, 'down', 0],
    ])
    const found = nearestFaults(index.hotspots(), { latitude: 19.43, longitude: -99.13 }, 2)
    expect(found.map(({ hotspot }) => hotspot.id)).to.deep.equal([3, 2])
  })
})
