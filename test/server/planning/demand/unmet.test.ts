import { expect } from 'chai'
import { publish } from '../../../../server/database/events/events.ts'
import { silentLog } from '../../../../server/log.ts'
import { rebuildPopulationCells } from '../../../../server/planning/cells.ts'
import { accessByArea } from '../../../../server/planning/demand/access-by-area.ts'
import { openUnmetDemand } from '../../../../server/planning/demand/kept.ts'
import { linksOf, waysAlong, waysInLine } from '../../../../server/planning/demand/links.ts'
import { readCatchmentAreas, unmetDemand } from '../../../../server/planning/demand/unmet.ts'
import { startWalks } from '../../../../server/planning/streets/in-thread.ts'
import { removeStreets } from '../../../../server/planning/streets/store.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'
import { plannedCity, streetInTheEast } from '../plans/planned-city.ts'
import { inParts } from '../streets/all-ways.ts'

const area = (id: number, withoutInternet: number | null) => ({
  ...{ id, name: `Area ${id}`, borough: null, population: 1000, withoutInternet },
})
const cell = (area: number, longitude: number) => ({ area, latitude: 19.4, longitude, population: 1000 })

describe('places for residents without internet, by neighbourhood', () => {
  const cells = [cell(1, -99.1), cell(2, -99.1), cell(3, -99.2)]
  const ways = waysInLine(cells, [{ latitude: 19.4, longitude: -99.1 }], 250)
  const question = {
    areas: [area(1, 0.5), area(2, 0.1), area(3, null)],
    ...{ cells, capacity: [12], enough: 0.05, links: linksOf(ways, 250, () => true) },
  }

  it('are shared by need among those who can walk to a site, and missing where too few are left', () => {
    const [first, second, third] = accessByArea(question)
    expect(first!.people).to.equal(500)
    expect(first!.places).to.be.closeTo(10, 1e-9)
    expect(second!.places).to.be.closeTo(2, 1e-9)
    expect(first!.peopleForEach).to.be.closeTo(50, 1e-9)
    expect(first!.missing).to.be.closeTo(500 * 0.05 - 10, 1e-9)
    // Where need is not known the mean counts: 0.3.
    expect(third).to.deep.include({ people: 300, places: 0, peopleForEach: null })
    expect(third!.missing).to.be.closeTo(15, 1e-9)
  })

  it('are of working sites alone, and along streets of those that are not far on foot', async () => {
    expect(linksOf(ways, 250, () => false)).to.deep.equal([])
    // Two streets 60 m apart that meet 400 m to the east: a site beside the one has residents of both next door.
    const positions = inParts([
      [0, 0],
      [400, 0],
      [400, 60],
      [0, 60],
    ])
    const homes = [
      { latitude: 0, longitude: 0 },
      { latitude: 60 / 111_195, longitude: 0 },
    ]
    const site = [{ latitude: 20 / 111_195, longitude: 0 }]
    const walks = startWalks({
      ...{ streets: { positions, edges: Int32Array.of(0, 1, 1, 2, 2, 3) }, metres: 250 },
      positions: Int32Array.from(homes.flatMap(({ latitude, longitude }) => [latitude, longitude].map((d) => d * 1e7))),
    })
    try {
      const along = await waysAlong(walks, site)
      expect([...along.cell]).to.deep.equal([0])
      expect(along.metres[0]).to.be.closeTo(20, 0.1)
      expect([...waysInLine(homes, site, 250).cell].sort()).to.deep.equal([0, 1])
      const [link] = linksOf(along, 250, () => true)
      expect(link!.weight).to.be.closeTo(Math.exp((-(20 ** 2) * Math.log(100)) / 250 ** 2), 1e-4)
    } finally {
      await walks.close()
    }
  })
})

