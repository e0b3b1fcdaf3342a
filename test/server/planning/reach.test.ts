import { expect } from 'chai'
import fc from 'fast-check'
import { figuresOf } from '../../../server/planning/figures.ts'
import { straightLine } from '../../../server/planning/points/near.ts'
import { pointsOf } from '../../../server/planning/points/points.ts'
import { rings, usualRings } from '../../../server/planning/points/rings.ts'
import { type Service, services } from '../../../server/planning/points/tally.ts'
import { createReach, type Reach } from '../../../server/planning/reach.ts'

/** Metres for a degree of latitude on a sphere of 6,371 km. */
const METRES = 111_195
const place = (north: number) => [19 + north / METRES, -99] as const
/** An area with its residents at some places. */
const at = (id: number, residents: number, ...north: number[]) => ({ id, residents, places: north.map(place) })
const reachOf = (...areas: Parameters<typeof pointsOf>[0][number][]): Reach => {
  const points = pointsOf(areas)
  return createReach(points, straightLine(points, usualRings))
}
const hotspot = (id: number, north: number, service: Service = 'works') => ({
  id,
  latitude: 19 + north / METRES,
  longitude: -99,
  service,
})
const sums = (reach: Reach, residents: number, id = 1) => {
  const { covered, unchecked, failed, near } = figuresOf(residents, reach.reached('walk').get(id))
  return { covered, unchecked, failed, near }
}
const nobody = { covered: 0, unchecked: 0, failed: 0, near: 0 }

