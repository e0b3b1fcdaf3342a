import { expect } from 'chai'
import fc from 'fast-check'
import { dayStart, localDay } from '../../../server/usage/local-day.ts'

const zones = ['America/Mexico_City', 'Asia/Kathmandu', 'America/Havana', 'Pacific/Apia', 'UTC']

describe('the local day', () => {
  it('is the day of the calendar there, in whatever order it is asked, also where clocks are changed', () => {
    // Some minutes around the midnights of years with changed clocks, in Mexico too (until 2022).
    const nearMidnight = fc
      .record({ hours: fc.integer({ min: 0, max: 24 * 1500 }), seconds: fc.integer({ min: -90, max: 90 }) })
      .map(({ hours, seconds }) => new Date(Date.UTC(2020, 0, 1) + hours * 3_600_000 + seconds * 1000))
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.array(nearMidnight, { maxLength: 40 }), (timeZone, instants) => {
        const dayOf = localDay(timeZone)
        for (const instant of instants) {
          const parts = instant.toLocaleDateString('sv-SE', { timeZone })
          expect(dayOf(instant)).to.equal(parts)
        }
      }),
    )
  })

  it('begins at midnight, or at one o’clock where midnight is left out', () => {
    const begins = (timeZone: string, at: string) => dayStart(localDay(timeZone), new Date(at)).toISOString()
    expect(begins('America/Mexico_City', '2026-03-02T12:00:00Z')).to.equal('2026-03-02T06:00:00.000Z')
    // Cuba leaves the hour from midnight out: 2024-03-10 began at 01:00, which is 05:00 UTC.
    expect(begins('America/Havana', '2024-03-10T12:00:00Z')).to.equal('2024-03-10T05:00:00.000Z')
  })
})