describe('unmet demand', () => {
  it('is told of hotspots that were full, by the busiest hour of each day, at least where it runs away', async () => {
    const db = await createTestDatabase()
    try {
      const [first, second] = await twoHotspots(db, await testGateway(db))
      const day = (hotspot: number, on: string, most: number, full: number, capacity = 40) => {
        // On one of the days the clocks show 23 o'clock twice.
        const seconds = (hour: number) => (hour === 23 && on === '2026-03-02' ? 2 * 3600 : hour === 18 ? 3600 : 0)
        const hours = Array.from({ length: 24 }, (_, hour) => most * seconds(hour) + 600 * Number(seconds(hour) === 0))
        const none = Array(24).fill(0)
        return {
          ...{ kind: 'hotspot' as const, place: String(hotspot), day: on, sessions: 1, begun: 1, seconds: 1, capacity },
          ...{ input_octets: 0, output_octets: 0, residents: 1, new_residents: 0, peak: most, saturated_minutes: full },
          ...{ hour_begun: none, hour_residents: none, hour_seconds: hours, hour_peak: none, hour_octets: none },
        }
      }
      const days = [
        ...[day(first, '2026-03-01', 34, 10), day(first, '2026-03-02', 36, 20)],
        ...[day(second, '2026-03-02', 4, 0), day(first, '2026-01-02', 1, 600)],
      ]
      await db.query.insertInto('usage_days').values(days).execute()
      const counted = ['2026-01-02', '2026-03-01', '2026-03-02'].map((since) => ({ step: 'day' as const, since }))
      const stamped = counted.map((row) => ({ ...row, counted_at: new Date() }))
      await db.query.insertInto('usage_counts').values(stamped).execute()

      const areas = await readCatchmentAreas(db, silentLog, 250)
      const { period, hotspots } = await unmetDemand(db, areas)
      expect(period).to.deep.equal({ from: '2026-02-03', to: '2026-03-02' })
      expect(hotspots).to.have.length(1)
      const [full] = hotspots
      expect(full).to.include({ id: first, places: 40, carried: 35, atLeast: false, fullMinutesADay: 15 })
      // Forty places with 35 taken: 39.0 erlangs were offered.
      expect(full!.offered).to.be.closeTo(39, 0.05)

      // Today, with one device so far: the busiest hour is yet to come.
      await db.query
        .insertInto('usage_days')
        .values(day(first, '2026-03-03', 1, 0))
        .execute()
      const today = { step: 'day' as const, since: '2026-03-03', counted_at: new Date('2026-03-03T16:00:00Z') }
      await db.query.insertInto('usage_counts').values(today).execute()
      expect((await unmetDemand(db, areas)).hotspots[0]).to.include({ carried: 35 })

      await db.query.updateTable('usage_days').set({ capacity: 35 }).execute()
      expect((await unmetDemand(db, areas)).hotspots[0]).to.include({ offered: 70, atLeast: true })
    } finally {
      await db.close()
    }
  })
})

describe('unmet demand that is kept', () => {
  let db: TestDatabase
  beforeEach(async () => {
    db = await createTestDatabase()
    await plannedCity(db)
  })
  afterEach(() => db.close())

  it('answers from memory until streets, areas, hotspots or what was counted change, and says how it measured', async () => {
    const kept = await openUnmetDemand(db, silentLog, { metres: 300 })
    try {
      const first = await kept.read()
      expect(first.within).to.deep.equal({ metres: 300, streets: null })
      expect(first.areas.map(({ name }) => name)).to.have.members(['west', 'middle', 'east'])
      expect(await kept.read(), 'from memory').to.equal(first)

      await streetInTheEast(db)
      await publish(db, { type: 'neighbourhoods' })
      await eventually(async () => (await kept.read()).within.streets === '2026-05-01')
      await removeStreets(db, 1)
      await eventually(async () => (await kept.read()).within.streets === null)

      await db.query.updateTable('neighbourhoods').set({ population: 9000 }).where('code', '=', 'east').execute()
      await rebuildPopulationCells(db)
      const people = async () => (await kept.read()).areas.find(({ name }) => name === 'east')?.people
      await eventually(async () => Math.round((await people()) ?? 0) === 2700)

      const before = await kept.read()
      const counted = { step: 'day' as const, since: '2026-03-01', counted_at: new Date() }
      await db.query.insertInto('usage_counts').values(counted).execute()
      expect((await kept.read()).period).to.deep.equal({ from: '2026-03-01', to: '2026-03-01' })
      expect(before.period).to.equal(null)

      const now = await kept.read()
      await publish(db, { type: 'hotspots' })
      await eventually(async () => (await kept.read()) !== now)
    } finally {
      await kept.close()
    }
  })

  it('follows states within ten seconds, and use that fades within a minute', async () => {
    let now = 0
    const kept = await openUnmetDemand(db, silentLog, { metres: 300, now: () => now })
    try {
      const first = await kept.read()
      now = 59_999
      expect(await kept.read()).to.equal(first)
      now = 60_000
      const second = await kept.read()
      expect(second).to.not.equal(first)
      now += 10_000
      expect(await kept.read(), 'nothing has changed').to.equal(second)
      await publish(db, { type: 'health', hotspotIds: [1] })
      await eventually(async () => (await kept.read()) !== second)
    } finally {
      await kept.close()
    }
  })
})
