import { expect } from 'chai'
import { bindDevice } from '../../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../../server/log.ts'
import type { NeighbourhoodCoverage } from '../../../../server/planning/coverage.ts'
import { coverageDays, ringDays } from '../../../../server/planning/history/days.ts'
import { recordCoverage } from '../../../../server/planning/history/record.ts'
import { type Ring, usualRings } from '../../../../server/planning/points/rings.ts'
import { runRetention } from '../../../../server/privacy/retention.ts'
import { testMac, testResident, testSealer } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const timeZone = 'America/Mexico_City'
const within = (ring: Ring) => ({ metres: usualRings[ring], streets: ring === 'walk' ? '2026-01-31' : null })
const at = (time: string) => new Date(`2026-03-${time}:00-06:00`)

describe('who was reached, by day', () => {
  let db: TestDatabase
  let ids: number[]
  before(async () => {
    db = await createTestDatabase()
    const rows = await db.query
      .insertInto('neighbourhoods')
      .values(
        [
          ['Centro', 'Tláhuac', 0.1],
          ['Norte', 'TLAHUAC', 0.9],
          ['Sur', null, null],
        ].map(([name, borough, need]) => ({
          ...{ code: `${name}`, name: `${name}`, borough: borough as string | null, population: 100, area_m2: 1 },
          ...{
            without_internet: need as number | null,
            geometry: JSON.stringify({ type: 'Polygon', coordinates: [] }),
          },
        })),
      )
      .returning('id')
      .execute()
    ids = rows.map(({ id }) => id)
  })
  after(() => db.close())

  const look = (covered: number[], now: Date) => {
    const figures = new Map<number, NeighbourhoodCoverage>(
      ids.map((id, index) => [
        id,
        { residents: 100, covered: covered[index]!, unchecked: 10, failed: 0, near: 100, hotspots: 1 },
      ]),
    )
    return recordCoverage({ db, coverage: { byNeighbourhood: () => figures, within }, timeZone }, now)
  }
  const known = async (kind: string, day: string) => {
    const { rows } = await db.pool.query(
      `select place, residents, covered, unchecked, looks from coverage_days
       where kind = $1 and day = $2::date and ring = 'signal' order by place`,
      [kind, `2026-03-${day}`],
    )
    return rows
  }

  it('keeps the mean of the day’s looks, for the city, boroughs, neighbourhoods and fifths by need', async () => {
    expect(await look([80, 20, 50], at('02T22:00'))).to.equal(true)
    expect(await look([60, 0, 50], at('02T23:00'))).to.equal(true)
    expect(await look([0, 0, 0], at('02T23:10')), 'another process has just looked').to.equal(false)
    expect(await look([90, 90, 90], at('03T00:00'))).to.equal(true)
    expect(await known('city', '02')).to.deep.equal([
      { place: '', residents: 300, covered: 130, unchecked: 30, looks: 2 },
    ])
    expect(await known('borough', '02')).to.deep.equal([
      { place: 'tlahuac', residents: 200, covered: 80, unchecked: 20, looks: 2 },
    ])
    expect((await known('neighbourhood', '02')).map(({ covered }) => covered)).to.deep.equal([70, 10, 50])
    const fifths = await known('quintile', '02')
    expect(fifths.map(({ place, residents }) => `${place}: ${residents}`)).to.deep.equal(
      [1, 2, 3, 4, 5].map((fifth) => `${fifth}: 40`),
    )
    expect(fifths[0].covered, 'the fifth least in need').to.be.closeTo(28, 1e-4)
    expect(fifths[4].covered, 'the fifth most in need').to.be.closeTo(4, 1e-4)
    expect((await known('city', '03'))[0]).to.include({ covered: 270, looks: 1 })
  })

  it('is told by place and ring, with how the ring was measured and how even coverage was', async () => {
    const march = { ring: 'walk', from: '2026-03-01', to: '2026-03-31' } as const
    const days = await coverageDays(db, { ...march, kind: 'neighbourhood', place: String(ids[1]) })
    expect(days).to.deep.equal([
      { day: '2026-03-02', residents: 100, covered: 10, unchecked: 10, failed: 0, near: 100, inNeed: 72 },
      { day: '2026-03-03', residents: 100, covered: 90, unchecked: 10, failed: 0, near: 100, inNeed: 0 },
    ])
    const [first, second] = await ringDays(db, march)
    expect(first).to.include({ day: '2026-03-02', metres: 250, streets: '2026-01-31' })
    expect(first!.concentration, 'the last look: 60 and 0 of 100').to.be.closeTo(0.6, 1e-6)
    expect(second!.gini).to.be.closeTo(0, 1e-6)
    expect(second!.concentration).to.be.closeTo(0, 1e-6)
    expect((await ringDays(db, { ...march, ring: 'street' }))[0]).to.include({ metres: 100, streets: null })
    expect(await coverageDays(db, { ...march, to: '2026-03-01', kind: 'city', place: '' })).to.deep.equal([])
  })

  it('is kept for ever: no retention takes it, however long after', async () => {
    const all = async () => (await db.pool.query('select * from coverage_days order by kind, place, ring, day')).rows
    const rings = async () => (await db.pool.query('select * from coverage_day_rings order by ring, day')).rows
    const [days, ringsBefore] = [await all(), await rings()]
    expect(days.length).to.be.above(50)
    const inACentury = new Date('2126-03-02T12:00:00Z')
    const config = { timeZone, retention: { identifiedDays: 1, sessionDays: 1, auditDays: 365 * 101 } }
    const residentId = await testResident(db)
    await bindDevice(db, { mac: testMac(), residentId, until: at('04T12:00') })
    const counts = await runRetention({ config, db, sealer: testSealer, log: silentLog }, { now: inACentury })
    expect(counts, 'a real one').to.include({ devices_forgotten: 1 })
    expect(await all()).to.deep.equal(days)
    expect(await rings()).to.deep.equal(ringsBefore)
  })
})
