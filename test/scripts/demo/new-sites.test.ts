import { expect } from 'chai'
import { fillDemoCity, makeCity } from '../../../scripts/demo/city/city.ts'
import { makeNewSites } from '../../../scripts/demo/city/new-sites.ts'
import { notePastCoverage } from '../../../scripts/demo/city/past-coverage.ts'
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
})
