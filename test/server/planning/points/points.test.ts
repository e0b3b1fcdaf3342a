import { expect } from 'chai'
import { packed, spreadOver } from '../../../../server/planning/points/points.ts'

const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const polygon = (...rings: number[][][]) => ({ type: 'Polygon' as const, coordinates: rings })
const places = (positions: Int32Array) =>
  Array.from({ length: positions.length / 2 }, (_, at) => [positions[2 * at]! / 1e7, positions[2 * at + 1]! / 1e7])

describe('the points at which residents are counted', () => {
  it('are one for about 2,150 m² of a shape, and none in its holes', () => {
    const all = places(spreadOver(polygon(square(-99.1, 19.4, 0.01), square(-99.098, 19.402, 0.006))))
    // 1,112 m by 1,049 m, without 667 m by 629 m.
    expect(all.length).to.be.closeTo((1112 * 1049 - 667 * 629) / 2150, 15)
    for (const [latitude, longitude] of all) {
      expect(latitude).to.be.within(19.4, 19.41)
      expect(longitude).to.be.within(-99.1, -99.09)
      const inHole = latitude! > 19.4021 && latitude! < 19.4079 && longitude! > -99.0979 && longitude! < -99.0921
      expect(inHole).to.equal(false)
    }
  })

  it('are in every part of a shape of several, whichever way its corners go round', () => {
    const parts = [square(-99.1, 19.4, 0.01), square(-99.0, 19.4, 0.01).toReversed()]
    const all = places(spreadOver({ type: 'MultiPolygon', coordinates: parts.map((ring) => [ring]) }))
    const west = all.filter(([, longitude]) => longitude! < -99.05).length
    expect(west).to.be.closeTo((1112 * 1049) / 2150, 20)
    expect(all.length - west).to.be.closeTo(west, 20)
  })

  it('are closer together in a small shape, farther apart in a huge one, and one at the centroid where none fits', () => {
    expect(places(spreadOver(polygon(square(-99.1, 19.4, 0.001)))).length, '110 m by 105 m').to.be.within(115, 141)
    expect(places(spreadOver(polygon(square(-99.1, 19.4, 1)))).length, '110 km by 105 km').to.be.within(9_500, 10_500)
    const line = [
      [-99.1, 19.4],
      [-99.09, 19.4],
      [-99.1, 19.4],
    ]
    const [one, ...others] = places(spreadOver(polygon(line)))
    expect(others).to.deep.equal([])
    expect(one![0]).to.be.closeTo(19.4, 1e-6)
    expect(one![1]).to.be.within(-99.1, -99.09)
  })

  it('are stored in eight octets each, the same on every machine', () => {
    expect([...packed(Int32Array.of(1, -2))]).to.deep.equal([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff])
  })
})
