import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { publish, type Subscription, subscribe } from '../../../server/database/events/events.ts'
import type { HealthState } from '../../../server/health/tables.ts'
import { undoImport } from '../../../server/import/undo.ts'
import { silentLog } from '../../../server/log.ts'
import { rebuildPopulationCells } from '../../../server/planning/cells.ts'
import { type Coverage, openCoverage } from '../../../server/planning/coverage.ts'
import { importStreets, removeStreets } from '../../../server/planning/streets/store.ts'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { writeOsmFile } from './streets/osm-file.ts'

const SOUTH = 19.4
const SIZE = 0.002

describe('coverage', () => {
  let db: TestDatabase
  let coverage: Coverage | undefined
  const subscriptions: Subscription[] = []
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
    for (const subscription of subscriptions.splice(0)) await subscription.close()
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
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  /** One that ended so many hours ago; 0: one that goes on. */
  const addSession = async (hotspotId: number, hours: number): Promise<number> => {
    const times = {
      started_at: hoursAgo(hours + 1),
      updated_at: hoursAgo(hours),
      ended_at: hours ? hoursAgo(hours) : null,
    }
    const key = { gateway_id: await testGateway(db), session_key: 'key', acct_session_id: 'key' }
    const values = { ...key, ...times, hotspot_id: hotspotId }
    const row = await db.query.insertInto('sessions').values(values).returning('id').executeTakeFirstOrThrow()
    return row.id
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
    const figures = (await open()).byNeighbourhood('walk')
    expect(figures.size).to.equal(2)
    expect(figures.get(west)).to.include({ residents: 1000, hotspots: 1 })
    expect(figures.get(west)?.covered).to.be.closeTo(1000, 1e-6)
    expect(figures.get(east)).to.deep.equal({
      residents: 300,
      covered: 0,
      unchecked: 0,
      failed: 0,
      near: 0,
      hotspots: 0,
    })
  })

  for (const [state, figures] of [
    ['up', { covered: 1000, unchecked: 0, failed: 0 }],
    ['degraded', { covered: 1000, unchecked: 0, failed: 0 }],
    ['down', { covered: 0, unchecked: 0, failed: 0 }],
    ['unknown', { covered: 0, unchecked: 1000, failed: 0 }],
    [undefined, { covered: 0, unchecked: 1000, failed: 0 }],
  ] as const) {
    it(`counts 1000 residents near a hotspot that is ${state ?? 'never polled'}, and has never worked, as they are`, async () => {
      await addHotspot('A', -99.15, west, state)
      expect((await open()).totals('walk')).to.deep.equal({ residents: 1300, near: 1000, ...figures })
    })
  }

  it('counts as left by faults only those near a hotspot that worked before: by its agent, or by its sessions', async () => {
    const answered = await addHotspot('A', -99.15, west, 'down')
    const used = await addHotspot('B', -99.1, east, 'down')
    const now = await open()
    expect(now.totals('walk').failed).to.equal(0)
    await db.query
      .updateTable('hotspot_health')
      .set({ last_answered_at: new Date(0) })
      .execute()
    await setState(answered, 'down')
    await eventually(() => now.totals('walk').failed === 1000)
    await db.query.updateTable('hotspot_health').set({ last_answered_at: null }).execute()
    await addSession(used, 40 * 24)
    await publish(db, { type: 'health', hotspotIds: [answered, used] })
    await eventually(() => now.totals('walk').failed === 300)
  })

  it('takes sessions as evidence that a hotspot without an agent works, until they are hours old', async () => {
    const id = await addHotspot('A', -99.15, west)
    coverage = await openCoverage(db, silentLog, { useMs: 20 })
    const now = coverage
    expect(now.totals('walk')).to.include({ covered: 0, unchecked: 1000 })
    const session = await addSession(id, 0)
    const change = { id: session, hotspotId: id, residentId: null, change: 'started' } as const
    await publish(db, { type: 'sessions', sessions: [change] })
    await eventually(() => now.totals('walk').covered === 1000)
    expect(now.totals('walk').unchecked).to.equal(0)
    await db.query
      .updateTable('sessions')
      .set({ updated_at: hoursAgo(4), started_at: hoursAgo(5) })
      .execute()
    await eventually(() => now.totals('walk').unchecked === 1000)
  })

  it('follows health, and says whom a hotspot that is down leaves without service', async () => {
    const first = await addHotspot('A', -99.15, west, 'up')
    const second = await addHotspot('B', -99.15, west, 'up')
    const now = await open()
    expect([now.residentsAffected(first), now.residentsAffected(second)]).to.deep.equal([0, 0])
    await setState(first, 'down')
    await eventually(() => now.residentsAffected(second) === 1000)
    expect(now.totals('walk').covered).to.equal(1000)
    await setState(second, 'down')
    await eventually(() => now.totals('walk').covered === 0)
    expect(now.residentsAffected(first)).to.equal(1000)
    await setState(first, 'degraded')
    await eventually(() => now.totals('walk').covered === 1000)
    expect(now.residentsAffected(-1)).to.equal(0)
  })

  it('goes on to follow health after a session at a hotspot that is known to work', async () => {
    const id = await addHotspot('A', -99.15, west, 'up')
    const now = await open()
    const heard = new Promise<void>((resolve) => {
      void subscribe(db, ({ type }) => type === 'sessions' && resolve()).then((also) => subscriptions.push(also))
    })
    await eventually(() => subscriptions.length === 1)
    await publish(db, { type: 'sessions', sessions: [{ id: 1, hotspotId: id, residentId: null, change: 'started' }] })
    await heard
    await setState(id, 'down')
    await eventually(() => now.totals('walk').covered === 0)
  })

  it('follows hotspots that are added and retired', async () => {
    const now = await open()
    const id = await addHotspot('A', -99.1, east, 'up')
    await publish(db, { type: 'hotspots' })
    await eventually(() => now.totals('walk').covered === 300)
    expect(now.byNeighbourhood('walk').get(east)?.hotspots).to.equal(1)
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).where('id', '=', id).execute()
    await publish(db, { type: 'hotspots' })
    await eventually(() => now.totals('walk').covered === 0)
    expect(now.byNeighbourhood('walk').get(east)?.hotspots).to.equal(0)
  })

  it('follows population that changes', async () => {
    await addHotspot('A', -99.15, west, 'up')
    const now = await open()
    await db.query.updateTable('neighbourhoods').set({ population: 1100 }).where('id', '=', west).execute()
    await rebuildPopulationCells(db)
    await eventually(() => now.totals('walk').residents === 1400)
    expect(now.totals('walk').covered).to.equal(1100)
  })

  it('counts each ring by itself, and others than who live there', async () => {
    await addHotspot('A', -99.15, west, 'up')
    const now = await openCoverage(db, silentLog, { metres: { signal: 50, street: 100, walk: 250 } })
    coverage = now
    const shareOf = (ring: 'signal' | 'street') => now.totals(ring).covered / 1000
    // Of a square of 222 m by 210 m: circles of 50 and 100 m.
    expect(shareOf('signal')).to.be.closeTo((Math.PI * 50 ** 2) / (222.4 * 209.8), 0.03)
    expect(shareOf('street')).to.be.closeTo((Math.PI * 100 ** 2) / (222.4 * 209.8), 0.03)
    const byDay = now.byNeighbourhood('walk', new Map([[west, 4000]]))
    expect([...byDay].map(([id, { residents, covered }]) => [id, residents, covered])).to.deep.equal([
      [west, 4000, 4000],
    ])
  })

  it('measures a walk along streets once they are imported, and in a straight line after they are taken back', async () => {
    await addHotspot('A', -99.15, west, 'up')
    const now = await openCoverage(db, silentLog, { metres: { signal: 50, street: 100, walk: 150 } })
    coverage = now
    expect(now.within('walk')).to.deep.equal({ metres: 150, streets: null })
    const all = now.totals('walk').covered
    const path = join(await mkdtemp(join(tmpdir(), 'plaza-')), 'city.osm.pbf')
    // One street from the hotspot to the east: who lives north or south of it walks the farther to it.
    const [latitude, from] = [Math.round((SOUTH + SIZE / 2) * 1e7), Math.round((-99.15 + SIZE / 2) * 1e7)]
    const nodes = [0, 1].map((id) => ({ id: id + 1, latitude, longitude: from + id * 50_000 }))
    const way = { id: 1, refs: [1, 2], tags: { highway: 'residential' } }
    await writeOsmFile(path, { nodes, ways: [way], replicated: 1_780_000_000 })
    const { run } = await importStreets(db, path)
    await eventually(() => now.within('walk').streets === '2026-05-28')
    expect(now.totals('walk').covered).to.be.lessThan(all)
    expect(now.totals('walk').covered).to.be.greaterThan(500)
    expect(now.within('street').streets).to.equal(null)
    await undoImport(db, run, { retire: false, streets: removeStreets })
    await eventually(() => now.within('walk').streets === null)
    expect(now.totals('walk').covered).to.equal(all)
    await rm(dirname(path), { recursive: true })
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
    expect(coverage?.totals('walk').covered).to.equal(0)
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
    expect(now.totals('walk').covered).to.equal(1000)
    await db.pool.query('alter table away rename to hotspot_health')
    await db.query.updateTable('hotspot_health').set({ state: 'down' }).where('hotspot_id', '=', id).execute()
    await eventually(() => now.totals('walk').covered === 0)
  })
})
