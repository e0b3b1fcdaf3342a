import { expect } from 'chai'
import { fillDemoCity, makeCity } from '../../../scripts/demo/city/city.ts'
import { makeNewSites } from '../../../scripts/demo/city/new-sites.ts'
import { notePastCoverage } from '../../../scripts/demo/city/past-coverage.ts'
import { hours } from '../../../scripts/demo/residents/rhythm.ts'
import { type ChartRange, chartOf, type Subject } from '../../../server/health/kept/charts.ts'
import { setMark } from '../../../server/health/kept/marks.ts'
import { storePastReadings } from '../../../server/health/kept/past-readings.ts'
import { silentLog } from '../../../server/log.ts'
import { coverageDays } from '../../../server/planning/history/days.ts'
import { evaluateNewSites } from '../../../server/planning/new-sites/keeper.ts'
import { evaluatedSites } from '../../../server/planning/new-sites/views.ts'
import { usualRings } from '../../../server/planning/points/rings.ts'
import { testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const timeZone = 'America/Mexico_City'

describe('the demo city’s past', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await fillDemoCity(db, testSealer, makeCity())
  })
  after(() => db.close())

  it('has a site that helped and one that only moved people, both by the same evaluation as any, once', async () => {
    for (const _ of [1, 2]) await makeNewSites(db, timeZone)
    expect(await evaluateNewSites(db, { timeZone })).to.equal(2)
    const { sites, programmes } = await evaluatedSites(db)
    const found = sites.map(({ outcome, site }) => [outcome.verdict, outcome.effects?.doubts, site.proposalId !== null])
    expect(found).to.have.deep.members([
      ['helped', [], true],
      ['moved', [], true],
    ])
    expect(programmes).to.not.have.length(0)
    const moved = sites.find(({ outcome }) => outcome.verdict === 'moved')!.arrivals
    expect(moved.moved).to.be.above(10 * (moved.firstTime ?? 0))
  })

  it('has whom it reached on each day of the past year, more as hotspots were installed, once', async () => {
    const config = { rings: usualRings, timeZone }
    expect(await notePastCoverage(db, config, silentLog)).to.equal(365)
    expect(await notePastCoverage(db, config, silentLog), 'once').to.equal(0)
    const wanted = { kind: 'city' as const, place: '', from: '2000-01-01', to: '2100-01-01' }
    const days = await coverageDays(db, { ...wanted, ring: 'walk' })
    expect(days).to.have.length(365)
    const covered = days.map((day) => day.covered)
    expect(
      [...covered].sort((a, b) => a - b),
      'never fewer',
    ).to.deep.equal(covered)
    expect(new Set(covered).size, 'steps').to.be.within(4, 20)
    expect(covered.at(-1)! / covered[0]!).to.be.within(1.02, 1.5)
  })
  it('has charts of every range for the city, its places and hotspots of note, once', async () => {
    const now = new Date()
    const { id: hotspot } = await db.query.selectFrom('hotspots').select('id').orderBy('id').executeTakeFirstOrThrow()
    const past = { hotspots: [hotspot], hours, devices: 0.2, pollSeconds: 60, timeZone }
    const stored = await storePastReadings(db, past, now.getTime())
    expect(stored).to.be.within(100_000, 1_000_000)
    expect(await storePastReadings(db, past, now.getTime()), 'once').to.equal(0)
    const midnight = new Date(`${now.toLocaleDateString('sv', { timeZone })}T06:00:00Z`).getTime()
    for (const level of ['groups', 'hotspots', 'days'] as const)
      await setMark(db.pool, level, level === 'days' ? midnight : now.getTime())
    const points = async (subject: Subject, range: ChartRange) =>
      (await chartOf(db, { subject, range, now, timeZone, pollSeconds: 60 })).points
    const first = async (table: 'gateways' | 'neighbourhoods') =>
      (await db.query.selectFrom(table).select('id').orderBy('id').executeTakeFirstOrThrow()).id
    const city: Subject = { kind: 'c', id: 0 }
    const others: Subject[] = [
      { kind: 'h', id: hotspot },
      { kind: 'g', id: await first('gateways') },
      { kind: 'n', id: await first('neighbourhoods') },
    ]
    for (const subject of [city, ...others])
      for (const [range, least] of [
        ['24h', 280],
        ['7d', 165],
        ['30d', 715],
        ['1y', 364],
      ] as const)
        expect(await points(subject, range), `${subject.kind} ${range}`).to.have.length.within(least, least + 12)
    const year = (await points(city, '1y')).map(({ clients }) => clients!)
    expect(year.at(-1)! / year[0]!, 'busier than a year ago').to.be.above(1.05)
    const week = (await points(city, '7d')).map(({ clients }) => clients!)
    expect(Math.max(...week) / Math.min(...week), 'day and night').to.be.above(4)
  })
})
