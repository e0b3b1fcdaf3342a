import { expect } from 'chai'
import { setOpenData } from '../../../server/open-data/settings.ts'
import { draftUse, type UseRow } from '../../../server/open-data/use/draft.ts'
import { daysOf, lastComplete } from '../../../server/open-data/use/month.ts'
import { publishedUse, publishUse } from '../../../server/open-data/use/store.ts'
import { begunByDay } from '../../../server/sessions/begun/by-day.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type SmallCity, sealer, smallCity } from '../api/web-harness.ts'
import { addVisits } from './visits.ts'

const TIME_ZONE = 'America/Mexico_City'

describe('use by place and day', () => {
  let db: TestDatabase
  let city: SmallCity
  beforeEach(async () => {
    db = await createTestDatabase()
    city = await smallCity(db)
  })
  afterEach(() => db.close())

  const draft = (withheld: string[] = []) => draftUse(db, sealer, { month: '2026-03', withheld, timeZone: TIME_ZONE })
  const rowOf = (rows: readonly UseRow[], kind: UseRow['kind'], day: string | null) =>
    rows.find((row) => row.kind === kind && row.day === day)!

  it('counts who began sessions, by the city’s day and where they began', async () => {
    const [north, south] = city.hotspotIds
    // 23:30 on the 4th in Mexico City, and 00:30 on the 5th.
    await addVisits(db, city, { hotspotId: north, at: '2026-03-05T05:30:00Z', people: 2, sessions: 3 })
    await addVisits(db, city, { hotspotId: south, at: '2026-03-05T06:30:00Z', people: 1, from: 1 })
    const of = [
      { hotspotId: north, area: 0, borough: 0 },
      { hotspotId: south, area: 1, borough: 0 },
    ]
    const rows = await begunByDay(db, of, '2026-03-01', '2026-03-31', TIME_ZONE)
    const counts = ({ people, visits, sessions }: (typeof rows)[number]) => [people, visits, sessions]
    const found = (borough: number | null, area: number | null, day: string | null) =>
      rows.filter((row) => row.borough === borough && row.area === area && row.day === day).map(counts)
    expect(found(0, 0, '2026-03-04')).to.deep.equal([[2, 2, 6]])
    expect(found(0, 1, '2026-03-05')).to.deep.equal([[1, 1, 1]])
    expect(found(0, null, null), 'person 1 was at both').to.deep.equal([[2, 3, 7]])
    expect(found(null, null, null)).to.deep.equal([[2, 3, 7]])
  })

  it('hides a day of few, and another so that the month does not tell it', async () => {
    const north = city.hotspotIds[0]
    await addVisits(db, city, { hotspotId: north, at: '2026-03-02T18:00:00Z', people: 40, sessions: 2 })
    await addVisits(db, city, { hotspotId: north, at: '2026-03-03T18:00:00Z', people: 30 })
    await addVisits(db, city, { hotspotId: north, at: '2026-03-04T18:00:00Z', people: 7 })
    const { rows } = await draft()
    for (const kind of ['city', 'borough', 'neighbourhood'] as const) {
      expect(rowOf(rows, kind, '2026-03-04'), kind).to.include({ visits: null, sessions: null })
      expect(rowOf(rows, kind, '2026-03-03'), `${kind}: beside it`).to.include({ visits: null, sessions: null })
      expect(rowOf(rows, kind, '2026-03-02').visits, kind).to.equal(40)
      expect(rowOf(rows, kind, '2026-03-02').sessions, kind).to.equal(80)
      expect(rowOf(rows, kind, '2026-03-05'), `${kind}: nobody came`).to.include({ visits: 0, sessions: 0 })
      expect(rowOf(rows, kind, null).visits! % 5, kind).to.equal(0)
    }
  })

  it('hides the month of three people who come every day', async () => {
    for (const day of daysOf('2026-03'))
      await addVisits(db, city, { hotspotId: city.hotspotIds[0], at: `${day}T18:00:00Z`, people: 3 })
    const { rows } = await draft()
    expect(rowOf(rows, 'city', null)).to.include({ visits: null, sessions: null })
  })

  it('is the same however often it is asked for, and another after a programme was withheld', async () => {
    await addVisits(db, city, { hotspotId: city.hotspotIds[0], at: '2026-03-02T18:00:00Z', people: 42 })
    const one = await draft()
    expect((await draft()).digest).to.equal(one.digest)
    const without = await draft(['city'])
    expect(without.digest).to.not.equal(one.digest)
    expect(without.rows.every(({ visits }) => visits === 0)).to.equal(true)
  })

  it('is published once: what comes later changes no line', async () => {
    await addVisits(db, city, { hotspotId: city.hotspotIds[0], at: '2026-03-02T18:00:00Z', people: 42 })
    expect(await publishUse(db, await draft())).to.equal(true)
    const before = await publishedUse(db, '2026-03')
    expect(before).to.have.length(3 * 32)
    await addVisits(db, city, { hotspotId: city.hotspotIds[0], at: '2026-03-02T19:00:00Z', people: 50, from: 100 })
    expect(await publishUse(db, await draft())).to.equal(false)
    expect(await publishedUse(db, '2026-03')).to.deep.equal(before)
  })

  it('knows which month is complete', () => {
    expect(lastComplete('2026-04-03')).to.equal('2026-02')
    expect(lastComplete('2026-04-04')).to.equal('2026-03')
    expect(lastComplete('2026-01-02')).to.equal('2025-11')
    expect(daysOf('2028-02').at(-1)).to.equal('2028-02-29')
  })

  it('is not shown unless an administrator says so', async () => {
    const settings = await db.query.selectFrom('open_data_settings').selectAll().executeTakeFirstOrThrow()
    expect(settings).to.include({ hotspots: true, coverage: true, use: false })
    expect(await setOpenData(db, { use: true })).to.deep.equal({ before: { use: false }, after: { use: true } })
    expect(await setOpenData(db, { use: true })).to.equal(undefined)
  })
})
