import { expect } from 'chai'
import { readResidents } from '../../../server/access/cache/read-facts.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { usageByDay, usageOfToday } from '../../../server/usage/by-day.ts'
import { dayStart, localDay } from '../../../server/usage/local-day.ts'
import { residentsOutOfTime, usageNow, usedToday } from '../../../server/usage/today.ts'
import { testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'

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

  const store = (residentId: number, deviceMac: string, kind: SessionRecord['kind'], more: Partial<SessionRecord>) => {
    const used = { at: new Date(NOON), seconds: 60, inputOctets: 100, outputOctets: 1000 }
    const record = sessionRecord({ kind, gatewayId, residentId, deviceMac, ...used, ...more })
    return storeRecords(db, [record], dayOf)
  }

  it('counts the time of sessions under way up to now, from midnight where they began before it', async () => {
    const [resident, idle, ghost] = [await testResident(db), await testResident(db), await testResident(db)]
    await store(resident, testMac(), 'stop', {})
    await store(resident, testMac(), 'interim', {})
    await store(resident, testMac(), 'start', { seconds: 0, at: new Date(NOON + 60_000) })
    await store(ghost, testMac(), 'interim', { at: new Date(NOON - 3_600_000) })
    const today = { dayOf, since: new Date(NOON - 900_000), now: new Date(NOON + 100_500) }
    const usage = await usageNow(db, [resident, idle, ghost], today)
    const total = { seconds: 120 + 100 + 40, octets: 2200 }
    expect(usage.get(resident)).to.deep.equal(total)
    expect(usage.get(idle)).to.deep.equal({ seconds: 0, octets: 0 })
    expect(usage.get(ghost)).to.include({ seconds: 60 })
    expect(await residentsOutOfTime(db, { dailySeconds: 260, dailyOctets: null }, today)).to.include(resident)
    expect(await residentsOutOfTime(db, { dailySeconds: 261, dailyOctets: null }, today)).to.not.include(resident)
    const midnight = Date.parse('2026-03-03T00:00:00Z')
    const later = { dayOf, since: new Date(NOON - 900_000), now: new Date(midnight + 30_000) }
    expect((await usageNow(db, [resident], later)).get(resident)).to.include({ seconds: 60 })
  })

  it('counts once the time in which a device had several sessions', async () => {
    const [resident, mac, other] = [await testResident(db), testMac(), testMac()]
    const at = (second: number) => new Date(NOON + second * 1000)
    // Together 0 to 500 s; then from 800 s on, reported until 1000 s.
    await store(resident, mac, 'stop', { at: at(300), seconds: 300 })
    await store(resident, mac, 'stop', { at: at(500), seconds: 400 })
    await store(resident, mac, 'interim', { at: at(1000), seconds: 200 })
    await store(resident, mac, 'interim', { at: at(900), seconds: 100 })
    await store(resident, other, 'stop', { at: at(500), seconds: 400 })
    const clock = { since: new Date(NOON - 900_000), now: at(1100) }
    const used = (await usageNow(db, [resident], { dayOf, ...clock })).get(resident)
    expect(used).to.deep.equal({ seconds: 500 + 200 + 100 + 400, octets: 5 * 1100 })
    const days = { timeZone: 'UTC', ...clock }
    expect(await usageOfToday(db, { resident }, days)).to.include({ seconds: 1200, sessions: 5, outputOctets: 5000 })
    expect(await usageOfToday(db, { device: mac }, days)).to.include({ seconds: 800, sessions: 4 })
    const quota = (dailySeconds: number) =>
      residentsOutOfTime(db, { dailySeconds, dailyOctets: null }, { dayOf, ...clock })
    expect(await quota(1200)).to.include(resident)
    expect(await quota(1201)).to.not.include(resident)
  })

  it('knows when a day began where the clocks were changed in it', () => {
    const inMadrid = localDay('Europe/Madrid')
    const began = (instant: string) => dayStart(inMadrid, new Date(instant)).toISOString()
    expect(began('2026-03-29T12:00:00Z')).to.equal('2026-03-28T23:00:00.000Z')
    expect(began('2026-10-25T22:30:00Z')).to.equal('2026-10-24T22:00:00.000Z')
    expect(began('2026-06-01T22:00:00.000Z')).to.equal('2026-06-01T22:00:00.000Z')
  })

  it('tells use by day of a resident and a device', async () => {
    const [resident, mac] = [await testResident(db), testMac()]
    await store(resident, mac, 'stop', { at: new Date(Date.parse('2026-04-01T12:00:00Z')) })
    await store(resident, mac, 'stop', { at: new Date(Date.parse('2026-04-02T12:00:00Z')) })
    await store(resident, testMac(), 'stop', { at: new Date(Date.parse('2026-04-02T13:00:00Z')) })
    const clock = { timeZone: 'UTC', since: new Date() }
    const one = { sessions: 1, seconds: 60, inputOctets: 100, outputOctets: 1000 }
    const two = { sessions: 2, seconds: 120, inputOctets: 200, outputOctets: 2000 }
    expect(await usageByDay(db, { resident }, '2026-04-01', '2026-04-02', clock)).to.deep.equal([
      { day: '2026-04-01', ...one },
      { day: '2026-04-02', ...two },
    ])
    expect(await usageByDay(db, { device: mac }, '2026-04-02', '2026-04-30', clock)).to.deep.equal([
      { day: '2026-04-02', ...one },
    ])
  })

  it('tells the same of a day whoever asks, with sessions and what the portal opened, in whole seconds', async () => {
    const [residentId, other] = [await testResident(db), await testResident(db)]
    const [hotspotId] = await twoHotspots(db, gatewayId)
    const deviceMac = testMac()
    const place = { hotspotId }
    await store(residentId, deviceMac, 'stop', { ...place, at: new Date(NOON - 7_200_000) })
    await store(residentId, deviceMac, 'interim', { ...place, at: new Date(NOON - 100_000) })
    await grant(residentId, deviceMac, hotspotId, '2026-03-01T23:30:00.4Z', '2026-03-02T00:10:00.9Z')
    await grant(residentId, deviceMac, hotspotId, '2026-03-02T11:59:30.123Z', '2026-03-02T15:00:00Z')
    await grant(other, testMac(), null, '2026-03-02T11:00:00Z', '2026-03-02T12:00:00Z')
    const [now, since] = [new Date(NOON + 500), new Date(NOON - 900_000)]
    // Two reports, what the second session has not reported, and the first grant since midnight: the second one is within.
    const seconds = 120 + 100 + 600
    const day = '2026-03-02'

    const ofQuota = (await usageNow(db, [residentId], { dayOf, since, now })).get(residentId)
    expect(ofQuota).to.deep.equal({ seconds, octets: 2200 })
    const asOf = { now, day, dayBegan: new Date('2026-03-02T00:00:00Z'), liveSince: since }
    const [facts] = await readResidents(db, [residentId], asOf)
    const [midnight, noon] = [Date.parse('2026-03-02T00:00:00Z') / 1000, NOON / 1000]
    expect(usedToday({ ...facts!, day: midnight }, noon, midnight, noon - 900)).to.deep.equal(ofQuota)
    const clock = { timeZone: 'UTC', since, now }
    const use = { day, sessions: 4, seconds, inputOctets: 200, outputOctets: 2000 }
    for (const of of [{ resident: residentId }, { device: deviceMac }, { hotspot: hotspotId }]) {
      expect(await usageOfToday(db, of, clock)).to.deep.equal(use)
      expect(await usageByDay(db, of, '2026-03-01', day, clock), JSON.stringify(of)).to.deep.equal([
        { day: '2026-03-01', sessions: 1, seconds: 1799, inputOctets: 0, outputOctets: 0 },
        use,
      ])
    }
    const outOf = (dailySeconds: number) =>
      residentsOutOfTime(db, { dailySeconds, dailyOctets: null }, { dayOf, since, now })
    expect(await outOf(seconds)).to.include(residentId)
    expect(await outOf(seconds + 1)).to.not.include(residentId)
  })

  it('counts once the time in which a device had a session and what the portal opened', async () => {
    const [resident, mac] = [await testResident(db), testMac()]
    const at = (second: number) => new Date(NOON + second * 1000)
    const opened = (from: number, to: number, device = mac) =>
      grant(resident, device, null, at(from).toISOString(), at(to).toISOString())
    // Online from 0 to 600 s by a session and a grant within, and one that goes on 100 s longer; then from 1000 s.
    await store(resident, mac, 'stop', { at: at(600), seconds: 600 })
    await opened(100, 200)
    await opened(500, 700)
    await opened(100, 200, testMac())
    await store(resident, mac, 'interim', { at: at(1100), seconds: 100 })
    await opened(1150, 1180)
    await opened(1190, 5000)
    const clock = { since: at(-900), now: at(1200) }
    const seconds = 700 + 200 + 100
    const used = (await usageNow(db, [resident], { dayOf, ...clock })).get(resident)
    expect(used).to.deep.equal({ seconds, octets: 2200 })
    expect(await usageOfToday(db, { resident }, { timeZone: 'UTC', ...clock })).to.include({ seconds, sessions: 7 })
    const quota = (dailySeconds: number) =>
      residentsOutOfTime(db, { dailySeconds, dailyOctets: null }, { dayOf, ...clock })
    expect(await quota(seconds)).to.include(resident)
    expect(await quota(seconds + 1)).to.not.include(resident)
    const later = { dayOf, since: at(-900), now: at(1300) }
    expect((await usageNow(db, [resident], later)).get(resident)).to.include({ seconds: seconds + 100 })
  })

  const grant = (resident_id: number, device_mac: string, hotspot_id: number | null, opened: string, ends: string) =>
    db.query
      .insertInto('grants')
      .values({
        ...{ gateway_id: gatewayId, hotspot_id, resident_id, device_mac, up_bps: null, down_bps: null, octets: null },
        ...{ granted_at: new Date(opened), opened_at: new Date(opened), ends_at: new Date(ends), token: null },
      })
      .execute()
})
