import { expect } from 'chai'
import fc from 'fast-check'
import { createReach, type PopulationCell, type Reach, type Service } from '../../../server/planning/reach.ts'

/** Metres for a degree of latitude on a sphere of 6,371 km. */
const METRES = 111_195
const at = (north: number, neighbourhoodId = 1, population = 10): PopulationCell => ({
  neighbourhoodId,
  latitude: 19 + north / METRES,
  longitude: -99,
  population,
})
const services: Service[] = ['works', 'unknown', 'failed', 'never-worked']
const hotspot = (id: number, north: number, service: Service = 'works') => ({
  id,
  latitude: 19 + north / METRES,
  longitude: -99,
  service,
})
const sums = (reach: Reach) => Object.fromEntries(reach.reached())

const covered = (residents: number) => ({ covered: residents, unchecked: 0, failed: 0 })

describe('the reach of hotspots', () => {
  it('is 250 m from the hotspot to the centre of a cell', () => {
    const reach = createReach([at(0, 1, 10), at(248, 2, 20), at(252, 3, 40)])
    reach.put(hotspot(1, 0))
    expect(sums(reach)).to.deep.equal({ 1: covered(10), 2: covered(20) })
  })

  it('is as far to the east as to the north', () => {
    const east = (metres: number) => -99 + metres / (METRES * Math.cos((19 * Math.PI) / 180))
    const reach = createReach([
      { neighbourhoodId: 1, latitude: 19, longitude: east(248), population: 1 },
      { neighbourhoodId: 2, latitude: 19, longitude: east(252), population: 1 },
    ])
    reach.put(hotspot(1, 0))
    expect([...reach.reached().keys()]).to.deep.equal([1])
  })

  it('counts residents once, however many hotspots reach them', () => {
    const reach = createReach([at(0)])
    reach.put(hotspot(1, 100))
    reach.put(hotspot(2, -100))
    expect(sums(reach)).to.deep.equal({ 1: covered(10) })
  })

  for (const [service, reached] of [
    ['works', { covered: 10, unchecked: 0, failed: 0 }],
    ['unknown', { covered: 0, unchecked: 10, failed: 0 }],
    ['failed', { covered: 0, unchecked: 0, failed: 10 }],
    ['never-worked', undefined],
  ] as const)
    it(`counts residents by the best of their hotspots: ${service} is better than what comes after`, () => {
      const reach = createReach([at(0)])
      services
        .slice(services.indexOf(service))
        .forEach((each, index) => void reach.put(hotspot(index, 50 * index, each)))
      expect(reach.reached().get(1)).to.deep.equal(reached)
    })

  it('follows what a hotspot does', () => {
    const reach = createReach([at(0)])
    reach.put(hotspot(1, 100, 'unknown'))
    reach.setService(1, 'works')
    expect(sums(reach)).to.deep.equal({ 1: covered(10) })
    expect(reach.serviceOf(1)).to.equal('works')
    reach.put(hotspot(1, 100, 'failed'))
    expect(sums(reach)).to.deep.equal({ 1: { covered: 0, unchecked: 0, failed: 10 } })
  })

  it('tells whom only one hotspot reaches, whether or not it works', () => {
    const reach = createReach([at(0, 1, 10), at(300, 1, 7)])
    reach.put(hotspot(1, 0))
    reach.put(hotspot(2, 150))
    expect([reach.onlyBy(1), reach.onlyBy(2)]).to.deep.equal([0, 7])
    reach.setService(2, 'failed')
    expect([reach.onlyBy(1), reach.onlyBy(2)]).to.deep.equal([10, 7])
    expect(reach.onlyBy(3)).to.equal(0)
  })

  it('tells whom several hotspots reach together and no other working one, each resident once', () => {
    const reach = createReach([at(0, 1, 10), at(200, 1, 7), at(600, 1, 5)])
    reach.put(hotspot(1, 0))
    reach.put(hotspot(2, 200))
    reach.put(hotspot(3, 600))
    expect([reach.onlyBy(1), reach.onlyBy(2)]).to.deep.equal([0, 0])
    expect(reach.onlyBy(1, 2)).to.equal(17)
    expect(reach.onlyBy(1, 2, 2, 9)).to.equal(17)
    reach.setService(1, 'failed')
    expect(reach.onlyBy(1, 2), 'one failed').to.equal(17)
    reach.put(hotspot(4, 100))
    expect(reach.onlyBy(1, 2), 'another works').to.equal(0)
  })

  it('is nothing where nobody lives', () => {
    const reach = createReach([])
    reach.put(hotspot(1, 0))
    expect(sums(reach)).to.deep.equal({})
    expect(reach.onlyBy(1)).to.equal(0)
  })

  it('after any changes is what it would be if built anew', () => {
    const cells = Array.from({ length: 40 }, (_, i) => at(i * 60, i % 3, i + 0.5))
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
        const reach = createReach(cells)
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
        const anew = createReach(cells)
        for (const one of known.values()) anew.put(one)
        expect(reach.reached()).to.deep.equal(anew.reached())
        expect(reach.ids().sort()).to.deep.equal([...known.keys()].sort())
        for (let id = 1; id <= 6; id++) expect(reach.onlyBy(id), `hotspot ${id}`).to.equal(anew.onlyBy(id))
      }),
    )
  })
})
