import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { subscribe } from '../../../../server/database/events/events.ts'
import { type HotspotImportOptions, importHotspots } from '../../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'
import { openImport, polygonFile, type Scratch, square } from '../city-files.ts'

const HEADER = 'id,programa,latitud,longitud,colonia,alcaldia'

describe('importing hotspots', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
  })
  afterEach(() => close())

  const importText = async (text: string, options: HotspotImportOptions = {}) =>
    importHotspots(db, await scratch.file('city.csv', text), { reportFile: scratch.path('report.csv'), ...options })
  const importLines = (...lines: string[]) => importText([HEADER, ...lines, ''].join('\n'))
  const stored = () =>
    db.query
      .selectFrom('hotspots')
      .innerJoin('sites', 'sites.id', 'hotspots.site_id')
      .selectAll('hotspots')
      .select(['sites.name as site', 'sites.latitude as siteLatitude'])
      .orderBy('programme')
      .orderBy('code')
      .execute()

  it('stores tidied, composed text from a file with a byte order mark, CRLF and line breaks in quotes', async () => {
    const lines = [HEADER, '"SAN JOSE \n(AGUSTIN)_01",Red ,19.4,-99.1,CENTRO , Coyoaca\u0301n ', '']
    expect(await importText(`\uFEFF${lines.join('\r\n')}`)).to.include({ records: 1, stored: 1, setAside: 0 })
    expect((await stored())[0]).to.include({
      code: 'SAN JOSE (AGUSTIN)_01',
      programme: 'Red',
      settlement: 'CENTRO',
      borough: 'Coyoac\u00e1n',
      latitude: 19.4,
      longitude: -99.1,
      antennas: null,
    })
  })

  it('takes an id whose accent stands apart for the same id', async () => {
    await importLines('CAN\u0303ADA-01,P,19.4,-99.1,C,B')
    expect(await importLines('CA\u00d1ADA-01,P,19.4,-99.1,C,B')).to.include({ stored: 0, unchanged: 1 })
  })

  it('puts hotspots at one coordinate on one site', async () => {
    await importLines('A,P,19.4,-99.1,Centro,B', 'B,P,19.4,-99.1,Centro,B', 'C,P,19.5,-99.1,Centro,B')
    const rows = await stored()
    expect(new Set(rows.map(({ site_id }) => site_id)).size).to.equal(2)
    expect(rows[0]).to.include({ site: 'Centro', siteLatitude: 19.4 })
  })

  it('reads English headers, and any others with a map', async () => {
    await importText('Identifier;Program;Lat;Lng\nA;P;19,4;-99,1\n')
    await importText('serie,red_de,y_deg,x_deg\nB,P,19.4,-99.1\n', {
      map: { code: 'serie', programme: 'red_de', latitude: 'y_deg', longitude: 'x_deg' },
    })
    expect((await stored()).map(({ code, latitude }) => [code, latitude])).to.deep.equal([
      ['A', 19.4],
      ['B', 19.4],
    ])
  })

  it('takes the programme from the option where the file has no such column', async () => {
    await importText('id,lat,lon\nA,19.4,-99.1\n', { programme: 'Parks' })
    expect((await stored())[0]).to.include({ programme: 'Parks', code: 'A' })
  })

  it('lists what it sets aside with line, field, value and reason', async () => {
    const result = await importLines(
      '"A\n1",P,19.4,-99.1,C,B',
      'B,P,19.4,-99.1 13,C,B',
      'C,P,19.4,99.1,C,B',
      '"A 1",P,19.5,-99.1,C,B',
      'D,P,19.4,-99.1,C,B,extra',
      'E,P,19.41,-99.1,C,B',
      'E,P,19.41,-99.1,C,B',
    )
    expect(result).to.include({ records: 7, stored: 2, merged: 1, setAside: 4 })
    expect(result.setAsideBy).to.deep.equal({
      'not-a-number': 1,
      'outside-the-city': 1,
      'duplicate-id': 1,
      'wrong-number-of-values': 1,
    })
    const report: string[][] = parse(await readFile(result.reportFile), { bom: true })
    expect(report.map((row) => row.slice(0, 6))).to.deep.equal([
      ['line', 'programme', 'id', 'field', 'value', 'reason'],
      ['4', 'P', 'B', 'longitud', '-99.1 13', 'not-a-number'],
      ['5', 'P', 'C', 'longitud', '99.1', 'outside-the-city'],
      ['6', 'P', 'A 1', 'id', 'A 1', 'duplicate-id'],
      ['7', 'P', 'D', '', 'D | P | 19.4 | -99.1 | C | B | extra', 'wrong-number-of-values'],
    ])
  })

  it('changes nothing the second time, and says so', async () => {
    const lines = ['A,P,19.4,-99.1,C,Gustavo A Madero', 'B,P,19.5,-99.1,C,Gustavo A. Madero', 'C,Q,x,1,C,B']
    await importLines(...lines)
    const before = await stored()
    expect(await importLines(...lines)).to.include({ stored: 0, updated: 0, unchanged: 2, setAside: 1, missing: 0 })
    expect(await stored()).to.deep.equal(before)
  })

  it('updates what moved, keeps what operators set, and leaves no empty site', async () => {
    await importLines('A,P,19.4,-99.1,C,B', 'B,P,19.5,-99.1,C,B')
    await db.query
      .updateTable('hotspots')
      .set({ model: 'AP-7', mac: '00:00:5e:00:53:01' })
      .where('code', '=', 'A')
      .execute()
    expect(await importLines('A,P,19.41,-99.1,C,B', 'B,P,19.5,-99.1,C,B')).to.include({ updated: 1, unchanged: 1 })
    const rows = await stored()
    expect(rows[0]).to.include({ latitude: 19.41, siteLatitude: 19.41, model: 'AP-7', mac: '00:00:5e:00:53:01' })
    const sites = await db.query.selectFrom('sites').select('latitude').orderBy('latitude').execute()
    expect(sites.map(({ latitude }) => latitude)).to.deep.equal([19.41, 19.5])
  })

  it('counts hotspots that a newer file lacks, and keeps them', async () => {
    await importLines('A,P,19.4,-99.1,C,B', 'B,P,19.5,-99.1,C,B', 'C,P,19.5,-99.1,C,B')
    expect(await importLines('A,P,19.4,-99.1,C,B', 'B,P,19.5,broken,C,B')).to.include({ missing: 1, setAside: 1 })
    expect(await stored()).to.have.length(3)
  })

  it('gives one spelling to a borough: the neighbourhoods have the last word, and hold the hotspots', async () => {
    const areas = [
      { properties: { code: 'n1', name: 'One', borough: 'Gustavo A. Madero' }, ring: square(-99.11, 19.39, 0.02) },
    ]
    await importNeighbourhoods(db, await scratch.file('areas.geojson', polygonFile(areas)))
    const result = await importLines(
      'A,P,19.4,-99.1,C,GUSTAVO A MADERO',
      'B,P,19.42,-99.1,C,Gustavo A Madero ',
      'C,P,19.42,-99.2,C,Tlalpan',
    )
    expect(result).to.include({ stored: 2, setAside: 1 })
    expect(result.bounds.from).to.equal('neighbourhoods')
    const rows = await stored()
    expect(rows.map(({ borough }) => borough)).to.deep.equal(['Gustavo A. Madero', 'Gustavo A. Madero'])
    expect(rows.map(({ neighbourhood_id }) => neighbourhood_id !== null)).to.deep.equal([true, false])
  })

  it("refuses another city's file: most hotspots outside the neighbourhoods", async () => {
    const areas = [{ properties: { code: 'n1' }, ring: square(2, 41) }]
    await importNeighbourhoods(db, await scratch.file('areas.geojson', polygonFile(areas)))
    const error = await importLines('A,P,19.4,-99.1,C,B', 'B,P,41.005,2.005,C,B', 'C,P,19.5,-99.1,C,B').catch(String)
    expect(error).to.match(/2 of 3 hotspots .* lie outside the imported neighbourhoods.*--bounds/)
    expect(await stored()).to.deep.equal([])
  })

  it('does not take neighbourhoods that are a part of the city for the whole', async () => {
    const areas = [{ properties: { code: 'n1' }, ring: square(-99.1, 19.4) }]
    await importNeighbourhoods(db, await scratch.file('areas.geojson', polygonFile(areas)))
    const inside = Array.from({ length: 150 }, (_, number) => `I${number},P,19.405,-99.095,C,B`)
    const beyond = Array.from({ length: 101 }, (_, number) => `O${number},P,19.3,-99.2,C,B`)
    const result = await importLines(...inside, ...beyond, 'W,P,1940,-99.1,C,B')
    expect(result).to.include({ stored: 251, setAside: 1 })
    expect(result.bounds.from).to.equal('file')
  })

  it('sets aside what lies outside the bounds it was given', async () => {
    const bounds = { west: -99.2, south: 19, east: -99, north: 19.45 }
    const text = `${HEADER}\nA,P,19.4,-99.1,C,B\nB,P,19.5,-99.1,C,B\n`
    expect(await importText(text, { bounds })).to.include({ stored: 1, setAside: 1 })
  })

  it('records each run', async () => {
    await importLines('A,P,19.4,-99.1,C,B')
    await importLines('A,P,19.4,-99.1,C,B')
    const runs = await db.query.selectFrom('import_runs').selectAll().orderBy('id').execute()
    expect(runs.map(({ kind, file_name, counts }) => [kind, file_name, counts.stored, counts.unchanged])).to.deep.equal(
      [
        ['hotspots', 'city.csv', 1, 0],
        ['hotspots', 'city.csv', 0, 1],
      ],
    )
    expect(runs[0]?.sha256)
      .to.match(/^[0-9a-f]{64}$/)
      .and.equal(runs[1]?.sha256)
  })

  it('tells every process when something changed, and only then', async () => {
    const events: string[] = []
    let heard = () => {}
    const sentinel = new Promise<void>((resolve) => {
      heard = resolve
    })
    const subscription = await subscribe(db, ({ type }) => {
      events.push(type)
      if (type === 'policies') heard()
    })
    await importLines('A,P,19.4,-99.1,C,B')
    await importLines('A,P,19.4,-99.1,C,B')
    await db.pool.query(`select pg_notify('plaza', '{"type":"policies"}')`)
    await sentinel
    await subscription.close()
    expect(events).to.deep.equal(['hotspots', 'policies'])
  })

  describe('interrupted', () => {
    const many = (latitude: number) =>
      [HEADER, ...Array.from({ length: 5000 }, (_, i) => `${i},P,${latitude},-99.1,C,B`), ''].join('\n')
    const state = async () => ({
      hotspots: await stored(),
      sites: await db.query.selectFrom('sites').selectAll().execute(),
      runs: await db.query.selectFrom('import_runs').selectAll().execute(),
    })

    it('by its signal, leaves the old state', async () => {
      await importLines('1,P,19.4,-99.1,C,B')
      const before = await state()
      const stop = new AbortController()
      const seen: number[] = []
      const onProgress = (done: number) => {
        seen.push(done)
        if (done === 2000) stop.abort(new Error('given up'))
      }
      const error = await importText(many(19.5), { signal: stop.signal, onProgress }).catch(String)
      expect(error).to.equal('Error: given up')
      expect(seen).to.deep.equal([0, 2000])
      expect(await state()).to.deep.equal(before)
    })

    it('by the loss of its connection, leaves the old state and frees the way for the next', async () => {
      await importLines('1,P,19.4,-99.1,C,B')
      const before = await state()
      const other = await db.pool.connect()
      await other.query('begin')
      await other.query('lock table sites in exclusive mode')
      const interrupted = importText(many(19.5)).catch((thrown: unknown) => thrown)
      const kill = `select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into sites%'`
      await eventually(async () => (await db.pool.query(kill)).rowCount === 1)
      const error = await interrupted
      await other.query('rollback')
      other.release()
      expect(error).to.be.instanceOf(Error)
      expect(await state()).to.deep.equal(before)
      expect(await importText(many(19.5))).to.include({ stored: 4999, updated: 1 })
    })

    it('by a report that cannot be written, leaves the old state', async () => {
      const error = await importText(many(19.5), { reportFile: scratch.path('no/such/folder.csv') }).catch(String)
      expect(error).to.match(/report .*folder\.csv cannot be written \(ENOENT\).*--report/)
      expect(await stored()).to.deep.equal([])
    })
  })

  it('refuses to overwrite the file with its report', async () => {
    const error = await importText(`${HEADER}\nA,P,1,1,C,B\n`, { reportFile: scratch.path('city.csv') }).catch(String)
    expect(error).to.match(/report would overwrite/)
  })
})
