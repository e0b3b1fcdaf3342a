import { expect } from 'chai'
import {
  importNeighbourhoods,
  type NeighbourhoodImportOptions,
} from '../../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { xlsx } from '../../../support/xlsx.ts'
import { openImport, polygonFile, type Scratch, square } from '../city-files.ts'

describe('neighbourhoods as cities publish them', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
  })
  afterEach(() => close())

  const take = async (areas: Parameters<typeof polygonFile>[0], options: NeighbourhoodImportOptions = {}) =>
    importNeighbourhoods(db, await scratch.file('areas.json', polygonFile(areas)), options)
  const stored = () => db.query.selectFrom('neighbourhoods').selectAll().orderBy('code').execute()
  const coded = (code: string, at = 1) => ({ properties: { code }, ring: square(at, 1) })

  it('have their names for a code where nothing else is but a running number, and it is told', async () => {
    const result = await take([
      { properties: { cartodb_id: 1, name: 'Temple' }, ring: square(1, 1) },
      { properties: { cartodb_id: 2, name: 'Bourse' }, ring: square(2, 1) },
    ])
    expect((await stored()).map(({ code }) => code)).to.deep.equal(['Bourse', 'Temple'])
    expect(result.remarks).to.include('Their codes are from "name".')
  })

  it('have figures of XLSX whose codes lost their zeros, each file with a column of its own', async () => {
    const areas = ['0101', '0102', '0103'].map((ZONA, at) => ({ properties: { ZONA }, ring: square(at, 1) }))
    const sheet = xlsx([['Población por zona'], ['clave zona', 'poblacion'], [101, 1500], [102, 20], [999, 1]])
    const attributes = await scratch.file('need.dat', sheet)
    const map = { 'areas.code': 'ZONA', 'attributes.code': 'clave zona' }
    const result = await take(areas, { attributes, map })
    expect(result).to.include({ joined: 2, population: 1520 })
    expect(result.attributesWithoutArea).to.deep.equal(['999'])
    expect(result.remarks.join()).to.match(/2 codes .* lost their zeros, such as 101: taken for 0101/)
  })

  it('have one column named for both files by --map', async () => {
    const attributes = await scratch.file('need.csv', 'ZONA;poblacion\nA;3.183\nB;12.004\n')
    const areas = ['A', 'B'].map((ZONA, at) => ({ properties: { ZONA, id: 1 }, ring: square(at, 1) }))
    expect(await take(areas, { attributes, map: { code: 'ZONA' } })).to.include({ joined: 2, population: 15_187 })
    const wrong = take(areas, { attributes, map: { code: 'ZONE' } }).catch(String)
    expect(await wrong).to.match(/no column "ZONE"/)
  })

  it('have the figures of a census whose code stands in several columns, of their own level among totals', async () => {
    const header = 'ENTIDAD,NOM_ENT,MUN,NOM_MUN,LOC,NOM_LOC,AGEB,MZA,POBTOT'
    const line = (mun: string, loc: string, ageb: string, mza: string, people: string) =>
      `09,Ciudad,${mun},M,${loc},L,${ageb},${mza},${people}`
    const lines = [
      line('000', '0000', '0000', '000', '900'),
      ...[line('002', '0000', '0000', '000', '300'), line('002', '0001', '0000', '000', '300')],
      ...[line('002', '0001', '010A', '000', '200'), line('002', '0001', '010A', '001', '150')],
      ...[line('002', '0001', '010A', '002', '*'), line('002', '0001', '0115', '000', '100')],
    ]
    const attributes = await scratch.file('ageb.csv', [header, ...lines].join('\n'))
    const codes = ['090020001010A', '0900200010115'].map((CVEGEO, at) => ({
      properties: { CVEGEO },
      ring: square(at, 1),
    }))
    const result = await take(codes, { attributes })
    expect(result).to.include({ joined: 2, population: 300 })
    expect(result.remarks.join()).to.match(
      /codes are made of "ENTIDAD", "MUN", "LOC", "AGEB"; 5 lines are of other levels/,
    )
    const blocks = [{ properties: { CVEGEO: '090020001010A001' }, ring: square(5, 1) }]
    expect(await take(blocks, { attributes })).to.include({ joined: 1, population: 150 })
  })

  it('have one line of figures each: those of years, or of women and men, are not taken by the first', async () => {
    const attributes = await scratch.file('long.csv', 'code,sexo,poblacion\nA,H,100\nA,M,200\nB,H,1\nB,M,2\n')
    const refused = await take([coded('A'), coded('B', 2)], { attributes }).catch(String)
    expect(refused).to.match(/several lines for most areas, such as 2 for A, which differ in "sexo", "poblacion"/)
  })

  it('have figures by names that differ in case and accents, under merged headers of years', async () => {
    const rows = [
      ['Colonia', 'Población', ''],
      ['', '2020', '2025'],
      ['ALAMOS', 90, 100],
      ['DEL VALLE', 180, 200],
    ]
    const attributes = await scratch.file('need.xlsx', xlsx(rows))
    const named = ['Álamos', 'Del Valle'].map((nombre, at) => ({ properties: { nombre }, ring: square(at, 1) }))
    const result = await take(named, { attributes, map: { 'attributes.code': 'Colonia' } })
    expect(result).to.include({ joined: 2, population: 300 })
    expect(result.remarks.join()).to.match(/written otherwise.*such as ALAMOS: taken for Álamos/)
  })

  it('are taken with latitude first where nothing else is on earth, and it is told', async () => {
    const turned = [{ properties: { code: 'A' }, ring: square(-99, 19).map(([x = 0, y = 0]) => [y, x]) }]
    const result = await take(turned)
    expect(result.remarks.join()).to.match(/latitude first/)
    expect((await stored())[0]?.area_m2).to.be.closeTo(1.17e6, 5e3)
  })

  it('have their shapes from the column in degrees, where one in metres stands beside it', async () => {
    const wkt = (ring: number[][]) => `"POLYGON ((${ring.map((position) => position.join(' ')).join(', ')}))"`
    const line = `1,el Raval,${wkt(square(430_000, 4_580_000, 900))},${wkt(square(2.1, 41.3))}`
    const file = await scratch.file('bcn.csv', `codi_barri,nom_barri,geometria_etrs89,geometria_wgs84\n${line}\n`)
    expect(await importNeighbourhoods(db, file)).to.include({ stored: 1 })
  })

  it('have shares in percent where they say so or are more than 1; ambiguous numbers are refused', async () => {
    const of = (text: string) => scratch.file('need.csv', text)
    await take([coded('A'), coded('B', 2)], { attributes: await of('code;sin internet\nA;16,5 %\nB;3 %\n') })
    expect((await stored()).map((area) => area.without_internet)).to.deep.equal([0.165, 0.03])
    const ambiguous = take([coded('A')], { attributes: await of('code;population\nA;3,183\nB;4500\n') })
    expect(await ambiguous.catch(String)).to.match(/"population" in need\.csv are ambiguous.*--map population=/)
  })

  it('lose a value that cannot be read, not themselves; NA is none', async () => {
    const attributes = await scratch.file('need.csv', 'code,population\nA,NA\nB,few\n')
    const result = await take([coded('A'), coded('B', 2)], { attributes })
    expect(result).to.include({ stored: 2, joined: 2 })
    expect(result.attributesSetAside).to.have.length(1)
    expect(result.remarks.join()).to.include('No area has population')
  })

  it('are in metres of the system that the file or the option says; without it they are refused', async () => {
    const metres = [{ properties: { code: 'A' }, ring: square(485_000, 2_145_000, 1000) }]
    expect(await take(metres).catch(String)).to.match(/metres of a projected system.*--crs/)
    await take(metres, { crs: 'EPSG:32614' })
    expect((await stored())[0]?.area_m2).to.be.closeTo(1e6, 5000)
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32614' } }
    const file = await scratch.file('own.json', JSON.stringify({ ...JSON.parse(polygonFile(metres)), crs }))
    expect(await importNeighbourhoods(db, file)).to.include({ unchanged: 1 })
  })

  it('are mended or set aside with the reason where their shapes are wrong', async () => {
    const bowTie = [
      [0, 0],
      [0.01, 0.01],
      [0.01, 0],
      [0, 0.01],
      [0, 0],
    ]
    const line = [
      [3, 1],
      [3.01, 1],
      [3.02, 1],
      [3, 1],
    ]
    const meridian = [
      [179.9, 1],
      [-179.9, 1],
      [-179.9, 1.1],
      [179.9, 1.1],
      [179.9, 1],
    ]
    const result = await take([
      { properties: { code: 'bow tie' }, ring: bowTie },
      { properties: { code: 'open' }, ring: square(1, 1).slice(0, 4) },
      { properties: { code: 'line' }, ring: line },
      { properties: { code: 'world' }, ring: square(-60, -60, 120) },
      { properties: { code: 'meridian' }, ring: meridian },
    ])
    expect(result.setAside.map(({ code, reason }) => `${code}: ${reason}`)).to.deep.equal([
      'line: a polygon without an area',
      'world: an area of 147,243,337 km²: larger than any part of a city',
      'meridian: it crosses the 180th meridian, which is not provided for',
    ])
    expect(result.mended.map(({ code, reason }) => `${code}: ${reason}`)).to.deep.equal([
      'bow tie: its border crosses itself: what it goes round was taken',
      'open: its border was not closed',
    ])
    // Two triangles of a quarter of 0.01° by 0.01° each.
    expect((await stored())[0]?.area_m2).to.be.closeTo(0.5 * 1112 * 1113, 2000)
  })

  it('that lie over others are told of; neighbours with a common border are not', async () => {
    const apart = await take([coded('A', 1), { properties: { code: 'B' }, ring: square(1.01, 1) }])
    expect(apart.remarks.join()).to.not.include('lie over')
    const over = await take([coded('A', 1), { properties: { code: 'C' }, ring: square(1.002, 1.002, 0.004) }])
    expect(over.remarks.join()).to.match(/areas lie over others.*(A over C|C over A)/)
  })
})
