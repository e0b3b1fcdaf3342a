import { expect } from 'chai'
import { openCityMap } from '../../../server/api/city-map/index.ts'
import { USE_COUNTS_MS } from '../../../server/health/known-states.ts'
import { silentLog } from '../../../server/log.ts'
import { hotspotsHeardBetween } from '../../../server/sessions/live.ts'
import { sessionsAt } from '../../../server/sessions/views.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addSession, type SmallCity, smallCity } from './web-harness.ts'

/** Three interim intervals of the default policy. */
const SILENT_MS = 3 * 300_000

describe('a session whose Stop was lost', () => {
  let db: TestDatabase
  let city: SmallCity
  let north: number
  let south: number
  beforeEach(async () => {
    db = await createTestDatabase()
    city = await smallCity(db)
    north = city.hotspotIds[0]
    south = city.hotspotIds[1]
  })
  afterEach(() => db.close())

  const sessionHeard = async (hotspotId: number | null, agoMs: number) => {
    const id = await addSession(db, city, hotspotId)
    await db.pool.query('update sessions set updated_at = $2 where id = $1', [id, new Date(Date.now() - agoMs)])
    return id
  }

  it('is not counted as live after three interim intervals without a record', async () => {
    await sessionHeard(north, SILENT_MS - 60_000)
    for (const hotspot of [north, south, null]) await sessionHeard(hotspot, SILENT_MS + 1000)
    const map = await openCityMap(db, silentLog)
    expect(map.point(north)?.[4]).to.equal(1)
    expect(map.point(south)?.[4]).to.equal(0)
    expect(map.liveSessions()).to.equal(1)
    await map.close()
  })

  it('leaves the map when it falls silent, though no event tells of it', async () => {
    await sessionHeard(south, SILENT_MS - 900)
    await sessionHeard(null, SILENT_MS - 900)
    const map = await openCityMap(db, silentLog, 10)
    expect(map.liveSessions()).to.equal(2)
    await new Promise<void>((resolve) => map.onChanges(() => map.liveSessions() === 0 && resolve()))
    expect(map.point(south)?.[4]).to.equal(0)
    await map.close()
  })

  it('shows for some hours that a hotspot without an agent works, and then no longer, though no event tells of it', async () => {
    const east = city.hotspotIds[2]
    await sessionHeard(east, USE_COUNTS_MS - 900)
    const map = await openCityMap(db, silentLog, 10)
    expect(map.point(east)?.[3]).to.equal('up')
    await new Promise<void>((resolve) => map.onChanges(() => map.point(east)?.[3] === 'unknown' && resolve()))
    expect(map.counts()).to.deep.equal({ up: 1, degraded: 0, down: 1, unknown: 1 })
    await map.close()
  })

  it('is looked for by when it was heard last', async () => {
    await sessionHeard(north, 5000)
    await sessionHeard(null, 5000)
    await sessionHeard(south, 60_000)
    const [from, to] = [new Date(Date.now() - 10_000), new Date()]
    expect(await hotspotsHeardBetween(db, from, to)).to.have.members([north, null])
  })

  it("is listed among the hotspot's sessions, but not among its live ones", async () => {
    const [heard, silent] = [await sessionHeard(north, 1000), await sessionHeard(north, SILENT_MS + 1000)]
    const ids = async (liveSince?: Date) => (await sessionsAt(db, north, { liveSince, limit: 9 })).map(({ id }) => id)
    expect(await ids()).to.have.members([heard, silent])
    expect(await ids(new Date(Date.now() - SILENT_MS))).to.deep.equal([heard])
  })
})
