import { expect } from 'chai'
import { publish } from '../../../server/database/events/events.ts'
import type { HealthState } from '../../../server/health/tables.ts'
import { silentLog } from '../../../server/log.ts'
import { rebuildPopulationCells } from '../../../server/planning/cells.ts'
import { type Coverage, openCoverage } from '../../../server/planning/coverage.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

const SOUTH = 19.4
const SIZE = 0.002

describe('coverage', () => {
  let db: TestDatabase
  let coverage: Coverage | undefined
  let west: number
  let east: number
  /** Two neighbourhoods about 210 m wide and 5 km apart: a hotspot at the centre of one reaches all of it. */
  beforeEach(async () => {
    db = await createTestDatabase()
    west = await addNeighbourhood('west', -99.15, 1000)
    east = await addNeighbourhood('east', -99.1, 300)
    await rebuildPopulationCells(db)
  })
  afterEach(async () => {
    await coverage?.close()
    coverage = undefined
    await db.close()
  })

  async function addNeighbourhood(code: string, from: number, population: number): Promise<number> {
    const ring = [
      [from, SOUTH],
      [from + SIZE, SOUTH],
      [from + SIZE, SOUTH + SIZE],
      [from, SOUTH + SIZE],
      [from, SOUTH],
    ]
    const geometry = JSON.stringify({ type: 'Polygon', coordinates: [ring] })
    const values = { code, name: code, population, area_m2: 1, geometry }
    const row = await db.query.insertInto('neighbourhoods').values(values).returning('id').executeTakeFirstOrThrow()
    return row.id
  }
  async function addHotspot(code: string, from: number, neighbourhoodId: number, state?: HealthState): Promise<number> {
    const place = { latitude: SOUTH + SIZE / 2, longitude: from + SIZE / 2 }
    const site = await db.query
      .insertInto('sites')
      .values({ name: code, ...place })
      .onConflict((conflict) => conflict.columns(['latitude', 'longitude']).doUpdateSet({ name: code }))
      .returning('id')
      .executeTakeFirstOrThrow()
    const hotspot = await db.query
      .insertInto('hotspots')
      .values({ programme: 'P', code, name: code, site_id: site.id, ...place, neighbourhood_id: neighbourhoodId })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (state)
      await db.query.insertInto('hotspot_health').values({ hotspot_id: hotspot.id, state, cause: null }).execute()
    return hotspot.id
  }
  const setState = async (id: number, state: HealthState) => {
    await db.query.updateTable('hotspot_health').set({ state }).where('hotspot_id', '=', id).execute()
    await publish(db, { type: 'health', hotspotIds: [id] })
  }
  const open = async (onChange?: () => void) => {
    coverage = await openCoverage(db, silentLog, onChange ? { onChange } : {})
    return coverage
  }

  it('knows every neighbourhood, also those without a hotspot', async () => {
    await addHotspot('A', -99.15, west, 'up')
    const figures = (await open()).byNeighbourhood()
    expect(figures.size).to.equal(2)
    expect(figures.get(west)).to.include({ residents: 1000, hotspots: 1 })
    expect(figures.get(west)?.covered).to.be.closeTo(1000, 1e-6)
    expect(figures.get(east)).to.deep.equal({ residents: 300, covered: 0, coveredIfAllUp: 0, hotspots: 0 })
  })

  for (const [state, covered] of [
    ['up', 1000],
    ['degraded', 1000],
    ['down', 0],
    ['unknown', 0],
    [undefined, 0],
  ] as const) {
    it(`counts ${covered} of 1000 residents as covered by a hotspot that is ${state ?? 'never polled'}`, async () => {
      await addHotspot('A', -99.15, west, state)
      expect((await open()).totals()).to.deep.equal({ residents: 1300, coveredNow: covered, coveredIfAllUp: 1000 })
    })
  }

  it('follows health, and says whom a hotspot that is down leaves without service', async () => {
    const first = await addHotspot('A', -99.15, west, 'up')
    const second = await addHotspot('B', -99.15, west, 'up')
    const now = await open()
    expect([now.residentsAffected(first), now.residentsAffected(second)]).to.deep.equal([0, 0])
    await setState(first, 'down')
    await eventually(() => now.residentsAffected(second) === 1000)
    expect(now.totals().coveredNow).to.equal(1000)
    await setState(second, 'down')
    await eventually(() => now.totals().coveredNow === 0)
    expect(now.residentsAffected(first)).to.equal(1000)
    await setState(first, 'degraded')
    await eventually(() => now.totals().coveredNow === 1000)
    expect(now.residentsAffected(-1)).to.equal(0)
  })

  it('follows hotspots that are added and retired', async () => {
    const now = await open()
    const id = await addHotspot('A', -99.1, east, 'up')
    await publish(db, { type: 'hotspots' })
    await eventually(() => now.totals().coveredNow === 300)
    expect(now.byNeighbourhood().get(east)?.hotspots).to.equal(1)
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).where('id', '=', id).execute()
    await publish(db, { type: 'hotspots' })
    await eventually(() => now.totals().coveredIfAllUp === 0)
    expect(now.byNeighbourhood().get(east)?.hotspots).to.equal(0)
  })

  it('follows population that changes', async () => {
    await addHotspot('A', -99.15, west, 'up')
    const now = await open()
    await db.query.updateTable('neighbourhoods').set({ population: 1100 }).where('id', '=', west).execute()
    await rebuildPopulationCells(db)
    await eventually(() => now.totals().residents === 1400)
    expect(now.totals().coveredNow).to.equal(1100)
  })

  it('says when an event changed it', async () => {
    const id = await addHotspot('A', -99.15, west, 'up')
    let isTold = () => {}
    const changed = new Promise<void>((resolve) => {
      isTold = resolve
    })
    await open(() => isTold())
    await setState(id, 'down')
    await changed
    expect(coverage?.totals().coveredNow).to.equal(0)
  })

  it('keeps to its last figures when the database fails, says so, and catches up by itself', async () => {
    const id = await addHotspot('A', -99.15, west, 'up')
    let failed = () => {}
    const logged = new Promise<void>((resolve) => {
      failed = resolve
    })
    const now = await openCoverage(db, Object.assign(silentLog.child({}), { error: failed }))
    coverage = now
    await db.pool.query('alter table hotspot_health rename to away')
    await publish(db, { type: 'health', hotspotIds: [id] })
    await logged
    expect(now.totals().coveredNow).to.equal(1000)
    await db.pool.query('alter table away rename to hotspot_health')
    await db.query.updateTable('hotspot_health').set({ state: 'down' }).where('hotspot_id', '=', id).execute()
    await eventually(() => now.totals().coveredNow === 0)
  })
})
