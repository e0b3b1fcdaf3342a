import { expect } from 'chai'
import type { MapItem } from '../../../../dashboard/src/map/hotspots/cluster-index.ts'
import { fanOut } from '../../../../dashboard/src/map/hotspots/fan-out.ts'
import { tallyOf } from '../../../../dashboard/src/map/hotspots/tally.ts'

const hotspot = (id: number, longitude: number): MapItem => ({
  key: `h${id}`,
  longitude,
  latitude: 19.4,
  tally: tallyOf('up', 0),
  hotspotId: id,
  clusterId: undefined,
})

describe('hotspots at one place', () => {
  it('are spread so that no marker covers another', () => {
    for (const count of [2, 3, 8, 30]) {
      const offsets = fanOut(
        Array.from({ length: count }, (_, id) => hotspot(id, -99.1)),
        24,
      )
      const distances = offsets.flatMap(([x1, y1], i) =>
        offsets.slice(i + 1).map(([x2, y2]) => Math.hypot(x1 - x2, y1 - y2)),
      )
      expect(Math.min(...distances), `${count} hotspots`).to.be.at.least(23)
    }
  })

  it('leave those that stand alone where they are', () => {
    expect(fanOut([hotspot(1, -99.1), hotspot(2, -99.2), hotspot(3, -99.1)], 24)[1]).to.deep.equal([0, 0])
  })
})
