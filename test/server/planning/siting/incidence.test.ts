import { expect } from 'chai'
import fc from 'fast-check'
import { incidenceOf, itemsOf, transposed, withinRings } from '../../../../server/planning/siting/incidence.ts'

const lists = fc.array(fc.array(fc.nat(9), { maxLength: 6 }), { maxLength: 12 })

describe('an incidence of cells and candidates', () => {
  it('keeps each row’s items once and in order', () => {
    fc.assert(
      fc.property(lists, (rows) => {
        const incidence = incidenceOf(rows)
        rows.forEach((row, index) => {
          expect([...itemsOf(incidence, index)]).to.deep.equal([...new Set(row)].sort((a, b) => a - b))
        })
      }),
    )
  })

  it('turned twice is itself', () => {
    fc.assert(
      fc.property(lists, (rows) => {
        const incidence = incidenceOf(rows)
        expect(transposed(transposed(incidence, 10), rows.length)).to.deep.equal(incidence)
      }),
    )
  })

  it('has the cells within each ring, which are those of a distance computed by itself', () => {
    const place = fc.record({
      latitude: fc.double({ min: 19.4, max: 19.41, noNaN: true }),
      longitude: fc.double({ min: -99.15, max: -99.14, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(place, { maxLength: 20 }), fc.array(place, { maxLength: 8 }), (cells, candidates) => {
        const rings = [50, 100, 250]
        withinRings(cells, candidates, rings).forEach((incidence, ring) => {
          candidates.forEach((candidate, index) => {
            const near = cells.flatMap((cell, at) => (metres(cell, candidate) <= rings[ring]! ? [at] : []))
            expect([...itemsOf(incidence, index)]).to.deep.equal(near)
          })
        })
      }),
    )
  })

  it('has rows without cells where there are no cells', () => {
    const [ring] = withinRings([], [{ latitude: 0, longitude: 0 }], [250])
    expect([...itemsOf(ring!, 0)]).to.deep.equal([])
  })
})

/** By the haversine formula on a sphere of 6,371 km. */
function metres(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const h =
    Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h))
}
