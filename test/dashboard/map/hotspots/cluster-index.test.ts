import { expect } from 'chai'
import fc from 'fast-check'
import { type Bounds, createClusterIndex, type MapItem } from '../../../../dashboard/src/map/hotspots/cluster-index.ts'
import { total, worstState } from '../../../../dashboard/src/map/hotspots/tally.ts'
import type { HotspotPoint } from '../../../../server/api/contract/index.ts'

const everywhere: Bounds = [-180, -85, 180, 85]
const states = fc.constantFrom('up', 'degraded', 'down', 'unknown')
const cityPoints = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 4000 }), states, fc.nat(20)), {
    minLength: 1,
    maxLength: 120,
  })
  .map((rows) =>
    rows.map(([x, y, state, sessions], id): HotspotPoint => [id, -99.3 + x / 1e4, 19.2 + y / 1e4, state, sessions]),
  )

const figures = ({ key, tally: { up, degraded, down, unknown, sessions } }: MapItem) => ({
  key,
  up,
  degraded,
  down,
  unknown,
  sessions,
})

describe('the cluster index', () => {
  it('counts every hotspot exactly once at every zoom level, each in its state', () => {
    fc.assert(
      fc.property(cityPoints, (points) => {
        const index = createClusterIndex(points)
        for (let zoom = 0; zoom <= 18; zoom += 1) {
          const items = index.items(everywhere, zoom)
          expect(items.reduce((sum, { tally }) => sum + total(tally), 0)).to.equal(points.length)
          const down = points.filter(([, , , state]) => state === 'down').length
          expect(items.reduce((sum, { tally }) => sum + tally.down, 0)).to.equal(down)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('shows after changes of state exactly what an index made anew shows', () => {
    fc.assert(
      fc.property(
        cityPoints,
        fc.array(fc.tuple(fc.nat(), states, fc.nat(20)), { maxLength: 60 }),
        (points, changes) => {
          const index = createClusterIndex(points)
          const now = points.map((point): HotspotPoint => [...point])
          for (const [pick, state, sessions] of changes) {
            const point = now[pick % now.length]!
            point[3] = state
            point[4] = sessions
            expect(index.update([point])).to.deep.equal([])
          }
          const anew = createClusterIndex(now)
          for (let zoom = 5; zoom <= 17; zoom += 1) {
            expect(index.items(everywhere, zoom).map(figures)).to.deep.equal(anew.items(everywhere, zoom).map(figures))
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('counts only what is shown, before and after changes, and draws nothing where that is nothing', () => {
    const filters = fc.record({
      state: fc.option(states, { nil: undefined }),
      ids: fc.option(
        fc.array(fc.nat(120)).map((ids) => new Set(ids)),
        { nil: undefined },
      ),
    })
    fc.assert(
      fc.property(
        cityPoints,
        fc.array(filters, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), states, fc.nat(20)), { maxLength: 40 }),
        (points, wanted, changes) => {
          const index = createClusterIndex(points)
          for (const one of wanted) index.show(one)
          const now = points.map((point): HotspotPoint => [...point])
          for (const [pick, state, sessions] of changes) {
            const point = now[pick % now.length]!
            point[3] = state
            point[4] = sessions
            index.update([point])
          }
          const { state, ids } = wanted.at(-1)!
          const shown = now.filter((point) => (state ?? point[3]) === point[3] && (ids?.has(point[0]) ?? true))
          expect(index.shown()).to.equal(shown.length)
          const sessions = shown.reduce((sum, point) => sum + point[4], 0)
          for (let zoom = 5; zoom <= 17; zoom += 3) {
            const items = index.items(everywhere, zoom)
            expect(items.reduce((sum, { tally }) => sum + total(tally), 0)).to.equal(shown.length)
            expect(items.reduce((sum, { tally }) => sum + tally.sessions, 0)).to.equal(sessions)
            for (const { tally, hotspotId } of items) {
              expect(total(tally)).to.be.above(0)
              expect(total(tally) === 1, 'one alone is drawn as itself').to.equal(hotspotId !== undefined)
              if (state) expect(tally[state]).to.equal(total(tally))
            }
          }
          index.show({})
          const anew = createClusterIndex(now)
          expect(index.items(everywhere, 12).map(figures)).to.deep.equal(anew.items(everywhere, 12).map(figures))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('draws the one hotspot of a cluster that is shown in its own place, and falls apart where what is shown does', () => {
    const index = createClusterIndex([
      [1, -99.1, 19.4, 'up', 0],
      [2, -99.09, 19.4, 'down', 0],
      [3, -99.1, 19.4001, 'down', 0],
      [4, -99.2, 19.4, 'up', 0],
    ])
    index.show({ ids: new Set([2]) })
    const [alone] = index.items(everywhere, 8)
    expect(alone?.hotspotId).to.equal(2)
    expect(alone?.longitude).to.be.closeTo(-99.09, 1e-9)
    expect(alone?.latitude).to.be.closeTo(19.4, 1e-9)
    index.show({ ids: new Set([1, 3]) })
    const [cluster] = index.items(everywhere, 8)
    const { zoom } = index.expansion(cluster!.clusterId!)
    expect(index.items(everywhere, zoom - 1)).to.have.length(1)
    expect(index.items(everywhere, zoom).map(({ hotspotId }) => hotspotId)).to.have.members([1, 3])
  })

  it('names the hotspots it does not know', () => {
    const index = createClusterIndex([[1, -99.1, 19.4, 'up', 0]])
    const unknown = index.update([
      [1, -99.1, 19.4, 'down', 2],
      [7, -99.2, 19.5, 'up', 0],
    ])
    expect(unknown).to.deep.equal([7])
    expect(index.hotspot(1)?.state).to.equal('down')
  })

  it('has a cluster fall apart at its expansion zoom', () => {
    const index = createClusterIndex([
      [1, -99.1, 19.4, 'up', 0],
      [2, -99.09, 19.4, 'down', 0],
    ])
    const [cluster] = index.items(everywhere, 8)
    expect(cluster).to.include({ hotspotId: undefined })
    const { zoom, longitude, latitude } = index.expansion(cluster!.clusterId!)
    expect(longitude).to.be.closeTo(-99.095, 1e-4)
    expect(latitude).to.be.closeTo(19.4, 1e-4)
    expect(index.items(everywhere, zoom - 1)).to.have.length(1)
    expect(index.items(everywhere, zoom).map(({ hotspotId }) => hotspotId)).to.have.members([1, 2])
  })

  it('draws only what is inside the view', () => {
    const index = createClusterIndex([
      [1, -99.1, 19.4, 'up', 0],
      [2, -98.1, 19.4, 'up', 0],
    ])
    expect(index.items([-99.2, 19.3, -99, 19.5], 16).map(({ hotspotId }) => hotspotId)).to.deep.equal([1])
  })
})

describe('a tally', () => {
  it('is as bad as its worst hotspot', () => {
    const empty = { up: 0, degraded: 0, down: 0, unknown: 0, sessions: 0, parent: undefined }
    expect(worstState({ ...empty, up: 900, down: 1 })).to.equal('down')
    expect(worstState({ ...empty, up: 900, degraded: 1, unknown: 5 })).to.equal('degraded')
    expect(worstState({ ...empty, up: 900, unknown: 1 })).to.equal('unknown')
    expect(worstState({ ...empty, up: 1 })).to.equal('up')
  })
})
