import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { type HotspotImport, importHotspots } from '../../../server/import/hotspots/import-hotspots.ts'
import {
  importNeighbourhoods,
  type NeighbourhoodImport,
} from '../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { silentLog } from '../../../server/log.ts'
import { rebuildPopulationCells } from '../../../server/planning/cells.ts'
import { openCoverage } from '../../../server/planning/coverage.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { inventedCity, openScratch, type Scratch } from './city-files.ts'

describe("an invented city's open data", () => {
  let db: TestDatabase
  let scratch: Scratch
  let first: HotspotImport
  let report: Array<Record<string, string>>
  before(async () => {
    db = await createTestDatabase()
    scratch = await openScratch()
    first = await importHotspots(db, inventedCity.hotspots, { reportFile: scratch.path('first.csv') })
    report = parse(await readFile(first.reportFile), { bom: true, columns: true })
  })
  after(async () => {
    await db.close()
    await scratch.close()
  })
  const importAgain = () => importHotspots(db, inventedCity.hotspots, { reportFile: scratch.path('again.csv') })
  const value = async (sql: string) =>
    (await db.pool.query<{ value: unknown }>(`select (${sql}) as value`)).rows[0]?.value

  it('keeps the faults that its files were made with', async () => {
    const text = await readFile(inventedCity.hotspots, 'utf8')
    expect(text.startsWith('\uFEFFid,')).to.equal(true)
    expect(text.match(/\r\n/g)).to.have.length(35)
    expect(text.replaceAll('\r\n', '')).to.not.match(/[\r\n]/)
    expect(text).to.include('CAN\u0303ADA-01').and.include('CA\u00d1ADA-01')
  })

  it('has every one of its 30 records accounted for', async () => {
    expect(first).to.include({
      records: 30,
      stored: 16,
      updated: 0,
      unchanged: 0,
      merged: 2,
      setAside: 12,
      valuesLost: 1,
    })
    expect(await value('select count(*) from hotspots')).to.equal(16)
    expect(await value('select count(*) from sites')).to.equal(15)
    expect(first.setAsideBy).to.deep.equal({
      'not-a-number': 3,
      'not-a-date': 1,
      'outside-the-city': 5,
      'duplicate-id': 2,
      'wrong-number-of-values': 1,
      missing: 1,
    })
  })

  it('has 13 records set aside, by line, field and value', () => {
    expect(
      report.map(({ line, id, field, value: text, reason }) => [line, id, field, text, reason].join(' · ')),
    ).to.deep.equal([
      '12 · LOMA-01 · longitud · -40.0 91320313 · not-a-number',
      '13 · LOMA-02 · longitud · -40.0 91320313 · not-a-number',
      '18 · 17 · id · 17 · duplicate-id',
      '23 · RIVERA-02 · id · RIVERA-02 · duplicate-id',
      '24 · RIVERA-03 · longitud · -4.00511 · outside-the-city',
      '25 · RIVERA-04 · longitud · 40.0511 · outside-the-city',
      '26 · RIVERA-05 · longitud · -400511 · outside-the-city',
      '27 · RIVERA-06 · longitud · -40.9511 · outside-the-city',
      '28 · RIVERA-07 · latitud · 1.2031 · outside-the-city',
      '29 · RIVERA-08 · fecha_instalacion · 31/02/2024 · not-a-date',
      '30 · RIVERA-09 ·  · RIVERA-09 | Escuelas |  | 12.031 | -40.0511 | RIVERA |  SECCION 2 | Río Seco · wrong-number-of-values',
      '31 ·  · id ·   · missing',
      '34 · MIRADOR 02 · longitud · -40.0 7 · not-a-number',
    ])
  })

  it('has one id in two programmes, and the earlier of two in one', async () => {
    const { rows } = await db.pool.query(
      "select programme, latitude from hotspots where code = '17' order by programme",
    )
    expect(rows).to.deep.equal([
      { programme: 'Escuelas', latitude: 12.0091 },
      { programme: 'Postes', latitude: 12.0031 },
    ])
  })

  it('has one spelling for each borough, and no text with loose ends', async () => {
    const { rows } = await db.pool.query('select borough from hotspots group by borough order by borough collate "C"')
    expect(rows.map(({ borough }) => borough)).to.deep.equal(['Gral. A. Ejemplo', 'Río Seco', 'Álamo Alto'])
    const { rows: parks } = await db.pool.query(
      'select code, settlement, installed_on::text from hotspots where programme = \'Parques\' order by code collate "C"',
    )
    expect(parks.map((row) => Object.values(row))).to.deep.equal([
      ['CA\u00d1ADA-01', 'LA CA\u00d1ADA', null],
      ['CA\u00d1ADA-02', 'LA CA\u00d1ADA', null],
      ['LOMA-03', 'LA LOMA', null],
      ['PARQUE NORTE-01', 'PARQUE NORTE', '2021-03-04'],
      ['PARQUE NORTE-02', 'PARQUE NORTE', '2021-03-04'],
    ])
    expect(await value(`select count(*) from hotspots where code = 'CASA "LULU" 5'`)).to.equal(1)
  })

  it('changes nothing the second time', async () => {
    expect(await importAgain()).to.include({ stored: 0, updated: 0, unchanged: 16, missing: 0, setAside: 12 })
  })

  describe('with its neighbourhoods', () => {
    let areas: NeighbourhoodImport
    const importAreas = () =>
      importNeighbourhoods(db, inventedCity.neighbourhoods, { attributes: inventedCity.attributes })
    before(async () => {
      areas = await importAreas()
    })

    it('joins 5 of 7 areas, and says what it set aside', () => {
      expect(areas).to.include({ areas: 7, stored: 5, joined: 5, population: 4500 })
      expect(areas.areasWithoutAttributes).to.deep.equal([])
      expect(areas.attributesWithoutArea).to.deep.equal(['0109900010010'])
      expect(areas.setAside.map(({ where, code, reason }) => [where, code, reason])).to.deep.equal([
        [5, '0100100010011', 'an earlier feature has the same code'],
        [6, '0100300010018', 'positions that are not WGS84 longitude and latitude in degrees'],
      ])
      expect(areas.attributesSetAside).to.deep.equal([])
    })

    it('knows the share without internet and the degree of marginalisation', async () => {
      const row = await db.query
        .selectFrom('neighbourhoods')
        .selectAll()
        .where('code', '=', '0100200010015')
        .executeTakeFirstOrThrow()
      expect(row).to.include({ name: 'Gral. A. Ejemplo 0015', borough: 'Gral. A. Ejemplo', population: 2000 })
      expect(row).to.include({ marginalisation: 'Muy alto', without_internet: 0.4, without_mobile: 0.1 })
    })

    it('puts the hotspots into them, but for one in a hole and one beyond', async () => {
      expect(areas.hotspotsMoved).to.equal(14)
      const { rows } = await db.pool.query('select code from hotspots where neighbourhood_id is null order by code')
      expect(rows.map(({ code }) => code)).to.deep.equal(['CASA "LULU" 5', 'MIRADOR-01'])
      const sql = `select n.code, count(*)::int as hotspots from hotspots h join neighbourhoods n on n.id = neighbourhood_id
                   group by n.code order by n.code`
      expect((await db.pool.query(sql)).rows.map(({ code, hotspots }) => [code, hotspots])).to.deep.equal([
        ['0100100010011', 3],
        ['0100100010026', 3],
        ['0100200010015', 3],
        ['0100200010020', 2],
        ['010030001002A', 3],
      ])
    })

    it('sets the same records aside, and changes nothing', async () => {
      const again = await importAgain()
      expect(again).to.include({ stored: 0, updated: 0, unchanged: 16, setAside: 12 })
      expect(again.bounds.from).to.equal('neighbourhoods')
      expect(await importAreas()).to.include({ stored: 0, updated: 0, unchanged: 5, hotspotsMoved: 0 })
    })

    it('spreads 4,500 residents over cells, and knows near whom there are hotspots that nobody has checked', async () => {
      await rebuildPopulationCells(db)
      expect(await value('select round(sum(population)) from population_cells')).to.equal(4500)
      const coverage = await openCoverage(db, silentLog)
      const { residents, covered, unchecked, failed } = coverage.totals('walk')
      await coverage.close()
      expect({ residents, covered, failed }).to.deep.equal({ residents: 4500, covered: 0, failed: 0 })
      // Worked out from the circles of 250 m around the sites, 0.196 km² each, and the residents of each area to the km².
      expect(unchecked).to.be.closeTo(290, 40)
    })
  })
})
