import { expect } from 'chai'
import fc from 'fast-check'
import { distance } from '../../../dashboard/src/hotspots/nearest.ts'
import { outlineOf } from '../../../dashboard/src/map/incidents/hull.ts'

const place = fc.record({
  latitude: fc.integer({ min: 0, max: 1000 }).map((step) => 19.3 + step / 1e4),
  longitude: fc.integer({ min: 0, max: 1000 }).map((step) => -99.2 + step / 1e4),
})

describe('the outline of an incident', () => {
  it('is a circle of one hotspot, and nothing of none', () => {
    const here = { latitude: 19.4, longitude: -99.1 }
    const outline = outlineOf([here], 90)
    expect(outline).to.have.length(12)
    for (const corner of outline) expect(distance(here, corner)).to.be.closeTo(90, 1)
    expect(outlineOf([], 90)).to.deep.equal([])
  })

  it('goes around all hotspots at that distance, and never inwards', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 40 }), (places) => {
        const outline = outlineOf(places, 90)
        outline.forEach((corner, at) => {
          const [next, after] = [outline[(at + 1) % outline.length]!, outline[(at + 2) % outline.length]!]
          const side = ({ latitude, longitude }: typeof corner, from: typeof corner, to: typeof corner) =>
            (to.longitude - from.longitude) * (latitude - from.latitude) -
            (to.latitude - from.latitude) * (longitude - from.longitude)
          expect(side(after, corner, next)).to.be.above(0)
          for (const one of places) expect(side(one, corner, next)).to.be.above(0)
          expect(Math.min(...places.map((one) => distance(one, corner)))).to.be.at.most(91)
        })
      }),
      { numRuns: 60 },
    )
  })
})