describe('the reach of hotspots', () => {
  it('is as far as each ring', () => {
    const reach = reachOf(at(1, 10, 0), at(2, 20, 49, 51, 99, 101), at(3, 40, 248, 252))
    reach.put(hotspot(1, 0))
    const works = (ring: 'signal' | 'street' | 'walk') => [...reach.reached(ring).values()].map((area) => area.works)
    expect(works('signal')).to.deep.equal([1, 1, 0])
    expect(works('street')).to.deep.equal([1, 3, 0])
    expect(works('walk')).to.deep.equal([1, 4, 1])
    expect([reach.near('signal', 1), reach.near('street', 1), reach.near('walk', 1)]).to.deep.equal([15, 25, 50])
  })

  it('counts residents once, however many hotspots reach them', () => {
    const reach = reachOf(at(1, 10, 0))
    reach.put(hotspot(1, 100))
    reach.put(hotspot(2, -100))
    expect(sums(reach, 10)).to.deep.equal({ ...nobody, covered: 10, near: 10 })
  })

  for (const [service, reached] of [
    ['works', { ...nobody, covered: 10, near: 10 }],
    ['unknown', { ...nobody, unchecked: 10, near: 10 }],
    ['failed', { ...nobody, failed: 10, near: 10 }],
    ['never-worked', { ...nobody, near: 10 }],
  ] as const)
    it(`counts residents by the best of their hotspots: ${service} is better than what comes after`, () => {
      const reach = reachOf(at(1, 10, 0))
      services
        .slice(services.indexOf(service))
        .forEach((each, index) => void reach.put(hotspot(index, 50 * index, each)))
      expect(sums(reach, 10)).to.deep.equal(reached)
    })

  it('follows what a hotspot does', () => {
    const reach = reachOf(at(1, 10, 0))
    reach.put(hotspot(1, 100, 'unknown'))
    reach.setService(1, 'works')
    expect(sums(reach, 10).covered).to.equal(10)
    expect(reach.serviceOf(1)).to.equal('works')
    reach.put(hotspot(1, 100, 'failed'))
    expect(sums(reach, 10)).to.deep.equal({ ...nobody, failed: 10, near: 10 })
  })

  it('tells whom only one hotspot reaches, whether or not it works', () => {
    const reach = reachOf(at(1, 10, 0), at(2, 7, 300))
    reach.put(hotspot(1, 0))
    reach.put(hotspot(2, 150))
    expect([reach.onlyBy('walk', 1), reach.onlyBy('walk', 2)]).to.deep.equal([0, 7])
    expect([reach.onlyBy('street', 1), reach.onlyBy('street', 2)], 'in the street').to.deep.equal([10, 0])
    reach.setService(2, 'failed')
    expect([reach.onlyBy('walk', 1), reach.onlyBy('walk', 2)]).to.deep.equal([10, 7])
    expect(reach.onlyBy('walk', 3)).to.equal(0)
  })

  it('tells whom several hotspots reach together and no other working one, each resident once', () => {
    const reach = reachOf(at(1, 10, 0), at(2, 7, 200), at(3, 5, 600))
    reach.put(hotspot(1, 0))
    reach.put(hotspot(2, 200))
    reach.put(hotspot(3, 600))
    expect([reach.onlyBy('walk', 1), reach.onlyBy('walk', 2)]).to.deep.equal([0, 0])
    expect(reach.onlyBy('walk', 1, 2)).to.equal(17)
    expect(reach.onlyBy('walk', 1, 2, 2, 9)).to.equal(17)
    reach.setService(1, 'failed')
    expect(reach.onlyBy('walk', 1, 2), 'one failed').to.equal(17)
    reach.put(hotspot(4, 100))
    expect(reach.onlyBy('walk', 1, 2), 'another works').to.equal(0)
  })

  it('is asked about as if some hotspots were not there, and is as before afterwards', () => {
    const reach = reachOf(at(1, 10, 0), at(2, 20, 1000))
    reach.put(hotspot(1, 50))
    reach.put(hotspot(2, -50, 'unknown'))
    reach.put(hotspot(3, 1000))
    const without = (...ids: number[]) =>
      [...reach.reached('walk', ids).values()].map(({ works, unknown }) => [works, unknown])
    expect(without(1, 1, 99)).to.deep.equal([
      [0, 1],
      [1, 0],
    ])
    expect(without(1, 2, 3)).to.deep.equal([
      [0, 0],
      [0, 0],
    ])
    expect(without()).to.deep.equal([
      [1, 0],
      [1, 0],
    ])
  })

  it('is nothing where nobody lives', () => {
    const reach = reachOf()
    reach.put(hotspot(1, 0))
    expect([...reach.reached('walk')]).to.deep.equal([])
    expect(reach.onlyBy('walk', 1)).to.equal(0)
  })

  it('after any changes is what it would be if built anew', () => {
    const areas = [0, 1, 2].map((id) => at(id, 100 + id, ...Array.from({ length: 13 }, (_, i) => 60 * (3 * i + id))))
    const ids = fc.integer({ min: 1, max: 6 })
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('put' as const),
        id: ids,
        north: fc.integer({ min: -300, max: 2700 }),
        service: fc.constantFrom(...services),
      }),
      fc.record({ kind: fc.constant('state' as const), id: ids, service: fc.constantFrom(...services) }),
      fc.record({ kind: fc.constant('remove' as const), id: ids }),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const reach = reachOf(...areas)
        const known = new Map<number, ReturnType<typeof hotspot>>()
        for (const one of changes) {
          const before = known.get(one.id)
          if (one.kind === 'put') {
            known.set(one.id, hotspot(one.id, one.north, one.service))
            reach.put(hotspot(one.id, one.north, one.service))
          } else if (one.kind === 'remove') {
            known.delete(one.id)
            reach.remove(one.id)
          } else {
            if (before) known.set(one.id, { ...before, service: one.service })
            reach.setService(one.id, one.service)
          }
        }
        const anew = reachOf(...areas)
        for (const one of known.values()) anew.put(one)
        for (const ring of rings) expect(reach.reached(ring), ring).to.deep.equal(anew.reached(ring))
        expect(reach.ids().sort()).to.deep.equal([...known.keys()].sort())
        for (let id = 1; id <= 6; id++) expect(reach.onlyBy('walk', id)).to.equal(anew.onlyBy('walk', id))
      }),
    )
  })
})
