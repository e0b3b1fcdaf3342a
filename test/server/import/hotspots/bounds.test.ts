import { expect } from 'chai'
import fc from 'fast-check'
import { isInside, parseBounds, usualBounds } from '../../../../server/import/hotspots/bounds.ts'
import { boundsOf } from '../../../../server/network/neighbourhoods/box.ts'

describe('the bounds of a city', () => {
  it('are read from west,south,east,north', () => {
    expect(parseBounds('-99.4, 19,-98.9,19.6')).to.deep.equal({ west: -99.4, south: 19, east: -98.9, north: 19.6 })
  })

  it('are refused when they are no box', () => {
    for (const text of ['', '1,2,3', '1,2,3,4,5', '-98,19,-99,20', '-99,20,-98,19', '-181,0,0,1', 'a,b,c,d', '0,,1,1'])
      expect(() => parseBounds(text), text).to.throw(/west,south,east,north/)
  })

  it('hold every corner of polygons and their parts', () => {
    const ring = [
      [1, 2],
      [3, 2],
      [3, 5],
      [1, 2],
    ]
    const far = ring.map(([x = 0, y = 0]) => [x + 10, y - 10])
    expect(
      boundsOf([
        { type: 'Polygon', coordinates: [ring] },
        { type: 'MultiPolygon', coordinates: [[ring], [far]] },
      ]),
    ).to.deep.equal({ west: 1, south: -8, east: 13, north: 5 })
    expect(boundsOf([])).to.equal(undefined)
  })

  it('taken from the points themselves hold the city and none of its outliers, up to two in five', () => {
    const within = (reach: number) => fc.double({ min: -reach, max: reach, noNaN: true })
    const city = fc.array(fc.record({ latitude: within(0.2), longitude: within(0.2) }), {
      minLength: 15,
      maxLength: 60,
    })
    const outliers = fc.array(
      fc.constantFrom(
        { latitude: 19, longitude: 99 },
        { latitude: 19, longitude: -99_019_208 },
        { latitude: -8, longitude: 0 },
      ),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(city, outliers, (inside, outside) => {
        const moved = inside.map(({ latitude, longitude }) => ({ latitude: latitude + 19, longitude: longitude - 99 }))
        const bounds = usualBounds([...moved, ...outside])
        expect(bounds.north - bounds.south).to.be.lessThan(6)
        for (const { latitude, longitude } of outside) expect(isInside(bounds, latitude, longitude)).to.equal(false)
      }),
    )
  })

  it('taken from points spread evenly leave none of them out', () => {
    const points = Array.from({ length: 400 }, (_, i) => ({
      latitude: (i % 20) / 10,
      longitude: Math.floor(i / 20) / 10,
    }))
    const bounds = usualBounds(points)
    expect(points.every(({ latitude, longitude }) => isInside(bounds, latitude, longitude))).to.equal(true)
  })
})
