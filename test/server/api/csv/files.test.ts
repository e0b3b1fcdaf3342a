import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { apiError } from '../../../../server/api/contract/index.ts'
import { csvRoutes } from '../../../../server/api/csv/lists.ts'
import { routes } from '../../../../server/api/routes/index.ts'
import { changeStaff, putStaff } from '../../../../server/directory/staff.ts'
import { eventually } from '../../../support/eventually.ts'
import { ISSUER, type SmallCity, startSmallCityWeb, type TestWeb } from '../web-harness.ts'

const files = csvRoutes(routes)

describe('the lists of the API as CSV files', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
    await web.db.query
      .updateTable('hotspots')
      .set({ name: '=HYPERLINK("http://x")' })
      .where('code', '=', 'E1')
      .execute()
  })
  after(() => web.close())

  const needed: Record<string, string> = { '/equipment/hotspots.csv': '?profile=unifi&model=&firmware=' }
  const address = (path: string) =>
    `/api/v1${path.replace('/voucher-batches/{id}', '/voucher-batches/999999').replace('{id}', `${city.hotspotIds[0]}`)}${needed[path] ?? ''}`
  const rows = async (path: string): Promise<string[][]> => {
    const response = await web.ask('admin', `/api/v1${path}`)
    expect(response.status, path).to.equal(200)
    return parse(Buffer.from(await response.arrayBuffer()), { bom: true })
  }

  it('are there for every list that the dashboard shows', async () => {
    const lists = routes.filter(({ method, response }) => method === 'get' && 'shape' in response)
    const pages = lists.filter(({ response }) => 'next' in (response as unknown as { shape: object }).shape)
    // Availability has a file of its own.
    const own = new Set(routes.map(({ path }) => path))
    const wanted = pages.map(({ path }) => `${path}.csv`).filter((path) => !own.has(path))
    expect(files.map(({ path }) => path)).to.deep.equal(wanted)
    for (const { path } of files) {
      const response = await web.ask('admin', address(path))
      expect(response.status, path).to.equal(path.includes('voucher-batches/') ? 404 : 200)
    }
  })

  it('are UTF-8 for spreadsheets, saved under a name, with headings in the language asked for', async () => {
    const response = await web.ask('viewer', '/api/v1/hotspots.csv?language=es')
    expect(response.headers.get('content-type')).to.equal('text/csv; charset=utf-8; header=present')
    expect(response.headers.get('content-disposition')).to.match(
      /^attachment; filename="plaza-hotspots-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const octets = Buffer.from(await response.arrayBuffer())
    expect([...octets.subarray(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf])
    expect(octets.toString()).to.include('"Sesiones en curso"').and.to.include('"Estación Norte"')
    expect((await rows('/hotspots.csv?language=en'))[0]).to.include('Live sessions')
    expect((await web.ask('viewer', '/api/v1/hotspots.csv?language=fr')).status).to.equal(400)
  })

  it('hold what the filters show, all of it, and no formula', async () => {
    const all = await rows('/hotspots.csv')
    expect(all).to.have.length(4)
    expect(all.flat()).to.include(`'=HYPERLINK("http://x")`)
    const found = await rows('/hotspots.csv?search=norte')
    expect(found.slice(1).map((cells) => cells.includes('Estación Norte'))).to.deep.equal([true])
    expect((await web.ask('admin', '/api/v1/hotspots.csv?limit=1')).status).to.equal(400)
  })

  it('go on from page to page', async () => {
    await web.db.pool.query(
      `insert into audit_events (actor, action, target)
       select 'command', 'gateway.add', 'gateway ' || n from generate_series(1, 2500) n`,
    )
    const targets = (await rows('/audit.csv'))
      .map((cells) => cells[4]!)
      .filter((target) => /^gateway \d+$/.test(target))
    expect(targets).to.have.length(2500)
    expect(new Set(targets).size).to.equal(2500)
  })

  it('are refused to whom the list is refused, in words', async () => {
    for (const [role, status] of [
      ['operator', 403],
      [undefined, 401],
    ] as const) {
      const response = await web.ask(role, '/api/v1/audit.csv')
      expect(response.status).to.equal(status)
      expect(apiError.parse(await response.json()).error.message).to.be.a('string')
    }
  })

  it('are audited when they leave', async () => {
    await rows(`/hotspots/${city.hotspotIds[0]}/sessions.csv`)
    const event = await web.db.query
      .selectFrom('audit_events')
      .select(['staff_id', 'target'])
      .where('action', '=', 'list.export')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(event).to.deep.equal({
      staff_id: web.staff.admin.id,
      target: `/hotspots/${city.hotspotIds[0]}/sessions.csv`,
    })
  })

  it('break off for who may no longer see them, and are two at a time at most', async () => {
    await web.db.pool.query(
      `insert into audit_events (actor, action, target, detail)
       select 'command', 'gateway.add', 'gateway', jsonb_build_object('text', repeat('x', 1000))
       from generate_series(1, 60000) n`,
    )
    const fetchFile = () => web.ask('admin', '/api/v1/audit.csv')
    const [one, two] = await Promise.all([fetchFile(), fetchFile()])
    const third = await fetchFile()
    expect(third.status).to.equal(429)
    await two!.body!.cancel()
    await eventually(async () => {
      const again = await fetchFile()
      await again.body!.cancel()
      return again.status === 200
    })
    await putStaff(web.db, { issuer: ISSUER, subject: 'another', name: 'Another', role: 'admin' })
    await changeStaff(web.db, web.staff.admin.id, { disabled: true })
    const error = await one!.text().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error, 'what is left of the file').to.be.an('error')
  })
})
