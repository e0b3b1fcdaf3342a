import { expect } from 'chai'
import fc from 'fast-check'
import { straightLine } from '../../../../server/planning/points/near.ts'
import { pointsOf } from '../../../../server/planning/points/points.ts'
import { usualRings } from '../../../../server/planning/points/rings.ts'

const RADIUS = 6_371_000

/** Great-circle distance in metres. */
function haversine([lat1, lon1]: readonly [number, number], [lat2, lon2]: readonly [number, number]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const a =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2
  return 2 * RADIUS * Math.asin(Math.sqrt(a))
}

/** The last three: at both sides of the antimeridian, as Fiji has villages, and as far north as towns are. */
const cities = [
  ...([-34.6, 0, 19.4, 60.2].map((south) => [south, -99.1]) as [number, number][]),
  ...([
    [-16.8, 180],
    [-16.8, -179.999],
    [78.2, 15.6],
  ] as [number, number][]),
]
const around = (longitude: number) => ((longitude + 540) % 360) - 180

describe('the points near a place in a straight line', () => {
  it('are those whose great-circle distance is at most each ring', () => {
    const degrees = fc.double({ min: -0.004, max: 0.004, noNaN: true })
    const offset = fc.tuple(degrees, degrees)
    fc.assert(
      fc.property(fc.constantFrom(...cities), fc.array(offset, { maxLength: 30 }), (from, offsets) => {
        const places = offsets.map(([north, east]) => {
          return [Math.round((from[0] + north) * 1e7) / 1e7, Math.round(around(from[1] + east) * 1e7) / 1e7] as const
        })
        const points = pointsOf([{ id: 1, residents: 1, places }])
        const near = straightLine(points, usualRings)({ latitude: from[0], longitude: from[1] })
        Object.values(usualRings).forEach((metres, ring) => {
          places.forEach((place, point) => {
            const distance = haversine(from, place)
            if (Math.abs(distance - metres) < 0.05) return
            expect(near[ring]!.includes(point), `${distance} m`).to.equal(distance <= metres)
          })
        })
      }),
    )
  })

  it('are none where there are none', () => {
    const near = straightLine(pointsOf([]), usualRings)({ latitude: 1, longitude: 1 })
    expect(near.map(({ length }) => length)).to.deep.equal([0, 0, 0])
  })
})
