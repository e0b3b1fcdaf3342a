import { expect } from 'chai'
import { issueTicket } from '../../../../server/access/tickets.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { openWayOnlineCounter } from '../../../../server/analytics/way-online/counter.ts'
import { addWaysOnline, mergeOldHours, waysOnline } from '../../../../server/analytics/way-online/store.ts'
import { silentLog } from '../../../../server/log.ts'
import { keepWaysOnline } from '../../../../server/roles/ways-online-keeper.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testGateway, testMac, testResident, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const timeZone = 'America/Mexico_City'

describe('how far devices get on the way online', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspots: [number, number]
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    hotspots = await twoHotspots(db, gatewayId)
  })
  afterEach(() => db.close())

  const read = (from: string, to = from, kind: 'city' | 'hotspot' = 'city', place = '') =>
    waysOnline(db, { kind, place, from, to, timeZone })
  const place = (at: 0 | 1) => ({ hotspotId: hotspots[at], vendor: 'coovachilli' as const })

  it('counts a device once an hour at each step, by place, make and system, and names none', async () => {
    let now = Date.parse('2026-03-02T12:10:00-06:00')
    const counter = openWayOnlineCounter(db, silentLog, () => now)
    const [ana, beto] = [testMac(), testMac()]
    for (const deviceMac of [ana, ana, beto]) counter.count('arrived', { ...place(0), deviceMac, system: 'android' })
    counter.count('shown', { ...place(0), deviceMac: ana, system: 'android' })
    await counter.flush()
    counter.count('arrived', { ...place(1), deviceMac: testMac(), system: 'apple' })
    now += 3_600_000
    counter.count('arrived', { ...place(0), deviceMac: ana, system: 'android' })
    await counter.close()
    const [android, apple, ...others] = await read('2026-03-02')
    expect(others).to.deep.equal([])
    expect(android).to.include({ vendor: 'coovachilli', system: 'android', arrived: 3, shown: 1, signed_in: 0 })
    expect(apple).to.include({ system: 'apple', arrived: 1 })
    expect(await read('2026-03-02', '2026-03-02', 'hotspot', String(hotspots[1]))).to.have.length(1)
    expect(await read('2026-03-01')).to.deep.equal([])
    const { rows } = await db.pool.query('select * from ways_online')
    expect(JSON.stringify(rows)).to.not.include(ana)
  })

  it('keeps what could not be stored for the next time', async () => {
    const pool = { query: () => Promise.reject(new Error('away')) }
    const connection = { pool } as unknown as { pool: TestDatabase['pool'] }
    const counter = openWayOnlineCounter(connection, silentLog, () => Date.parse('2026-03-02T12:10:00-06:00'))
    counter.count('arrived', { ...place(0), deviceMac: testMac(), system: 'other' })
    await counter.flush()
    connection.pool = db.pool
    await counter.close()
    expect((await read('2026-03-02'))[0]).to.include({ arrived: 1 })
  })

  it('follows tickets to the first minute online, however often it looks', async () => {
    const residentId = await testResident(db)
    const ticket = async (system: 'android' | 'apple', used: boolean, seconds: number) => {
      const deviceMac = testMac()
      const holder = { residentId, deviceMac, gatewayId, hotspotId: hotspots[0], system }
      const { username } = await issueTicket(db, testSealer, holder)
      if (used) await db.pool.query('update tickets set used_at = now() where username = $1', [username])
      if (seconds === 0) return
      const key = `session ${deviceMac}`
      const whose = { gatewayId, residentId, hotspotId: hotspots[0], deviceMac, sessionKey: key, acctSessionId: key }
      const start = sessionRecord({ ...whose, kind: 'start', at: new Date() })
      await storeRecords(db, [start], localDay(timeZone))
      const at = new Date(Date.now() + seconds * 1000)
      await storeRecords(db, [{ ...start, kind: 'interim', at, seconds }], localDay(timeZone))
    }
    await ticket('android', true, 60)
    await ticket('android', true, 20)
    await ticket('android', false, 0)
    await ticket('apple', true, 0)
    await keepWaysOnline(db, timeZone)
    await keepWaysOnline(db, timeZone)
    const day = (of: number) => localDay(timeZone)(new Date(of))
    const [android, apple] = await read(day(Date.now() - 86_400_000), day(Date.now() + 86_400_000))
    expect(android).to.include({ vendor: 'coovachilli', let_in: 3, accepted: 2, online: 1 })
    expect(apple).to.include({ let_in: 1, accepted: 1, online: 0 })
  })

  it('merges hours of long ago into days of the city’s clock, and moves none into another day', async () => {
    const of = { hotspotId: null, vendor: 'mikrotik', system: 'windows', step: 'arrived' } as const
    const hours = ['2026-02-28T23', '2026-03-01T00', '2026-03-01T17', '2026-03-01T23', '2026-03-02T03']
    await addWaysOnline(
      db,
      hours.map((hour, at) => ({ ...of, hour: new Date(`${hour}:00:00-06:00`), devices: 10 ** at })),
    )
    const byDay = async () => {
      const days = ['2026-02-28', '2026-03-01', '2026-03-02']
      return Promise.all(days.map(async (day) => (await read(day))[0]?.arrived))
    }
    expect(await byDay()).to.deep.equal([1, 1110, 10_000])
    for (const _ of [1, 2]) await mergeOldHours(db, new Date('2026-03-02T12:00:00-06:00'), timeZone)
    expect(await byDay()).to.deep.equal([1, 1110, 10_000])
    const { rows } = await db.pool.query('select hour, arrived from ways_online order by hour')
    expect(rows).to.deep.equal([
      { hour: new Date('2026-02-28T00:00:00-06:00'), arrived: 1 },
      { hour: new Date('2026-03-01T00:00:00-06:00'), arrived: 1110 },
      { hour: new Date('2026-03-02T03:00:00-06:00'), arrived: 10_000 },
    ])
  })
})
