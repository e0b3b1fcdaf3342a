import { expect } from 'chai'
import { accessByArea } from '../../../../server/planning/demand/access-by-area.ts'
import { unmetDemand } from '../../../../server/planning/demand/unmet.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase } from '../../../support/database.ts'

const area = (id: number, withoutInternet: number | null) => ({
  ...{ id, name: `Area ${id}`, borough: null, population: 1000, withoutInternet },
})
const cell = (area: number, longitude: number) => ({ area, latitude: 19.4, longitude, population: 1000 })

describe('places for residents without internet, by neighbourhood', () => {
  const question = {
    areas: [area(1, 0.5), area(2, 0.1), area(3, null)],
    cells: [cell(1, -99.1), cell(2, -99.1), cell(3, -99.2)],
    sites: [{ latitude: 19.4, longitude: -99.1, capacity: 12 }],
    ...{ catchment: 250, enough: 0.05 },
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
})

describe('unmet demand', () => {
  it('is told of hotspots that were full, by the busiest hour of each day, at least where it runs away', async () => {
    const db = await createTestDatabase()
    try {
      const [first, second] = await twoHotspots(db, await testGateway(db))
      const day = (hotspot: number, on: string, most: number, full: number, capacity = 40) => {
        const hours = Array.from({ length: 24 }, (_, hour) => (hour === 18 ? most * 3600 : 600))
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

      const { period, hotspots } = await unmetDemand(db)
      expect(period).to.deep.equal({ from: '2026-02-03', to: '2026-03-02' })
      expect(hotspots).to.have.length(1)
      const [full] = hotspots
      expect(full).to.include({ id: first, places: 40, carried: 35, atLeast: false, fullMinutesADay: 15 })
      // Forty places with 35 taken: 39.0 erlangs were offered.
      expect(full!.offered).to.be.closeTo(39, 0.05)

      await db.query.updateTable('usage_days').set({ capacity: 35 }).execute()
      expect((await unmetDemand(db)).hotspots[0]).to.include({ offered: 70, atLeast: true })
    } finally {
      await db.close()
    }
  })
})
