import { expect } from 'chai'
import { faultReportsOf, removeOldFaultReports } from '../../../server/health/fault-reports.ts'
import { es } from '../../../server/languages/es.ts'
import { hotspotsAtPlaceOf } from '../../../server/network/hotspots/views.ts'
import { reportCounter } from '../../../server/portal/reports/report-counter.ts'
import { CHILLI_HOTSPOT, startTestPortal, type TestPortal } from './harness.ts'
import { type Answer, chilliUrl, createPerson, formTo, type Person } from './person.ts'

describe('a report of a fault', () => {
  let portal: TestPortal
  let hotspotId: number
  before(async () => {
    portal = await startTestPortal()
    const row = portal.db.query.selectFrom('hotspots').select('id').where('mac', '=', CHILLI_HOTSPOT)
    hotspotId = (await row.executeTakeFirstOrThrow()).id
  })
  beforeEach(() => portal.db.query.deleteFrom('fault_reports').execute())
  after(() => portal.close())

  const asked = (person: Person, id: number | string = hotspotId) =>
    person.get(`${portal.origin}/portal/report?hotspot=${id}`)
  const report = (person: Person, page: Answer, fault: string, more: Record<string, string> = {}) =>
    person.submit(page, { fault, ...more }, formTo(page, '/portal/report'))
  const kept = async () => (await faultReportsOf(portal.db, [hotspotId])).map(({ fault, times }) => [fault, times])

  it('is one press, names the hotspot, and is kept by fault and day', async () => {
    const person = createPerson()
    const page = await asked(person)
    expect(page.html).to.include('Kiosco &lt;Norte&gt;').and.include(es['fault.slow'])
    expect((await report(person, page, 'slow')).html).to.include(es.reportThanks)
    const other = createPerson()
    await report(other, await asked(other), 'slow')
    expect(await kept()).to.deep.equal([['slow', 2]])
    const columns = await portal.db.query.selectFrom('fault_reports').selectAll().executeTakeFirstOrThrow()
    expect(Object.keys(columns), 'nothing of who reported it').to.have.members([
      ...['hotspot_id', 'fault', 'day', 'times', 'last_at'],
    ])
  })

  it('counts once from one browser, however often the button is pressed', async () => {
    const person = createPerson()
    const page = await asked(person)
    for (let press = 0; press < 3; press++) {
      expect((await report(person, page, 'damaged')).html).to.include(es.reportThanks)
    }
    await report(person, page, 'no-page')
    expect(await kept()).to.have.deep.members([
      ['damaged', 1],
      ['no-page', 1],
    ])
  })

  it('is taken from our own form alone, of a hotspot and a fault that there are', async () => {
    const person = createPerson()
    const page = await asked(person)
    expect((await report(person, page, 'slow', { csrf: 'made up' })).status).to.equal(400)
    expect((await report(person, page, 'it <b>burns</b>')).status).to.equal(400)
    for (const none of ['999999', '', 'x', '1e9', '-1']) {
      expect((await report(person, page, 'slow', { hotspot: none })).status, none).to.equal(404)
      expect((await asked(person, none)).status, none).to.equal(404)
    }
    expect(await kept()).to.deep.equal([])
  })

  it('goes after a month', async () => {
    const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    const rows = [29, 32].map((days) => ({ hotspot_id: hotspotId, fault: 'slow' as const, day: at(days) }))
    await portal.db.query.insertInto('fault_reports').values(rows).execute()
    await removeOldFaultReports(portal.db)
    expect((await faultReportsOf(portal.db, [hotspotId])).map(({ day }) => day)).to.deep.equal([at(29)])
  })

  it('is offered on the help page of a hotspot', async () => {
    const person = createPerson()
    await person.get(chilliUrl(portal.origin))
    expect((await person.get(`${portal.origin}/help`)).html).to.include(`/portal/report?hotspot=${hotspotId}`)
    expect((await createPerson().get(`${portal.origin}/help`)).html).to.not.include('/portal/report')
  })

  it('is shown at every hotspot of the place, since nobody there can tell them apart', async () => {
    const { site_id } = await portal.db.query
      .selectFrom('hotspots')
      .select('site_id')
      .where('id', '=', hotspotId)
      .executeTakeFirstOrThrow()
    const beside = await portal.db.query
      .insertInto('hotspots')
      .values({ programme: 'test', code: 'beside', name: 'beside', site_id, latitude: 19.4, longitude: -99.1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(await hotspotsAtPlaceOf(portal.db, beside.id)).to.have.members([hotspotId, beside.id])
  })

  it('counts so many a minute from one address, IPv6 by its network, and others meanwhile', () => {
    let time = 0
    const counts = reportCounter(() => time)
    const from = (address: string) => (browser: number) => counts({ browser: String(browser), address }, 'a hotspot')
    const many = Array.from({ length: 40 }, (_, browser) => browser)
    expect(many.filter(from('203.0.113.7'))).to.have.length(10)
    expect(many.filter((browser) => from(`2001:db8::${browser}`)(browser + 100))).to.have.length(10)
    expect(from('203.0.113.8')(1000)).to.equal(true)
    time = 60_000
    expect(from('203.0.113.7')(1001)).to.equal(true)
  })

  it('leads on to the places nearby, around where the resident stands', async () => {
    const person = createPerson()
    const page = await person.get(chilliUrl(portal.origin))
    expect(page.links.map(({ href }) => href)).to.include('/portal/nearby')
    const nearby = await person.get(`${portal.origin}/portal/nearby`)
    expect(`${nearby.url.pathname}${nearby.url.search}`).to.equal('/?lat=19.4000&lon=-99.1000')
    expect((await createPerson().get(`${portal.origin}/portal/nearby`)).url.search, 'of nowhere').to.equal('')
  })
})
