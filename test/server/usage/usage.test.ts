import { expect } from 'chai'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { dayStart, localDay } from '../../../server/usage/local-day.ts'
import {
  liveDevices,
  residentsOutOfTime,
  usageByDay,
  usageNow,
  usageOfCity,
  usageOfResidents,
} from '../../../server/usage/usage.ts'
import { testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const dayOf = localDay('UTC')
const NOON = Date.parse('2026-03-02T12:00:00Z')

describe('usage', () => {
  let db: TestDatabase
  let gatewayId: number
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
  })
  after(() => db.close())

  let count = 0
  const store = (residentId: number, deviceMac: string, kind: SessionRecord['kind'], more: Partial<SessionRecord>) => {
    const id = `usage-${++count}`
    const record: SessionRecord = {
      kind,
      gatewayId,
      sessionKey: id,
      acctSessionId: id,
      at: new Date(NOON),
      seconds: 60,
      inputOctets: 100,
      outputOctets: 1000,
      terminateCause: null,
      residentId,
      deviceMac,
      hotspotId: null,
      userName: null,
      callingStationId: null,
      calledStationId: null,
      nasIdentifier: null,
      nasIp: null,
      nasPort: null,
      framedIp: null,
      multiSessionId: null,
      interimSeconds: null,
      ...more,
    }
    return storeRecords(db, [record], dayOf)
  }

  it('adds up ended and live sessions of a resident on the day', async () => {
    const [resident, other] = [await testResident(db), await testResident(db)]
    await store(resident, testMac(), 'stop', {})
    await store(resident, testMac(), 'interim', {})
    await store(resident, testMac(), 'interim', { at: new Date(NOON - 86_400_000) })
    const usage = await usageOfResidents(db, [resident, other], '2026-03-02')
    expect([...usage]).to.deep.equal([[resident, { seconds: 120, inputOctets: 200, outputOctets: 2000 }]])
  })

  it('counts the time of sessions under way up to now, from midnight where they began before it', async () => {
    const [resident, idle, ghost] = [await testResident(db), await testResident(db), await testResident(db)]
    await store(resident, testMac(), 'stop', {})
    await store(resident, testMac(), 'interim', {})
    await store(resident, testMac(), 'start', { seconds: 0, at: new Date(NOON + 60_000) })
    await store(ghost, testMac(), 'interim', { at: new Date(NOON - 3_600_000) })
    const today = { dayOf, since: new Date(NOON - 900_000), now: new Date(NOON + 100_500) }
    const usage = await usageNow(db, [resident, idle, ghost], today)
    const total = { seconds: 120 + 100 + 40, inputOctets: 300, outputOctets: 3000 }
    expect(usage.get(resident)).to.deep.equal(total)
    expect(usage.get(idle)).to.deep.equal({ seconds: 0, inputOctets: 0, outputOctets: 0 })
    expect(usage.get(ghost)).to.include({ seconds: 60 })
    expect(await residentsOutOfTime(db, { dailySeconds: 260, dailyOctets: null }, today)).to.include(resident)
    expect(await residentsOutOfTime(db, { dailySeconds: 261, dailyOctets: null }, today)).to.not.include(resident)
    const midnight = Date.parse('2026-03-03T00:00:00Z')
    const later = { dayOf, since: new Date(NOON - 900_000), now: new Date(midnight + 30_000) }
    expect((await usageNow(db, [resident], later)).get(resident)).to.include({ seconds: 60 })
  })

  it('knows when a day began where the clocks were changed in it', () => {
    const inMadrid = localDay('Europe/Madrid')
    const began = (instant: string) => dayStart(inMadrid, new Date(instant)).toISOString()
    expect(began('2026-03-29T12:00:00Z')).to.equal('2026-03-28T23:00:00.000Z')
    expect(began('2026-10-25T22:30:00Z')).to.equal('2026-10-24T22:00:00.000Z')
    expect(began('2026-06-01T22:00:00.000Z')).to.equal('2026-06-01T22:00:00.000Z')
  })

  it('counts a device as live while its session is open and still reports', async () => {
    const resident = await testResident(db)
    const [live, ended, silent] = [testMac(), testMac(), testMac()]
    await store(resident, live, 'interim', {})
    await store(resident, live, 'start', { seconds: 0 })
    await store(resident, ended, 'stop', {})
    await store(resident, silent, 'interim', { at: new Date(NOON - 3_600_000) })
    const devices = await liveDevices(db, [resident], new Date(NOON - 900_000))
    expect(devices.get(resident)).to.deep.equal(new Set([live]))
  })

  it('tells use by day of a resident, a device and the city', async () => {
    const [resident, mac] = [await testResident(db), testMac()]
    await store(resident, mac, 'stop', { at: new Date(Date.parse('2026-04-01T12:00:00Z')) })
    await store(resident, mac, 'stop', { at: new Date(Date.parse('2026-04-02T12:00:00Z')) })
    await store(resident, testMac(), 'stop', { at: new Date(Date.parse('2026-04-02T13:00:00Z')) })
    const one = { sessions: 1, seconds: 60, inputOctets: 100, outputOctets: 1000 }
    const two = { sessions: 2, seconds: 120, inputOctets: 200, outputOctets: 2000 }
    expect(await usageByDay(db, { resident }, '2026-04-01', '2026-04-02')).to.deep.equal([
      { day: '2026-04-01', ...one },
      { day: '2026-04-02', ...two },
    ])
    expect(await usageByDay(db, { device: mac }, '2026-04-02', '2026-04-30')).to.deep.equal([
      { day: '2026-04-02', ...one },
    ])
    expect(await usageOfCity(db, '2026-04-02', '2026-04-30')).to.deep.equal([
      { day: '2026-04-02', residents: 1, ...two },
    ])
  })
})
