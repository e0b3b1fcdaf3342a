import { expect } from 'chai'
import { ensurePartition } from '../../../../server/database/schema/partitions.ts'
import { type ChartRange, chartOf, type Subject } from '../../../../server/health/kept/charts.ts'
import { rollUpAll } from '../../../../server/health/kept/keeper.ts'
import { noteLate } from '../../../../server/health/kept/marks.ts'
import { dropOldReadings, maintainSamplePartitions } from '../../../../server/health/kept/retention.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const timeZone = 'America/Mexico_City'
const start = Date.parse('2026-11-20T10:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('what is kept of readings', () => {
  let db: TestDatabase
  let hotspot: number
  let other: number
  let gatewayId: number
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    ;[hotspot, other] = await twoHotspots(db, gatewayId)
    for (let day = 0; day < 5; day++) await ensurePartition(db, 'samples', new Date(start + day * DAY))
  })
  afterEach(() => db.close())

  /** A sample a minute: `clients` by the minute since the start; null: no answer. */
  const sample = (id: number, from: number, to: number, clients: (minute: number) => number | null) => {
    const rows = []
    for (let minute = from; minute < to; minute++) {
      const count = clients(minute)
      const at = new Date(start + minute * MINUTE)
      rows.push({
        hotspot_id: id,
        at,
        reachable: count !== null,
        clients: count,
        in_bps: count && count * 1000,
        out_bps: count,
      })
    }
    return db.query.insertInto('samples').values(rows).execute()
  }
  const rollUp = (minutes: number) => rollUpAll(db, timeZone, () => new Date(start + minutes * MINUTE))
  const chart = async (subject: Subject, range: ChartRange, minutes: number) => {
    const now = new Date(start + minutes * MINUTE)
    return (await chartOf(db, { subject, range, now, timeZone, pollSeconds: 60 })).points
  }
  const city: Subject = { kind: 'c', id: 0 }
  const rows = async (table: 'kept_minutes' | 'kept_hours' | 'kept_days') =>
    db.query.selectFrom(table).selectAll().orderBy('kind').orderBy('subject_id').orderBy('at').execute()

  it('is the mean, the least and the most of five minutes, of a hotspot and of the sums over hotspots', async () => {
    await sample(hotspot, 0, 60, (minute) => minute % 5)
    await sample(other, 0, 60, (minute) => (minute < 30 ? 10 : null))
    await rollUp(62)
    const [first] = await chart({ kind: 'h', id: hotspot }, '24h', 62)
    expect(first).to.deep.include({
      at: new Date(start),
      polls: 5,
      answered: 5,
      clients: 2,
      clientsMin: 0,
      clientsMax: 4,
    })
    expect(first).to.include({ inBps: 2000, inMax: 4000, outBps: 2 })
    for (const subject of [city, { kind: 'g', id: gatewayId } as const]) {
      const points = await chart(subject, '24h', 62)
      expect(points).to.have.length(12)
      expect(points[0]).to.include({ polls: 10, answered: 10, clients: 12, inBps: 12_000 })
      expect(points[6]).to.include({ polls: 10, answered: 5, clients: 2 })
    }
  })

  it('shows what is not rolled up yet', async () => {
    await sample(hotspot, 0, 70, () => 3)
    await rollUp(70)
    expect((await chart({ kind: 'h', id: hotspot }, '24h', 70)).map(({ polls }) => polls)).to.deep.equal(
      Array(14).fill(5),
    )
    expect(await chart(city, '24h', 70)).to.have.length(13)
    expect(await chart({ kind: 'h', id: hotspot }, '7d', 70)).to.have.length(2)
    const [year] = await chart({ kind: 'h', id: hotspot }, '1y', 70)
    expect(year).to.deep.include({ at: new Date('2026-11-20T06:00:00Z'), polls: 70, clients: 3 })
  })

  it('is the same however often it is rolled up, and by how many at once', async () => {
    await sample(hotspot, 0, 26 * 60, (minute) => minute % 7)
    await Promise.all([rollUp(27 * 60), rollUp(27 * 60), rollUp(27 * 60)])
    await rollUp(27 * 60)
    const before = [await rows('kept_minutes'), await rows('kept_hours'), await rows('kept_days')]
    await db.pool.query("update kept_marks set until = until - interval '3 hours' where level <> 'days'")
    await rollUp(27 * 60)
    expect([await rows('kept_minutes'), await rows('kept_hours'), await rows('kept_days')]).to.deep.equal(before)
    const [day] = before[2]!
    expect(day).to.deep.include({ at: new Date('2026-11-20T06:00:00Z'), kind: 'c', polls: 20 * 60 })
  })

  it('catches up after days of rest, and charts are the same as without it', async () => {
    await sample(hotspot, 0, 3 * 1440, (minute) => Math.floor(minute / 60) % 24)
    const asked = [
      [{ kind: 'h', id: hotspot }, '24h'],
      [{ kind: 'h', id: hotspot }, '7d'],
      [{ kind: 'h', id: hotspot }, '1y'],
    ] as const
    const charts = () => Promise.all(asked.map(([subject, range]) => chart(subject, range, 3 * 1440)))
    await rollUp(62)
    const before = await charts()
    expect(before.map((points) => points.length)).to.deep.equal([288, 72, 4])
    await rollUp(3 * 1440)
    expect(await rows('kept_days')).to.have.length(3 * 3)
    expect(await charts()).to.deep.equal(before)
  })

  it('takes in samples that come late, into days too', async () => {
    await sample(hotspot, 0, 26 * 60, (minute) => (minute < 300 || minute >= 360 ? 4 : null))
    await db.query.deleteFrom('samples').where('reachable', '=', false).execute()
    await rollUp(27 * 60)
    await sample(hotspot, 300, 360, () => 100)
    await noteLate(db.pool, [new Date(start + 330 * MINUTE)], start + 27 * 60 * MINUTE)
    await rollUp(27 * 60)
    expect(await db.query.selectFrom('kept_late').selectAll().execute()).to.deep.equal([])
    const day = (await rows('kept_days')).find(({ kind }) => kind === 'c')!
    expect([day.polls, day.clients_max]).to.deep.equal([20 * 60, 100])
    expect((await chart({ kind: 'h', id: hotspot }, '7d', 27 * 60))[5]).to.include({ clients: 100, polls: 60 })
  })

  it('does not call samples late that come as usual', async () => {
    await noteLate(db.pool, [new Date(start)], start + 20_000)
    expect(await db.query.selectFrom('kept_late').selectAll().execute()).to.deep.equal([])
  })

  it('sums a site where it has several hotspots only', async () => {
    const site = await db.query
      .selectFrom('hotspots')
      .select('site_id')
      .where('id', '=', hotspot)
      .executeTakeFirstOrThrow()
    await sample(hotspot, 0, 10, () => 1)
    await sample(other, 0, 10, () => 2)
    await rollUp(7)
    expect((await rows('kept_minutes')).map(({ kind }) => kind)).to.deep.equal(['c', 'g'])
    await db.query.updateTable('hotspots').set({ site_id: site.site_id }).where('id', '=', other).execute()
    await rollUp(12)
    expect(await chart({ kind: 's', id: site.site_id }, '24h', 12)).to.have.length(1)
  })

  it('has samples dropped only when they are rolled up', async () => {
    const partitions = async (table: string) => {
      const { rows: found } = await db.pool.query<{ name: string }>(
        'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
        [table],
      )
      return found.map(({ name }) => name)
    }
    await sample(hotspot, 0, 1440, () => 1)
    await rollUp(60)
    const later = new Date(start + 4 * DAY)
    await maintainSamplePartitions(db, later, 2)
    expect(await partitions('samples')).to.include('samples_20261120')
    await rollUp(4 * 1440)
    await maintainSamplePartitions(db, later, 2)
    expect(await partitions('samples'))
      .to.include('samples_20261122')
      .and.not.include('samples_20261120')
    expect(await partitions('kept_minutes')).to.include('kept_minutes_20261120')
    await dropOldReadings(db, new Date(start + 15 * DAY))
    expect(await partitions('kept_minutes')).to.not.include('kept_minutes_20261120')
    await ensurePartition(db, 'kept_hours', new Date('2025-01-05T00:00:00Z'), 'month')
    await dropOldReadings(db, new Date(start))
    expect(await partitions('kept_hours')).to.deep.equal(['kept_hours_20261101'])
  })
})
