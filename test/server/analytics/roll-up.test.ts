import { expect } from 'chai'
import { maintainAccessLog, storeDecisions } from '../../../server/access/log/store.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { rollUp } from '../../../server/analytics/roll-up.ts'
import { placeHistory } from '../../../server/analytics/views.ts'
import { locks } from '../../../server/database/locks.ts'
import { keepTurnedAway } from '../../../server/roles/turned-away-keeper.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { archiveSessions } from '../../../server/sessions/retention.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'

const timeZone = 'America/Mexico_City'
/** By the clock there; 2026-03-02 is a Monday. */
const at = (time: string) => new Date(`${time}-06:00`)

describe('what was used, counted by place and day', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspots: [number, number]
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    hotspots = await twoHotspots(db, gatewayId)
    await db.query.updateTable('hotspots').set({ borough: 'Tláhuac', capacity: 2 }).execute()
  })
  afterEach(() => db.close())

  const store = (records: Array<Partial<SessionRecord>>) =>
    storeRecords(
      db,
      records.map((record) => sessionRecord({ gatewayId, deviceMac: testMac(), ...record })),
      localDay(timeZone),
    )
  /** A session from one time to another, known by its two reports. */
  const session = async (residentId: number | null, hotspotId: number, from: string, to: string, octets = 3000) => {
    const key = `${residentId} ${hotspotId} ${from}`
    const whose = { residentId, hotspotId, deviceMac: testMac(), sessionKey: key, acctSessionId: key }
    const seconds = (at(to).getTime() - at(from).getTime()) / 1000
    await store([{ ...whose, kind: 'start', at: at(from) }])
    await store([
      { ...whose, kind: 'stop', at: at(to), seconds, inputOctets: octets / 3, outputOctets: (octets * 2) / 3 },
    ])
  }
  const days = async (kind: string, place?: string | number) =>
    db.query
      .selectFrom('usage_days')
      .selectAll()
      .where('kind', '=', kind as 'city')
      .$if(place !== undefined, (query) => query.where('place', '=', `${place}`))
      .orderBy('day')
      .orderBy('place')
      .execute()
  const spans = (kind: string) =>
    db.query
      .selectFrom('usage_spans')
      .selectAll()
      .where('kind', '=', kind as 'city')
      .orderBy('since')
      .execute()

  it('counts residents once wherever they were, and sums, new ones and hours by every kind of place', async () => {
    const [ana, beto] = [await testResident(db), await testResident(db)]
    await db.pool.query('update residents set created_at = $2 where id = $1', [ana, at('2026-03-02T09:00:00')])
    await db.pool.query('update residents set created_at = $2 where id = $1', [beto, at('2025-01-02T09:00:00')])
    await session(ana, hotspots[0], '2026-03-02T11:30:00', '2026-03-02T12:30:00')
    await session(ana, hotspots[1], '2026-03-02T15:00:00', '2026-03-02T15:30:00')
    await session(beto, hotspots[0], '2026-03-02T11:45:00', '2026-03-02T11:55:00')
    await session(null, hotspots[0], '2026-03-02T11:45:00', '2026-03-02T11:55:00')
    await rollUp(db, { timeZone, now: at('2026-03-02T20:00:00') })

    const [city, ...others] = await days('city')
    expect(others).to.deep.equal([])
    expect(city).to.include({ place: '', day: '2026-03-02', sessions: 4, begun: 4, residents: 2, new_residents: 1 })
    expect(city).to.include({ seconds: 3600 + 1800 + 600 + 600, input_octets: 4000, output_octets: 8000 })
    expect(city).to.include({ peak: 3, capacity: 4, saturated_minutes: 10 })
    expect(city!.hour_begun).to.deep.equal(hours({ 11: 3, 15: 1 }))
    expect(city!.hour_residents).to.deep.equal(hours({ 11: 2, 12: 1, 15: 1 }))
    expect(city!.hour_seconds).to.deep.equal(hours({ 11: 1800 + 600 + 600, 12: 1800, 15: 1800 }))
    expect(city!.hour_octets).to.deep.equal(hours({ 11: 1500 + 3000 + 3000, 12: 1500, 15: 3000 }))
    expect(city!.hour_peak).to.deep.equal(hours({ 11: 3, 12: 1, 15: 1 }))
    expect(city!.hour_saturated).to.deep.equal(hours({ 11: 10 }))
    const what = { kind: 'city', place: '', from: '2026-03-02', to: '2026-03-02', step: 'hour' } as const
    const { rows, total } = await placeHistory(db, what)
    expect(rows.map(({ saturatedMinutes }) => saturatedMinutes)).to.deep.equal(hours({ 11: 10 }))
    expect(total!.saturatedMinutes).to.equal(10)

    expect((await days('borough', 'tlahuac'))[0]).to.include({ sessions: 4, residents: 2, capacity: 4 })
    expect((await days('programme', 'test'))[0]).to.include({ sessions: 4, residents: 2 })
    expect((await days('hotspot', hotspots[0]))[0]).to.include({ sessions: 3, residents: 2, peak: 3, capacity: 2 })
    expect((await days('hotspot', hotspots[1]))[0]).to.include({
      ...{ sessions: 1, residents: 1, saturated_minutes: 0, hour_saturated: null },
    })
    expect(await days('site')).to.have.length(2)
    expect(await days('group')).to.deep.equal([])
    expect(await days('neighbourhood')).to.deep.equal([])
  })

  it('counts what went on past midnight in both days, and nothing twice where it moved between hotspots', async () => {
    const ana = await testResident(db)
    const whose = { residentId: ana, deviceMac: testMac(), sessionKey: 'moved', acctSessionId: 'moved' }
    const used = (seconds: number) => ({ seconds, inputOctets: seconds, outputOctets: 0 })
    await store([{ ...whose, kind: 'start', hotspotId: hotspots[0], at: at('2026-03-02T23:00:00') }])
    await store([{ ...whose, kind: 'interim', hotspotId: hotspots[0], at: at('2026-03-02T23:50:00'), ...used(3000) }])
    await store([{ ...whose, kind: 'interim', hotspotId: hotspots[1], at: at('2026-03-03T00:10:00'), ...used(4200) }])
    await store([{ ...whose, kind: 'stop', hotspotId: hotspots[1], at: at('2026-03-03T00:30:00'), ...used(5400) }])
    await rollUp(db, { timeZone, now: at('2026-03-03T08:00:00') })
    const [monday, tuesday] = await days('city')
    expect(monday).to.include({ day: '2026-03-02', sessions: 1, begun: 1, residents: 1, peak: 1 })
    expect(tuesday).to.include({ day: '2026-03-03', sessions: 1, begun: 0, residents: 1, peak: 1 })
    expect(monday!.seconds + tuesday!.seconds).to.equal(5400)
    expect(tuesday!.hour_seconds.reduce((a, b) => a + b, 0)).to.equal(tuesday!.seconds)
  })

  it('counts distinct residents of weeks and months, which are fewer than the sum of days', async () => {
    const [ana, beto] = [await testResident(db), await testResident(db)]
    for (const day of ['2026-02-28', '2026-03-01', '2026-03-02'])
      await session(ana, hotspots[0], `${day}T11:00:00`, `${day}T11:10:00`)
    await session(beto, hotspots[1], '2026-03-01T11:00:00', '2026-03-01T11:10:00')
    await rollUp(db, { timeZone, now: at('2026-03-02T20:00:00') })
    const told = (await spans('city')).map(({ step, since, residents }) => `${step} ${since}: ${residents}`)
    expect(told.sort()).to.deep.equal([
      ...['month 2026-02-01: 1', 'month 2026-03-01: 2'],
      ...['week 2026-02-23: 2', 'week 2026-03-02: 1'],
    ])
  })

  it('changes nothing when it counts again, and counts what has been reported since', async () => {
    const ana = await testResident(db)
    await session(ana, hotspots[0], '2026-03-02T11:00:00', '2026-03-02T11:10:00')
    const now = at('2026-03-02T12:00:00')
    expect(await rollUp(db, { timeZone, now })).to.equal(3)
    const before = await days('hotspot')
    expect(await rollUp(db, { timeZone, now: at('2026-03-02T12:30:00') }), 'it is fresh').to.equal(0)
    await rollUp(db, { timeZone, now: at('2026-03-02T13:00:00') })
    expect(await days('hotspot')).to.deep.equal(before)
    await session(ana, hotspots[0], '2026-03-02T23:00:00', '2026-03-02T23:10:00')
    await rollUp(db, { timeZone, now: at('2026-03-03T00:05:00') })
    expect((await days('city'))[0]).to.include({ sessions: 2 })
    // A report that was kept elsewhere while the database was away: it is found once the day has settled.
    await session(ana, hotspots[0], '2026-03-02T14:00:00', '2026-03-02T14:10:00')
    await rollUp(db, { timeZone, now: at('2026-03-04T00:05:00') })
    expect((await days('city'))[0]).to.include({ sessions: 2 })
    await rollUp(db, { timeZone, now: at('2026-03-06T00:05:00') })
    expect((await days('city'))[0]).to.include({ sessions: 3 })
  })

  it('keeps what was counted once sessions are archived, and counts the sums of those archived before', async () => {
    const ana = await testResident(db)
    await session(ana, hotspots[0], '2026-03-02T11:00:00', '2026-03-02T11:10:00')
    await rollUp(db, { timeZone, now: at('2026-03-02T12:00:00') })
    const before = await days('city')
    await archiveSessions(db, at('2026-03-03T00:00:00'))
    await session(null, hotspots[0], '2026-02-27T11:00:00', '2026-02-27T11:10:00')
    await archiveSessions(db, at('2026-03-03T00:00:00'))
    await rollUp(db, { timeZone, now: at('2026-03-20T12:00:00') })
    const [friday, monday] = await days('city')
    expect(friday).to.include({ day: '2026-02-27', sessions: 1, seconds: 600, residents: 0 })
    expect(monday).to.deep.equal(before[0])
    expect((await spans('city')).filter(({ since }) => since === '2026-03-01')[0]).to.include({ residents: 1 })
  })

  it('says of no hotspot that it was never full whose capacity nobody knows', async () => {
    await db.query.updateTable('hotspots').set({ capacity: null }).where('id', '=', hotspots[0]).execute()
    for (const hotspotId of hotspots)
      await session(await testResident(db), hotspotId, '2026-03-02T11:00:00', '2026-03-02T11:10:00')
    await rollUp(db, { timeZone, now: at('2026-03-03T12:00:00') })
    const full = async (hotspotId: number, step: 'hour' | 'day' | 'month') => {
      const what = { kind: 'hotspot' as const, place: `${hotspotId}`, from: '2026-03-02', to: '2026-03-03', step }
      const { rows, total } = await placeHistory(db, what)
      return [rows[0]!, rows.at(-1)!, total!].map(({ saturatedMinutes }) => saturatedMinutes)
    }
    expect(await full(hotspots[0], 'day'), 'on the second day nobody came').to.deep.equal([null, 0, null])
    expect(await full(hotspots[0], 'hour')).to.deep.equal([null, 0, null])
    expect(await full(hotspots[0], 'month')).to.deep.equal([null, null, null])
    for (const step of ['day', 'hour', 'month'] as const)
      expect(await full(hotspots[1], step), step).to.deep.equal([0, 0, 0])
  })

  it('keeps how many residents there were once an account is erased, and counts no more of them than sessions', async () => {
    const [ana, beto, others] = [await testResident(db), await testResident(db), await testResident(db)]
    for (const one of [ana, beto]) await session(one, hotspots[0], '2026-03-02T11:00:00', '2026-03-02T11:10:00')
    await session(others, hotspots[1], '2026-03-02T11:00:00', '2026-03-02T11:10:00')
    await db.query.updateTable('hotspots').set({ programme: 'other' }).where('id', '=', hotspots[1]).execute()
    await rollUp(db, { timeZone, now: at('2026-03-02T12:00:00') })
    await db.query.updateTable('session_days').set({ resident_id: null }).where('resident_id', '=', ana).execute()
    await db.query.deleteFrom('residents').where('id', '=', ana).execute()
    await db.query.updateTable('hotspots').set({ programme: 'other' }).execute()
    await rollUp(db, { timeZone, now: at('2026-03-02T14:00:00') })
    expect((await days('city'))[0]).to.include({ sessions: 3, residents: 3 })
    expect((await days('hotspot', hotspots[0]))[0]).to.include({ sessions: 2, residents: 2 })
    expect((await days('programme')).map(({ place, residents }) => [place, residents])).to.deep.equal([['other', 2]])
    await db.query.updateTable('hotspots').set({ programme: 'test' }).where('id', '=', hotspots[0]).execute()
    await rollUp(db, { timeZone, now: at('2026-03-02T16:00:00') })
    expect((await days('programme', 'other'))[0]).to.include({ sessions: 1, residents: 1 })
  })

  it('counts what the portal opened, as far as it has come, where there is no accounting', async () => {
    const ana = await testResident(db)
    const grant = (residentId: number | null, hotspotId: number, from: string, to: string, opened = true) =>
      db.query
        .insertInto('grants')
        .values({
          ...{ gateway_id: gatewayId, hotspot_id: hotspotId, resident_id: residentId, device_mac: testMac() },
          ...{ granted_at: at(from), opened_at: opened ? at(from) : null, ends_at: at(to) },
        })
        .execute()
    await grant(ana, hotspots[0], '2026-03-02T11:30:00', '2026-03-02T12:30:00')
    await grant(null, hotspots[1], '2026-03-02T11:45:00', '2026-03-02T11:50:00')
    await grant(ana, hotspots[0], '2026-03-02T12:00:00', '2026-03-02T13:00:00', false)
    await grant(ana, hotspots[0], '2026-03-02T23:00:00', '2026-03-03T02:00:00')
    await rollUp(db, { timeZone, now: at('2026-03-02T12:00:00') })
    const [soFar] = await days('city')
    expect(soFar).to.include({ sessions: 2, begun: 2, residents: 1, seconds: 1800 + 300, input_octets: 0, peak: 2 })
    await rollUp(db, { timeZone, now: at('2026-03-03T01:00:00') })
    const [monday, tuesday] = await days('city')
    expect(monday).to.include({ sessions: 3, begun: 3, residents: 1, seconds: 3600 + 300 + 3600 })
    expect(monday!.hour_seconds).to.deep.equal(hours({ 11: 2100, 12: 1800, 23: 3600 }))
    expect(tuesday).to.include({ day: '2026-03-03', sessions: 1, begun: 0, residents: 1, seconds: 3600 })
    expect((await days('hotspot', hotspots[1]))[0]).to.include({ sessions: 1, residents: 0, seconds: 300 })
    const told = (await spans('city')).map(({ step, since, residents }) => `${step} ${since}: ${residents}`)
    expect(told.sort()).to.deep.equal(['month 2026-03-01: 1', 'week 2026-03-02: 1'])
  })

  it('counts whom full hotspots turned away, by hour, at places that were not used too, and each once an hour', async () => {
    await session(await testResident(db), hotspots[0], '2026-03-02T11:00:00', '2026-03-02T11:10:00')
    const [ana, beto] = [testMac(), testMac()]
    const refusals = [
      ...[ana, ana, beto].map((mac) => [mac, hotspots[0], '2026-03-02T11:20:00'] as const),
      [ana, hotspots[0], '2026-03-02T12:00:00'] as const,
      [ana, hotspots[1], '2026-03-02T12:30:00'] as const,
      [beto, hotspots[1], '2026-03-02T23:59:59'] as const,
      [beto, hotspots[1], '2026-03-03T00:00:00'] as const,
    ]
    await maintainAccessLog(db, at('2026-03-02T12:00:00'))
    await storeDecisions(
      db,
      refusals.map(([deviceMac, hotspotId, when]) => ({
        ...{ at: at(when).getTime(), gatewayId, hotspotId, residentId: null, deviceMac },
        ...{ method: 'mac' as const, reason: 'hotspot-full' as const },
      })),
    )
    const now = at('2026-03-03T01:00:00')
    for (const _ of [1, 2]) await keepTurnedAway(db, timeZone, now)
    await rollUp(db, { timeZone, now })
    const [city] = await days('city')
    expect(city).to.include({ day: '2026-03-02', turned_away: 5, sessions: 1, residents: 1 })
    expect(city!.hour_turned_away).to.deep.equal(hours({ 11: 2, 12: 2, 23: 1 }))
    expect((await days('hotspot', hotspots[0]))[0]).to.include({ turned_away: 3, sessions: 1 })
    const [unused] = await days('hotspot', hotspots[1])
    expect(unused).to.include({ turned_away: 2, sessions: 0, residents: 0, seconds: 0, peak: 0, capacity: 2 })
    expect((await days('borough', 'tlahuac'))[0]).to.include({ turned_away: 5 })
    const what = { kind: 'hotspot', place: `${hotspots[1]}`, from: '2026-03-02', to: '2026-03-02' } as const
    const { rows, total } = await placeHistory(db, { ...what, step: 'hour' })
    expect(rows.map(({ turnedAway }) => turnedAway)).to.deep.equal(hours({ 12: 1, 23: 1 }))
    expect(total!.turnedAway).to.equal(2)
    expect((await placeHistory(db, { ...what, step: 'month' })).rows[0]).to.include({ turnedAway: 2 })
    await keepTurnedAway(db, timeZone, at('2026-04-20T00:00:00'))
    expect((await db.query.selectFrom('turned_away').selectAll().execute()).length, 'days have them').to.equal(0)
  })

  for (const [clocks, zone, day, from, until, expected] of [
    // From UTC-3 to UTC-4 at midnight: the day has 25 hours, 23 o'clock twice.
    [
      'back',
      'America/Santiago',
      '2026-04-04',
      '2026-04-05T00:30:00Z',
      '2026-04-05T03:50:00Z',
      { 21: 30, 22: 60, 23: 110 },
    ],
    // From UTC-5 to UTC-4 at two in the morning, which there is not.
    [
      'forward',
      'America/New_York',
      '2026-03-08',
      '2026-03-08T05:30:00Z',
      '2026-03-08T08:30:00Z',
      { 0: 30, 1: 60, 3: 60, 4: 30 },
    ],
    [
      'back',
      'America/New_York',
      '2026-11-01',
      '2026-11-01T04:30:00Z',
      '2026-11-01T07:30:00Z',
      { 0: 30, 1: 120, 2: 30 },
    ],
    [
      'never, at half an hour',
      'Asia/Kolkata',
      '2026-03-08',
      '2026-03-08T05:00:00Z',
      '2026-03-08T06:30:00Z',
      { 10: 30, 11: 60 },
    ],
  ] as const)
    it(`spreads use over the hours of a day on which clocks go ${clocks}, and loses nothing (${zone})`, async () => {
      const record = sessionRecord({
        gatewayId,
        residentId: await testResident(db),
        hotspotId: hotspots[0],
        deviceMac: testMac(),
      })
      const seconds = (Date.parse(until) - Date.parse(from)) / 1000
      const report = (more: Partial<SessionRecord>) => storeRecords(db, [{ ...record, ...more }], localDay(zone))
      await report({ at: new Date(from) })
      await report({ kind: 'stop', at: new Date(until), seconds, inputOctets: seconds, outputOctets: 0 })
      await rollUp(db, { timeZone: zone, now: new Date(Date.parse(until) + 3_600_000) })
      const [city] = await days('city')
      expect(city).to.include({ day, seconds })
      const minutes = city!.hour_seconds.map((each) => Math.round(each / 60))
      expect(minutes).to.deep.equal(hours(expected))
      expect(city!.hour_octets.map((each) => Math.round(each / 60))).to.deep.equal(hours(expected))
      expect(city!.hour_begun.reduce((a, b) => a + b, 0)).to.equal(1)
    })

  it('leaves it to another process that counts, unless it is to wait', async () => {
    const other = await db.pool.connect()
    await other.query('select pg_advisory_lock($1)', [locks.usageCounts])
    expect(await rollUp(db, { timeZone })).to.equal(undefined)
    const waiting = rollUp(db, { timeZone, wait: true })
    await other.query('select pg_advisory_unlock($1)', [locks.usageCounts])
    other.release()
    expect(await waiting).to.equal(0)
  })
})

const hours = (some: Record<number, number>): number[] => Array.from({ length: 24 }, (_, hour) => some[hour] ?? 0)
