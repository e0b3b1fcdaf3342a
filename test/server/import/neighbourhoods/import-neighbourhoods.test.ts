import { expect } from 'chai'
import type pg from 'pg'
import { importHotspots } from '../../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { remakePopulationCells } from '../../../../server/planning/cells.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { openImport, polygonFile, type Scratch, square } from '../city-files.ts'

describe('importing neighbourhoods', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
  })
  afterEach(() => close())

  const polygons = (areas: Parameters<typeof polygonFile>[0]) => scratch.file('areas.geojson', polygonFile(areas))
  const two = () =>
    polygons([
      { properties: { CVEGEO: '09010A', CVE_AGEB: '010A', NOM_MUN: 'Tlalpan ' }, ring: square(-99.2, 19.4) },
      { properties: { CVEGEO: '09020B', CVE_AGEB: '020B', NOM_MUN: 'Coyoacán' }, ring: square(-99.1, 19.4) },
    ])
  const table = (...lines: string[]) =>
    scratch.file('attributes.csv', ['CVE_AGEB,POB_TOTAL,OVSINT,OVSCEL,GM_2020', ...lines, ''].join('\r\n'))
  const stored = () => db.query.selectFrom('neighbourhoods').selectAll().orderBy('code').execute()

  it('joins shapes and attributes by code, with shares of 1 and an area in square metres', async () => {
    const attributes = await table('09010A,1234.0,25,5,Alto', '09020B,0.0,0,0,')
    const result = await importNeighbourhoods(db, await two(), { attributes })
    expect(result).to.include({ areas: 2, stored: 2, joined: 2, population: 1234 })
    const [first, second] = await stored()
    expect(first).to.include({
      code: '09010A',
      name: 'Tlalpan 010A',
      borough: 'Tlalpan',
      population: 1234,
      marginalisation: 'Alto',
      without_internet: 0.25,
      without_mobile: 0.05,
    })
    // 0.01° of latitude is 1,112 m; of longitude at 19.4°, 1,049 m.
    expect(first?.area_m2).to.be.closeTo(1112 * 1049, 3000)
    expect(second).to.include({ population: 0, marginalisation: null, without_internet: 0 })
  })

  it('takes populations by year, by day and by night, and the latest year for those who live there now', async () => {
    const lines = [
      'CVE_AGEB,POB_2020,POB_2025,POB_DIA_2025,OVSINT',
      '09010A,900,"1,000",5000,25',
      '09020B,80,70,,5',
      '',
    ]
    const attributes = await scratch.file('attributes.csv', lines.join('\r\n'))
    const result = await importNeighbourhoods(db, await two(), { attributes })
    expect(result).to.include({ population: 1070, populations: 5 })
    expect(result.remarks.join('\n')).to.include('Population is that of "POB_2025"')
    const { rows } = await db.pool.query(
      `select code, p.year, p.time, people from neighbourhood_populations p join neighbourhoods n on n.id = neighbourhood_id
       order by 1, 2, 3`,
    )
    expect(rows.map((row) => Object.values(row).join(' '))).to.deep.equal([
      '09010A 2020 residents 900',
      '09010A 2025 day 5000',
      '09010A 2025 residents 1000',
      '09020B 2020 residents 80',
      '09020B 2025 residents 70',
    ])
    expect(await importNeighbourhoods(db, await two(), { attributes })).to.include({ unchanged: 2, populations: 0 })
  })

  it('says what did not join, on both sides', async () => {
    const attributes = await table('09010A,10,1,1,Alto', '0999ZZ,10,1,1,Alto')
    const result = await importNeighbourhoods(db, await two(), { attributes })
    expect(result.joined).to.equal(1)
    expect(result.areasWithoutAttributes).to.deep.equal(['09020B'])
    expect(result.attributesWithoutArea).to.deep.equal(['0999ZZ'])
  })

  it('refuses attributes of which none joins: it is another city, or another column', async () => {
    await importNeighbourhoods(db, await two(), { attributes: await table('09010A,10,1,1,Alto') })
    const error = await importNeighbourhoods(db, await two(), { attributes: await table('0999ZZ,9,1,1,Bajo') }).catch(
      String,
    )
    expect(error).to.include('09010A').and.include('0999ZZ').and.include('--map code=')
    expect((await stored())[0]).to.include({ population: 10, marginalisation: 'Alto' })
  })

  it('refuses codes that a spreadsheet has shortened', async () => {
    const attributes = await table('9.01E+12,10,1,1,Alto', '9.01E+12,10,1,1,Alto')
    expect(await importNeighbourhoods(db, await two(), { attributes }).catch(String)).to.match(
      /shortened the codes.*"CVE_AGEB".*9\.01E\+12.*as text/,
    )
  })

  it('takes attributes from the shapes themselves', async () => {
    const properties = { code: 'n1', name: 'North', population: 70, without_internet: 0.5 }
    await importNeighbourhoods(db, await polygons([{ properties, ring: square(1, 1) }]))
    expect((await stored())[0]).to.include({ name: 'North', population: 70, without_internet: 0.5 })
  })

  it('changes nothing the second time, and updates by code', async () => {
    const file = await two()
    await importNeighbourhoods(db, file, { attributes: await table('09010A,10,1,1,Alto') })
    const before = await stored()
    const again = await importNeighbourhoods(db, file, { attributes: await table('09010A,10,1,1,Alto') })
    expect(again).to.include({ stored: 0, updated: 0, unchanged: 2, hotspotsMoved: 0 })
    expect(await stored()).to.deep.equal(before)
    const newer = await importNeighbourhoods(db, file, { attributes: await table('09010A,11,1,1,Alto') })
    expect(newer).to.include({ stored: 0, updated: 1, unchanged: 1 })
    expect((await stored()).map(({ id, population }) => [id, population])).to.deep.equal([
      [before[0]?.id, 11],
      [before[1]?.id, 0],
    ])
  })

  it('puts hotspots into the neighbourhood they stand in', async () => {
    const csv = await scratch.file('h.csv', 'id,programa,lat,lon\nA,P,19.405,-99.195\nB,P,19.405,-99.15\n')
    await importHotspots(db, csv, { reportFile: scratch.path('report.csv') })
    expect(await importNeighbourhoods(db, await two())).to.include({ hotspotsMoved: 1 })
    const rows = await db.query
      .selectFrom('hotspots')
      .leftJoin('neighbourhoods as n', 'n.id', 'neighbourhood_id')
      .select(['hotspots.code', 'n.code as area'])
      .orderBy('hotspots.code')
      .execute()
    expect(rows).to.deep.equal([
      { code: 'A', area: '09010A' },
      { code: 'B', area: null },
    ])
  })

  it('sets aside features that cannot be used, with their number and what is wrong', async () => {
    const result = await importNeighbourhoods(
      db,
      await polygons([
        { properties: { code: 'a' }, ring: square(1, 1) },
        { properties: { code: 'a' }, ring: square(2, 1) },
        { properties: { code: 'b' }, ring: square(480_000, 2_140_000) },
        { properties: { code: '' }, ring: square(3, 1) },
        { properties: { code: 'c' }, ring: square(3, 1).slice(3) },
        { properties: { code: 'd', population: 'many' }, ring: square(3, 1) },
      ]),
    )
    expect(result).to.include({ areas: 6, stored: 2 })
    expect(result.setAside).to.deep.equal([
      { where: 2, code: 'a', reason: 'an earlier feature has the same code' },
      { where: 3, code: 'b', reason: 'positions that are not WGS84 longitude and latitude in degrees' },
      { where: 4, code: '', reason: 'no code' },
      { where: 5, code: 'c', reason: 'a ring with fewer than 4 positions' },
    ])
    expect(result.mended).to.deep.equal([
      { where: 6, code: 'd', reason: 'population is "many", not a number from 0 to 100000000' },
    ])
  })

  it('makes what is made of the areas in its own transaction: without it none is stored', async () => {
    const within = async (client: pg.ClientBase) => {
      const { rows } = await client.query('select code from neighbourhoods')
      throw new Error(`${rows.length} areas have no cells`)
    }
    expect(await importNeighbourhoods(db, await two(), { within }).catch(String)).to.equal(
      'Error: 2 areas have no cells',
    )
    expect(await stored()).to.deep.equal([])
    const cells = async () => (await db.pool.query('select count(*) from population_cells')).rows[0].count
    const attributes = await table('09010A,10,1,1,Alto', '09020B,10,1,1,Alto')
    await importNeighbourhoods(db, await two(), { attributes, within: remakePopulationCells })
    expect(await cells()).to.be.above(100)
  })

  it('says what a wrong file is', async () => {
    const attempt = async (text: string) =>
      importNeighbourhoods(db, await scratch.file('wrong.json', text)).catch(String)
    expect(await attempt('id,lat\n')).to.match(/wrong\.json has a header but no records/)
    expect(await attempt('id,lat\n1,2\n')).to.match(/is CSV without shapes.*GeoJSON, KML, a shapefile or a table/)
    expect(await attempt('{"type":"FeatureCollection","features":[]}')).to.match(/no features/)
    expect(await attempt(polygonFile([{ properties: { zone: 1 }, ring: square(1, 1) }]))).to.match(
      /no column for code[\s\S]*"zone"/,
    )
    expect(await attempt(polygonFile([{ properties: { code: 1 }, ring: [] }]))).to.match(/no usable area/)
  })
})
