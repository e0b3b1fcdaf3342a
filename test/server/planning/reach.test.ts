import { expect } from 'chai'
import fc from 'fast-check'
import { createReach, type PopulationCell, type Reach } from '../../../server/planning/reach.ts'

/** Metres for a degree of latitude on a sphere of 6,371 km. */
const METRES = 111_195
const at = (north: number, neighbourhoodId = 1, population = 10): PopulationCell => ({
  neighbourhoodId,
  latitude: 19 + north / METRES,
  longitude: -99,
  population,
})
const hotspot = (id: number, north: number, working = true) => ({
  id,
  latitude: 19 + north / METRES,
  longitude: -99,
  working,
})
const sums = (reach: Reach) => Object.fromEntries(reach.covered())

describe('the reach of hotspots', () => {
  it('is 250 m from the hotspot to the centre of a cell', () => {
    const reach = createReach([at(0, 1, 10), at(248, 2, 20), at(252, 3, 40)])
    reach.put(hotspot(1, 0))
    expect(sums(reach)).to.deep.equal({ 1: { now: 10, ifAllUp: 10 }, 2: { now: 20, ifAllUp: 20 } })
  })

  it('is as far to the east as to the north', () => {
    const east = (metres: number) => -99 + metres / (METRES * Math.cos((19 * Math.PI) / 180))
    const reach = createReach([
      { neighbourhoodId: 1, latitude: 19, longitude: east(248), population: 1 },
      { neighbourhoodId: 2, latitude: 19, longitude: east(252), population: 1 },
    ])
    reach.put(hotspot(1, 0))
    expect([...reach.covered().keys()]).to.deep.equal([1])
  })

  it('counts residents once, however many hotspots reach them', () => {
    const reach = createReach([at(0)])
    reach.put(hotspot(1, 100))
    reach.put(hotspot(2, -100))
    expect(sums(reach)).to.deep.equal({ 1: { now: 10, ifAllUp: 10 } })
  })

  it('covers nobody now by hotspots that do not work', () => {
    const reach = createReach([at(0)])
    reach.put(hotspot(1, 100, false))
    expect(sums(reach)).to.deep.equal({ 1: { now: 0, ifAllUp: 10 } })
    reach.setWorking(1, true)
    expect(sums(reach)).to.deep.equal({ 1: { now: 10, ifAllUp: 10 } })
  })

  it('tells whom only one hotspot reaches, whether or not it works', () => {
    const reach = createReach([at(0, 1, 10), at(300, 1, 7)])
    reach.put(hotspot(1, 0))
    reach.put(hotspot(2, 150))
    expect([reach.onlyBy(1), reach.onlyBy(2)]).to.deep.equal([0, 7])
    reach.setWorking(2, false)
    expect([reach.onlyBy(1), reach.onlyBy(2)]).to.deep.equal([10, 7])
    expect(reach.onlyBy(3)).to.equal(0)
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
        working: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('state' as const), id: ids, working: fc.boolean() }),
      fc.record({ kind: fc.constant('remove' as const), id: ids }),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const reach = createReach(cells)
        const known = new Map<number, ReturnType<typeof hotspot>>()
        for (const one of changes) {
          const before = known.get(one.id)
          if (one.kind === 'put') {
            known.set(one.id, hotspot(one.id, one.north, one.working))
            reach.put(hotspot(one.id, one.north, one.working))
          } else if (one.kind === 'remove') {
            known.delete(one.id)
            reach.remove(one.id)
          } else {
            if (before) known.set(one.id, { ...before, working: one.working })
            reach.setWorking(one.id, one.working)
          }
        }
        const anew = createReach(cells)
        for (const one of known.values()) anew.put(one)
        expect(reach.covered()).to.deep.equal(anew.covered())
        expect(reach.ids().sort()).to.deep.equal([...known.keys()].sort())
        for (let id = 1; id <= 6; id++) expect(reach.onlyBy(id), `hotspot ${id}`).to.equal(anew.onlyBy(id))
      }),
    )
  })
})
