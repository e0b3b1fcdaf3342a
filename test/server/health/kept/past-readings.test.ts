import { expect } from 'chai'
import { storePastReadings } from '../../../../server/health/kept/past-readings.ts'
import { testGateway, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase } from '../../../support/database.ts'

describe('a past that is made up', () => {
  for (const [timeZone, now] of [
    ['America/Mexico_City', '2026-12-01T00:05:00Z'],
    ['America/Mexico_City', '2026-12-01T07:00:00Z'],
    ['Pacific/Kiritimati', '2026-10-31T11:00:00Z'],
    ['UTC', '2026-03-31T00:00:00Z'],
  ] as const)
    it(`is there whatever day of a month it is: ${now} in ${timeZone}`, async () => {
      const db = await createTestDatabase()
      try {
        const hotspots = await twoHotspots(db, await testGateway(db))
        const city = { hotspots, hours: Array(24).fill(1), devices: 1, pollSeconds: 60, timeZone }
        const [days, hours, minutes, subjects] = [365, 30 * 24, 24 * 12 + 1, 4]
        const stored = await storePastReadings(db, city, Date.parse(now))
        // On the day on which clocks change an hour is there twice, or not at all.
        expect(stored).to.be.within(subjects * (days + hours + minutes - 1), subjects * (days + hours + minutes))
      } finally {
        await db.close()
      }
    })
})
