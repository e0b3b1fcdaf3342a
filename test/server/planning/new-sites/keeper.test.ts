import { expect } from 'chai'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { addDays } from '../../../../server/analytics/calendar.ts'
import { evaluateNewSites } from '../../../../server/planning/new-sites/keeper.ts'
import { evaluatedSites } from '../../../../server/planning/new-sites/views.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testGateway, testMac, testResident } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'
import { OPENED, openedCity } from './opened-city.ts'

const timeZone = 'America/Mexico_City'
const weeksAfter = (weeks: number) => new Date(`${addDays(OPENED, 7 * weeks)}T12:00:00-06:00`)

describe('new sites, evaluated by themselves', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspots: number[]
  let sites: number[]
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    ;({ sites, hotspots } = await openedCity(db, gatewayId))
  })
  after(() => db.close())

  async function used(residentId: number, at: number, day: string): Promise<void> {
    const key = `${residentId} ${at} ${day}`
    const whose = { gatewayId, residentId, hotspotId: hotspots[at]!, deviceMac: testMac(), sessionKey: key }
    const time = new Date(`${day}T11:00:00-06:00`)
    const start = sessionRecord({ ...whose, acctSessionId: key, kind: 'start', at: time })
    await storeRecords(db, [start], localDay(timeZone))
    const stop = { kind: 'stop' as const, at: new Date(time.getTime() + 600_000), seconds: 600 }
    await storeRecords(db, [{ ...start, ...stop, inputOctets: 1, outputOctets: 1 }], localDay(timeZone))
  }
  const evaluateAt = async (weeks: number) => {
    const done = await evaluateNewSites(db, { timeZone, now: weeksAfter(weeks) })
    return { done, ...(await evaluatedSites(db)) }
  }

  it('say what is missing while there is too little evidence', async () => {
    const { done, sites: found } = await evaluateAt(3)
    expect(done).to.equal(1)
    expect(found).to.have.length(1)
    expect(found[0]!.site.name).to.equal('S0')
    expect(found[0]!.outcome).to.deep.include({ verdict: 'refused', effects: null })
    expect(found[0]!.outcome.lacks).to.deep.equal([{ what: 'weeksAfter', has: 2, needs: 4 }])
  })

  it('are counted who is new, came back and moved, and not again once sessions are gone', async () => {
    const [fresh, back, ...movers] = [await testResident(db), await testResident(db), await testResident(db)]
    await db.query
      .updateTable('residents')
      .set({ created_at: new Date('2025-01-01') })
      .where('id', 'in', [back, ...movers])
      .execute()
    await db.query
      .updateTable('residents')
      .set({ created_at: weeksAfter(4) })
      .where('id', '=', fresh)
      .execute()
    const week = addDays(OPENED, 7 * 4)
    for (const mover of movers) await used(mover, 3, addDays(week, -9))
    for (const one of [fresh, back, ...movers]) await used(one, 0, addDays(week, 1))
    await used(movers[0]!, 1, addDays(week, 2))
    await used(movers[0]!, 0, addDays(week, 9))
    await evaluateAt(7)
    const kept = await db.query
      .selectFrom('new_site_weeks')
      .selectAll()
      .where('week', '>=', week)
      .orderBy('week')
      .execute()
    expect(kept).to.deep.equal([
      { site_id: sites[0], week, residents: 3, first_time: 1, returned: 1, moved: 1, moved_from: { [sites[3]!]: 1 } },
      { site_id: sites[0], week: addDays(week, 7), residents: 1, first_time: 0, returned: 0, moved: 0, moved_from: {} },
    ])
    await db.query.deleteFrom('sessions').execute()
    expect((await evaluateAt(7)).done, 'nothing is due').to.equal(0)
    expect(
      await db.query.selectFrom('new_site_weeks').select('week').where('week', '=', week).execute(),
    ).to.have.length(1)
  })

  it('show no small count', async () => {
    const { sites: found } = await evaluateAt(7)
    expect(found[0]!.arrivals).to.deep.equal({
      ...{ users: undefined, firstTime: undefined, returned: undefined, moved: undefined, movedFrom: [] },
    })
  })

  it('say that a site only moved people where its neighbours lose what it has, for the programme too', async () => {
    await db.query.deleteFrom('new_site_weeks').execute()
    await db.query
      .insertInto('new_site_weeks')
      .values(
        Array.from({ length: 9 }, (_, week) => ({
          ...{ site_id: sites[0]!, week: addDays(OPENED, 7 * week), residents: 200 },
          ...{ first_time: 12, returned: 0, moved: 40, moved_from: JSON.stringify({ [sites[2]!]: 30 }) },
        })),
      )
      .execute()
    const { sites: found, programmes } = await evaluateAt(10)
    const { outcome, arrivals } = found[0]!
    expect(outcome.verdict).to.equal('moved')
    expect(outcome.places).to.deep.equal({ area: 2, around: 4, controls: 12 })
    expect(outcome.effects!.treated.users).to.be.closeTo(200, 15)
    expect(outcome.effects!.spillover!.users).to.be.closeTo(-200, 40)
    expect(outcome.area.slice(-1)).to.deep.equal([200])
    expect(arrivals).to.include({ users: 468, firstTime: 108, returned: 0, moved: 360 })
    expect(arrivals.movedFrom).to.deep.equal([{ siteId: sites[2], name: 'S2', residents: 270 }])
    expect(programmes).to.have.length(1)
    expect(programmes[0]).to.include({ programme: 'Plazas', sites: 1 })
    expect(programmes[0]!.interval.low).to.be.below(0)
  })

  it('take no week of an outage for one in which nobody came', async () => {
    const week = addDays(OPENED, 7 * 3)
    await db.pool.query("delete from usage_spans where kind = 'site' and step = 'week' and place = $1 and since = $2", [
      String(sites[2]),
      week,
    ])
    await db.pool.query(
      "insert into state_changes (hotspot_id, since, until, state, evidence) values ($1, $2, $3, 'down', '{}')",
      [hotspots[2], new Date(`${week}T00:00:00Z`), new Date(`${addDays(week, 7)}T00:00:00Z`)],
    )
    const { outcome } = (await evaluateAt(11)).sites[0]!
    expect(outcome.places.around, 'it worked most of the time').to.equal(4)
    expect(outcome.effects!.spillover!.share).to.be.closeTo(-1 / 3, 0.03)
    expect(outcome.verdict).to.equal('moved')
  })

  it('are compared with no place that did not work in these weeks', async () => {
    await db.pool.query(
      "insert into state_changes (hotspot_id, since, until, state, evidence) values ($1, $2, $3, 'down', '{}')",
      [hotspots[17], new Date(OPENED), weeksAfter(12)],
    )
    const { sites: found } = await evaluateAt(12)
    expect(found[0]!.outcome.places).to.deep.equal({ area: 2, around: 4, controls: 11 })
    expect(found[0]!.outcome.verdict).to.equal('moved')
  })

  it('take a neighbour that closed for one that lost its users', async () => {
    await db.query
      .updateTable('hotspots')
      .set({ retired_at: weeksAfter(0) })
      .where('id', '=', hotspots[5]!)
      .execute()
    const { sites: found, programmes } = await evaluateAt(13)
    expect(programmes, 'what is whose doing cannot be told').to.deep.equal([])
    expect(found[0]!.outcome.places).to.include({ around: 4 })
    expect(found[0]!.outcome.effects!.doubts).to.include('others')
  })

  it('are evaluated anew where the city corrects when they opened', async () => {
    await db.query.updateTable('hotspots').set({ installed_on: '2026-04-13' }).where('id', '=', hotspots[0]!).execute()
    const { done, sites: found } = await evaluateAt(10)
    expect(done).to.equal(1)
    expect(found[0]!.openedOn).to.equal('2026-04-13')
    expect(found[0]!.outcome.verdict).to.equal('refused')
  })
})
