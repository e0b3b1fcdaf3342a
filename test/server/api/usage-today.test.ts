import { expect } from 'chai'
import { residentsToday } from '../../../server/sessions/views.ts'
import { usageOfToday } from '../../../server/usage/by-day.ts'
import { testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { addSession, type SmallCity, smallCity } from './web-harness.ts'

const NOON = new Date('2026-11-23T18:00:00Z')
const clock = { timeZone: 'America/Mexico_City', since: new Date('2026-11-23T17:45:00Z'), now: NOON }
const TODAY = '2026-11-23'
/** Midnight in Mexico City is 06:00 UTC. */
const yesterday = new Date('2026-11-23T05:59:00Z')
const today = new Date('2026-11-23T06:01:00Z')

describe("a hotspot's use today", () => {
  let db: TestDatabase
  let city: SmallCity
  before(async () => {
    db = await createTestDatabase()
    city = await smallCity(db)
  })
  afterEach(() => db.query.deleteFrom('sessions').execute())
  after(() => db.close())

  const session = async (started_at: Date, ended_at: Date | null, octets?: number) => {
    const hotspot = city.hotspotIds[0]
    const id = await addSession(db, city, hotspot, ended_at ? { ended_at } : {})
    await db.query.updateTable('sessions').set({ started_at }).where('id', '=', id).execute()
    if (octets === undefined) return
    await db.query
      .insertInto('session_days')
      .values({ session_id: id, day: TODAY, hotspot_id: hotspot, input_octets: octets, output_octets: 2 * octets })
      .execute()
  }
  const use = () => usageOfToday(db, { hotspot: city.hotspotIds[0] }, clock)

  it('is nothing where nobody was', async () => {
    expect(await use()).to.deep.equal({ day: TODAY, sessions: 0, seconds: 0, inputOctets: 0, outputOctets: 0 })
  })

  it('counts sessions that have only begun, and live ones of the day before', async () => {
    await session(today, null)
    await session(yesterday, null)
    expect(await use()).to.include({ sessions: 2, inputOctets: 0, outputOctets: 0 })
  })

  it('leaves out a session of the day before that was never heard of again', async () => {
    await session(yesterday, null)
    await db.query.updateTable('sessions').set({ updated_at: yesterday }).execute()
    expect(await use()).to.include({ sessions: 0 })
  })

  it('counts a session once, whether begun, used or both today, and none that ended before', async () => {
    await session(today, today, 10)
    await session(today, today)
    await session(yesterday, today, 5)
    await session(yesterday, yesterday)
    expect(await use()).to.include({ sessions: 3, inputOctets: 15, outputOctets: 30 })
  })
})

describe('the residents of today', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('do not become fewer when a session ends that reported no use, as all do when their gateways start anew', async () => {
    const city = await smallCity(db)
    const resident_id = await testResident(db)
    const id = await addSession(db, city, city.hotspotIds[0])
    const heard = { resident_id, started_at: today, updated_at: today }
    await db.query.updateTable('sessions').set(heard).where('id', '=', id).execute()
    expect(await residentsToday(db, TODAY, clock.timeZone)).to.equal(1)
    await db.query.updateTable('sessions').set({ ended_at: NOON }).where('id', '=', id).execute()
    expect(await residentsToday(db, TODAY, clock.timeZone)).to.equal(1)
    await db.query.updateTable('sessions').set({ updated_at: yesterday }).where('id', '=', id).execute()
    expect(await residentsToday(db, TODAY, clock.timeZone), 'not heard of today').to.equal(0)
  })
})
