import { expect } from 'chai'
import { silentLog } from '../../../../server/log.ts'
import { coverageDays, ringDays } from '../../../../server/planning/history/days.ts'
import { recordPastCoverage } from '../../../../server/planning/history/past.ts'
import { usualRings } from '../../../../server/planning/points/rings.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { plannedCity, streetsThatNeverMeet } from '../plans/planned-city.ts'

describe('who would have been reached in the past', () => {
  let db: TestDatabase
  beforeEach(async () => {
    db = await createTestDatabase()
    await plannedCity(db)
  })
  afterEach(() => db.close())

  const middle = { latitude: 19.402, longitude: -99.148 }
  const east = { latitude: 19.402, longitude: -99.098 }
  const hotspots = [
    { id: 1, ...middle, since: null },
    { id: 2, ...east, since: '2026-03-03' },
    { id: 3, ...east, since: '2026-03-09' },
  ]
  const past = { hotspots, metres: usualRings, from: '2026-03-01', to: '2026-03-04' }
  const read = async (kind: 'city' | 'borough', place: string) => {
    const days = await coverageDays(db, { kind, place, ring: 'walk', from: '2026-01-01', to: '2026-12-31' })
    return days.map(({ day, covered, residents, near }) => ({ day: day.slice(8), covered, residents, near }))
  }

  it('is noted for every day by what stood there by then, as if all had worked', async () => {
    expect(await recordPastCoverage(db, silentLog, past)).to.equal(4)
    const city = await read('city', '')
    expect(city.map(({ day }) => day)).to.deep.equal(['01', '02', '03', '04'])
    const [first, second, third, last] = city.map(({ covered }) => covered)
    expect([first, third]).to.deep.equal([second, last])
    expect(first).to.be.within(1000, 3000)
    expect(third! - first!).to.be.within(600, 2000)
    expect(city.every(({ covered, near, residents }) => covered === near && residents === 6000)).to.equal(true)
    const oriente = await read('borough', 'oriente')
    expect(oriente.map(({ covered }) => covered > 0)).to.deep.equal([false, false, true, true])
  })

  it('is noted once, says how it was measured, and leaves what was looked at as it is', async () => {
    await streetsThatNeverMeet(db)
    await recordPastCoverage(db, silentLog, past)
    expect(await recordPastCoverage(db, silentLog, { ...past, to: '2026-03-05' })).to.equal(0)
    const rings = await ringDays(db, { ring: 'walk', from: past.from, to: '2026-03-05' })
    expect(rings.map(({ day, metres, streets }) => [day, metres, streets])).to.deep.equal(
      ['01', '02', '03', '04'].map((day) => [`2026-03-${day}`, 250, '2026-05-01']),
    )
    const [first] = await read('city', '')
    expect(first!.covered, 'nobody walks to where no street leads').to.be.within(1, 600)
    expect(await recordPastCoverage(db, silentLog, { ...past, from: '2026-02-01', to: '2026-01-31' })).to.equal(0)
  })
})
