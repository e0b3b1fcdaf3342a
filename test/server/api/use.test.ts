import { expect } from 'chai'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { rollUp } from '../../../server/analytics/roll-up.ts'
import { readWayOnline, use } from '../../../server/api/contract/index.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testMac, testResident } from '../../support/city.ts'
import { sessionRecord } from '../../support/session-record.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

const timeZone = 'America/Mexico_City'

describe('the use of places', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    await web.db.query.updateTable('hotspots').set({ borough: 'Tláhuac', capacity: 40 }).execute()
    const [ana, beto] = [await testResident(web.db), await testResident(web.db)]
    await web.db.query
      .updateTable('residents')
      .set({ created_at: new Date('2025-01-01') })
      .execute()
    // Half an hour at 9 in the morning; on two days of a week, and one of the next.
    for (const [day, who, hotspotId] of [
      ['2026-03-03', ana, city.hotspotIds[0]],
      ['2026-03-03', beto, city.hotspotIds[1]],
      ['2026-03-05', ana, city.hotspotIds[0]],
      ['2026-03-09', ana, city.hotspotIds[0]],
    ] as const) {
      const whose = { gatewayId: city.gatewayId, residentId: who, hotspotId: hotspotId!, deviceMac: testMac() }
      const start = sessionRecord({ ...whose, at: new Date(`${day}T09:00:00-06:00`) })
      const stop = { kind: 'stop' as const, at: new Date(`${day}T09:30:00-06:00`), seconds: 1800 }
      await storeRecords(web.db, [start], localDay(timeZone))
      await storeRecords(web.db, [{ ...start, ...stop, inputOctets: 100, outputOctets: 1000 }], localDay(timeZone))
    }
    await rollUp(web.db, { timeZone, now: new Date('2026-03-10T12:00:00-06:00') })
  })
  after(() => web.close())

  const read = async (query: string) => {
    const answer = await web.ask('planner', `/api/v1/use?${query}`)
    const body = await answer.json()
    expect(answer.status, JSON.stringify(body)).to.equal(200)
    return use.parse(body)
  }

  it('gives each day, those without use too, and none that is not counted', async () => {
    const { place, rows, total, counted } = await read('kind=city&from=2026-03-01&to=2026-03-31')
    expect(place).to.equal(null)
    expect(rows.map(({ since, begun, residents }) => `${since} ${begun} ${residents}`)).to.deep.equal([
      ...['2026-03-03 2 2', '2026-03-04 0 0', '2026-03-05 1 1', '2026-03-06 0 0', '2026-03-07 0 0', '2026-03-08 0 0'],
      ...['2026-03-09 1 1', '2026-03-10 0 0'],
    ])
    expect(rows[0]).to.include({ seconds: 3600, octets: 2200, inputOctets: 200, outputOctets: 2000, peak: 2 })
    expect(total).to.include({ begun: 4, seconds: 7200, residents: null, peak: 2 })
    expect(counted).to.include({ first: '2026-03-03', last: '2026-03-10' })
  })

  it('gives whole weeks and months with residents counted once in each', async () => {
    const weeks = await read('kind=borough&place=tlahuac&from=2026-03-05&to=2026-03-09&step=week')
    expect(weeks.place).to.deep.equal({ place: 'tlahuac', name: 'Tláhuac', detail: null })
    expect(weeks.rows.map(({ since, begun, residents }) => `${since} ${begun} ${residents}`)).to.deep.equal([
      ...['2026-03-02 3 2', '2026-03-09 1 1'],
    ])
    const { rows, total } = await read('kind=city&from=2026-03-10&to=2026-03-10&step=month')
    expect(rows.map(({ since, residents }) => `${since} ${residents}`)).to.deep.equal(['2026-03-01 2'])
    expect(total, 'of one month they are known').to.deep.include({ residents: 2, newResidents: 0 })
  })

  it('gives the hours of a hotspot’s days, beside what it is made for', async () => {
    const { rows } = await read(`kind=hotspot&place=${city.hotspotIds[0]}&from=2026-03-03&to=2026-03-03&step=hour`)
    expect(rows).to.have.length(24)
    expect(rows[9]).to.include({ since: '2026-03-03T09', begun: 1, residents: 1, seconds: 1800, capacity: 40, peak: 1 })
    expect(rows[10]).to.include({ begun: 0, residents: 0, seconds: 0, peak: 0 })
  })

  it('refuses to anybody below a planner, a place that there is not, and more hours than a chart has', async () => {
    const status = async (role: 'viewer' | 'planner', query: string) =>
      (await web.ask(role, `/api/v1/use?${query}`)).status
    expect(await status('viewer', 'kind=city&from=2026-03-01&to=2026-03-31')).to.equal(403)
    expect(await status('planner', 'kind=site&place=999999&from=2026-03-01&to=2026-03-31')).to.equal(404)
    expect(await status('planner', 'kind=site&from=2026-03-01&to=2026-03-31')).to.equal(400)
    expect(await status('planner', 'kind=city&place=1&from=2026-03-01&to=2026-03-31')).to.equal(400)
    expect(await status('planner', 'kind=city&from=2026-03-31&to=2026-03-01')).to.equal(400)
    expect(await status('planner', 'kind=city&from=2026-01-01&to=2026-12-31&step=hour')).to.equal(400)
  })

  it('still gives the history of a programme and a borough that nothing is called after any more, and of an empty site', async () => {
    const { query } = web.db
    const hotspot = await query
      .selectFrom('hotspots')
      .select(['programme', 'site_id'])
      .where('id', '=', city.hotspotIds[0]!)
      .executeTakeFirstOrThrow()
    await query.updateTable('hotspots').set({ programme: 'Renamed', borough: 'Xochimilco' }).execute()
    const programmes = await web.ask(
      'planner',
      `/api/v1/use/places?kind=programme&search=${hotspot.programme.slice(1, 4)}`,
    )
    expect(((await programmes.json()) as { places: object[] }).places).to.deep.include({
      ...{ place: hotspot.programme, name: hotspot.programme, detail: null },
    })
    for (const [kind, place] of [
      ['programme', hotspot.programme],
      ['borough', 'tlahuac'],
    ]) {
      const { rows } = await read(`kind=${kind}&place=${place}&from=2026-03-03&to=2026-03-03`)
      expect(rows[0], kind).to.include({ begun: 2 })
    }
    const [other] = await query.selectFrom('sites').select('id').where('id', '<>', hotspot.site_id).execute()
    await query.updateTable('hotspots').set({ site_id: other!.id }).where('site_id', '=', hotspot.site_id).execute()
    const { rows } = await read(`kind=site&place=${hotspot.site_id}&from=2026-03-03&to=2026-03-03`)
    expect(rows[0]!.begun).to.be.at.least(1)
    await query.updateTable('hotspots').set({ programme: hotspot.programme, borough: 'Tláhuac' }).execute()
  })

  it('says at which hotspots most devices are lost on the way online, and of gateways without accounting no more', async () => {
    const [first, second] = city.hotspotIds
    const of = { hour: new Date('2026-03-03T15:00:00Z'), system: 'apple' as const, shown: 90, signed_in: 80 }
    await web.db.query
      .insertInto('ways_online')
      .values([
        { ...of, hotspot_id: first!, vendor: 'coovachilli', arrived: 100, let_in: 70, accepted: 60, online: 50 },
        { ...of, hotspot_id: second!, vendor: 'unifi', arrived: 100, let_in: 30, accepted: 30, online: 0 },
        { ...of, hotspot_id: null, vendor: 'mikrotik', arrived: 100, let_in: 0, accepted: 0, online: 0 },
        {
          ...of,
          hotspot_id: city.hotspotIds[2] ?? first!,
          vendor: 'cisco',
          arrived: 5,
          let_in: 5,
          accepted: 5,
          online: 5,
        },
      ])
      .execute()
    const ask = async (query: string) => {
      const answer = await web.ask('planner', `/api/v1/use/way-online?from=2026-03-03&to=2026-03-03&${query}`)
      return readWayOnline.response.parse(await answer.json())
    }
    const { rows, hotspots } = await ask('kind=city')
    expect(rows.map(({ vendor }) => vendor)).to.include('mikrotik')
    expect(hotspots.map(({ id, vendor, accepted, online }) => [id, vendor, accepted, online])).to.deep.equal([
      [second, 'unifi', 30, null],
      [first, 'coovachilli', 60, 50],
    ])
    expect(hotspots[0]!.name).to.be.a('string').that.is.not.empty
    expect((await ask(`kind=hotspot&place=${first}`)).hotspots.map(({ id }) => id)).to.deep.equal([first])
  })

  it('finds places of every kind by a part of their name, without accents', async () => {
    const find = async (query: string) => {
      const answer = await web.ask('planner', `/api/v1/use/places?${query}`)
      expect(answer.status).to.equal(200)
      return ((await answer.json()) as { places: Array<{ place: string; name: string }> }).places
    }
    expect(await find('kind=borough&search=tlah')).to.deep.equal([{ place: 'tlahuac', name: 'Tláhuac', detail: null }])
    for (const kind of ['neighbourhood', 'programme', 'site', 'hotspot'])
      expect(await find(`kind=${kind}`), kind).to.not.be.empty
    expect(await find('kind=hotspot&search=%25no-such%25')).to.deep.equal([])
  })
})
