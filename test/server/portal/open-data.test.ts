import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { METHOD } from '../../../server/open-data/method.ts'
import { setOpenData } from '../../../server/open-data/settings.ts'
import { draftUse } from '../../../server/open-data/use/draft.ts'
import { publishUse } from '../../../server/open-data/use/store.ts'
import { type SmallCity, sealer, startSmallCityWeb, type TestWeb } from '../api/web-harness.ts'
import { addVisits } from '../open-data/visits.ts'

describe('open data', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb(async (db, { hotspotIds: [north] }) => {
      await db.pool.query("update hotspots set mac = '02:00:5e:00:53:77', serial = 'SERIAL-77' where id = $1", [north])
      await db.pool.query(
        `update hotspots set name = case code when 'N1' then 'Estación Norte (02-00-5E-00-53-77)' else name || ' SERIAL-77' end,
           serial = 'SERIAL-77'`,
      )
      await db.pool.query("update hotspots set code = '02005e005377', name = '127.0.0.1' where code = 'E1'")
      await db.pool.query("update sites set name = '02:00:5E:00:53:77 ' || name")
      await db.pool.query("insert into hotspot_calls (hotspot_id, kind, value) values ($1, 'name', 'CALLED-77')", [
        north,
      ])
    }))
  })
  after(() => web.close())

  const file = (name: string, init?: RequestInit) => web.ask(undefined, `/open/v1/${name}`, init)
  const available = async () => ((await (await file('dictionary.json')).json()) as { available: string[] }).available

  it('is read by anybody, from any page, by its ETag', async () => {
    const names = await available()
    expect(names).to.include('/open/v1/hotspots.geojson')
    for (const name of [...names, '/open/v1/dictionary.json']) {
      const answer = await web.ask(undefined, name)
      expect(answer.status, name).to.equal(200)
      expect(answer.headers.get('access-control-allow-origin'), name).to.equal('*')
      expect(answer.headers.get('cache-control'), name).to.match(/^public, max-age=\d+$/)
      expect(answer.headers.get('cross-origin-resource-policy'), name).to.equal('cross-origin')
      expect(answer.headers.get('set-cookie'), name).to.equal(null)
      const etag = answer.headers.get('etag')!
      await answer.arrayBuffer()
      const again = await web.ask(undefined, name, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })
      expect(again.status, name).to.equal(304)
    }
  })

  it('answers a page that asks first whether it may (CORS preflight), for reading only', async () => {
    const answer = await file('hotspots.csv', { method: 'OPTIONS' })
    expect(answer.status).to.equal(204)
    expect(answer.headers.get('access-control-allow-methods')).to.equal('GET, HEAD')
    expect(answer.headers.get('access-control-max-age')).to.match(/^\d+$/)
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const refused = await file('hotspots.csv', { method })
      expect(refused.status, method).to.equal(405)
      expect(refused.headers.get('allow')).to.equal('GET, HEAD, OPTIONS')
    }
  })

  it('tells programs in JSON, from any page, what is not there, and has nobody keep that', async () => {
    for (const [path, status] of [
      ['/open/v2/hotspots.csv', 404],
      ['/open/v1/hotspots', 404],
      ['/open/v1/use/2026-13.csv', 404],
      ['/open/v1/use/9999-12.csv', 404],
      ['/open/v1/%', 400],
    ] as const) {
      const answer = await web.ask(undefined, path)
      expect(answer.status, path).to.equal(status)
      expect(answer.headers.get('content-type'), path).to.match(/^application\/problem\+json/)
      expect(answer.headers.get('access-control-allow-origin'), path).to.equal('*')
      expect(answer.headers.get('cache-control'), path).to.equal('no-store')
      expect(answer.headers.get('set-cookie'), path).to.equal(null)
      expect(await answer.json(), path).to.include({ status, files: '/open/v1/dictionary.json' })
    }
    const answer = await web.ask(undefined, '/open/v1/')
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([302, '/open/'])
  })

  it('has a weak ETag, for it is sent compressed as well', async () => {
    const [plain, packed] = [
      await file('coverage.csv', { headers: { 'accept-encoding': 'identity' } }),
      await file('coverage.csv', { headers: { 'accept-encoding': 'gzip' } }),
    ]
    expect(plain.headers.get('etag')).to.match(/^W\/"/)
    expect(packed.headers.get('etag')).to.equal(plain.headers.get('etag'))
    for (const answer of [plain, packed]) expect(answer.headers.get('vary')).to.match(/accept-encoding/i)
    const head = await file('coverage.csv', { method: 'HEAD' })
    expect([head.status, await head.text()]).to.deep.equal([200, ''])
  })

  it('tells of no address, MAC, serial number or what a gateway calls a hotspot', async () => {
    for (const name of await available()) {
      const text = await (await web.ask(undefined, name)).text()
      for (const secret of [
        '02:00:5e:00:53:77',
        '02-00-5E',
        '02005e',
        'SERIAL-77',
        'CALLED-77',
        'plaza-mayor',
        '127.0.0.1',
      ])
        expect(text.toLowerCase(), name).to.not.include(secret.toLowerCase())
    }
    const [, east] = parse(await (await file('hotspots.csv')).text(), { bom: true }) as string[][]
    expect(east!.slice(1, 4)).to.deep.equal([
      `plaza-${city.hotspotIds[2]}`,
      ...Array(2).fill('Biblioteca 100% Oriente'),
    ])
  })

  it('is made once for all who ask', async () => {
    const [one, two] = await Promise.all([file('hotspots.geojson'), file('access-points.json')])
    const made = one.headers.get('last-modified')
    expect(two.headers.get('last-modified')).to.equal(made)
    await web.db.query.updateTable('hotspot_health').set({ state: 'down' }).execute()
    expect((await file('hotspots.geojson')).headers.get('etag')).to.equal(one.headers.get('etag'))
  })

  it('tells nothing of a withheld programme, at once', async () => {
    expect(await (await file('hotspots.csv')).text()).to.include('Estación Norte')
    await setOpenData(web.db, { withheld: ['city'] })
    for (const name of await available()) {
      const text = await (await web.ask(undefined, name)).text()
      expect(text, name).to.not.match(/Estación|Plaza del Sur|Biblioteca|"programme":"city"/)
    }
    const covered = async () => {
      const [, [, , , residents, reached, unchecked, without]] = parse(await (await file('coverage.csv')).text(), {
        bom: true,
      }) as [string[], string[]]
      return [residents, reached, unchecked, without]
    }
    expect(await covered(), 'as if it were not there').to.deep.equal(['1000', '0', '0', '1000'])
    expect(await (await web.ask(undefined, '/numeros?lang=en')).text()).to.include('<b>1,000</b> (100%)')
    await setOpenData(web.db, { withheld: [] })
    expect(await (await file('hotspots.csv')).text()).to.include('Estación Norte')
    expect((await covered())[1]).to.equal('600')
  })

  it('shows no part that is off, on no page', async () => {
    await setOpenData(web.db, { hotspots: false, coverage: false })
    expect((await file('hotspots.csv')).status).to.equal(404)
    expect((await file('coverage.csv')).status).to.equal(404)
    expect(await available()).to.deep.equal([])
    expect(await (await web.ask(undefined, '/numeros')).text()).to.include('La ciudad no publica números ahora.')
    expect(await (await web.ask(undefined, '/open/')).text()).to.include('La ciudad no publica datos ahora.')
    await setOpenData(web.db, { hotspots: true, coverage: true })
    expect((await file('hotspots.csv')).status).to.equal(200)
    const numbers = await (await web.ask(undefined, '/numeros')).text()
    expect(numbers).to.include('a 250 metros o menos').and.not.include('OpenStreetMap')
  })

  it('shows months of use once they are published and use is on', async () => {
    await addVisits(web.db, city, { hotspotId: city.hotspotIds[0], at: '2026-03-02T18:00:00Z', people: 42 })
    await addVisits(web.db, city, { hotspotId: city.hotspotIds[0], at: '2026-03-03T18:00:00Z', people: 4 })
    const of = { month: '2026-03', withheld: [], timeZone: web.config.timeZone }
    await publishUse(web.db, await draftUse(web.db, sealer, of))
    expect((await file('use/2026-03.csv')).status, 'off').to.equal(404)
    await setOpenData(web.db, { use: true })
    const answer = await file('use/2026-03.csv')
    expect(answer.status).to.equal(200)
    const lines = (await answer.text()).split('\r\n')
    expect(lines).to.include('city,,,,2026-03-03,,')
    expect(lines).to.include('city,,,,2026-03-05,0,0')
    expect(await available()).to.include('/open/v1/use/2026-03.csv')
    const { months } = (await (await file('dictionary.json')).json()) as { months: object[] }
    expect(months.map((one) => ({ ...one, published_at: '' }))).to.deep.equal([
      { month: '2026-03', method: METHOD, published_at: '' },
    ])
    expect((await file('use/2026-02.csv')).status, 'not published').to.equal(404)
    expect((await file('use/..%2f2026-03.csv')).status).to.equal(404)
    const page = await (await web.ask(undefined, '/numeros?lang=en')).text()
    expect(page).to.include('March 2026')
  })

  it('is explained in Spanish and English without a script', async () => {
    for (const [language, title] of [
      ['es', 'Datos abiertos'],
      ['en', 'Open data'],
    ] as const) {
      const page = await (await web.ask(undefined, `/open/?lang=${language}`)).text()
      expect(page).to.include(`<h1>${title}</h1>`).and.to.include('/open/v1/hotspots.geojson')
      expect(page).to.not.include('<script')
    }
  })

  it('is summed up in the network’s numbers, in every language, without a script', async () => {
    for (const language of ['es', 'en', 'nah']) {
      const answer = await web.ask(undefined, `/numeros?lang=${language}`)
      expect(answer.status).to.equal(200)
      const page = await answer.text()
      expect(page).to.include('/open/').and.to.not.include('<script').and.to.not.include('{{')
    }
  })
})
