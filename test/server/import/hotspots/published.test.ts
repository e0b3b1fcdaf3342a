import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { type HotspotImportOptions, importHotspots } from '../../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import type { TestDatabase } from '../../../support/database.ts'
import { openImport, polygonFile, type Scratch, square } from '../city-files.ts'

describe('hotspots as cities publish them', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
  })
  afterEach(() => close())

  const take = async (text: string, options: HotspotImportOptions = {}) =>
    importHotspots(db, await scratch.file('city.csv', text), {
      ...{ programme: 'P', reportFile: scratch.path('report.csv') },
      ...options,
    })
  const stored = () => db.query.selectFrom('hotspots').selectAll().orderBy('code').execute()
  const codes = async () => (await stored()).map(({ code }) => code)
  const reported = async (): Promise<string[][]> =>
    parse(await readFile(scratch.path('report.csv')), { bom: true, from: 2 })

  it('have their places in one column, found by its header or by what it holds', async () => {
    await take('id;donde\n1;19.4, -99.1\n2;19.5, -99.2\n')
    await take('id,geometry\n3,"c(-99.1, 19.4)"\n4,POINT (-99.2 19.5)\n')
    const points = (await stored()).map(({ latitude, longitude }) => [latitude, longitude])
    expect(points).to.deep.equal([
      [19.4, -99.1],
      [19.5, -99.2],
      [19.4, -99.1],
      [19.5, -99.2],
    ])
  })

  it('have their places by the words of the headers, never by numbers with a decimal comma', async () => {
    await take('AP;LONG_X_4326;LAT_Y_4326\na;9,181;45,461\nb;9,191;45,471\n')
    await take('Standort;PLZ;geogr. Länge;geogr. Breite\nc;13353;13,351;52,541\n', { takeOutside: true })
    const found = (await stored()).map(({ code, latitude, longitude }) => [code, latitude, longitude])
    expect(found).to.deep.equal([
      ['a', 45.461, 9.181],
      ['b', 45.471, 9.191],
      ['c', 52.541, 13.351],
    ])
    for (const text of [
      'nombre;zona_norte;zona_este\nA;1;0\n',
      'nombre;lat_precision;long_term\nA;5;3\n',
      'nombre;tel\n"A (12, 24)";"Tel (55, 5512)"\n',
    ])
      expect(await take(text).catch(String)).to.match(/no column for latitude, longitude/)
    expect(await take('nombre;superficie\nA;13,351\n').catch(String)).to.match(/no column for latitude, longitude/)
  })

  it('have their places after their addresses, as points of a shape or as its middle; not between far points', async () => {
    await take('nombre,Location 1\na,"Calle 5\nBogotá\n(4.61, -74.12)"\n')
    await take('nombre,geometry\nb,"{""coordinates"": [[-74.1, 4.6]], ""type"": ""MultiPoint""}"\n')
    const far = {
      type: 'MultiPoint',
      coordinates: [
        [-74.1, 4.6],
        [-74.3, 4.7],
      ],
    }
    const feature = { type: 'Feature', properties: { nombre: 'c' }, geometry: far }
    const text = JSON.stringify({ type: 'FeatureCollection', features: [feature] })
    expect(await take(text)).to.include({ stored: 0, setAside: 1 })
    const found = (await stored()).map(({ code, latitude, longitude }) => [code, latitude, longitude])
    expect(found).to.deep.equal([
      ['a', 4.61, -74.12],
      ['b', 4.6, -74.1],
    ])
  })

  it('have no name from a column of places, though it is called so', async () => {
    await take('codice;Indirizzo;Location\n1;Via Roma 1;"(45.4, 9.1)"\n')
    await take('codice;lat;lon;Location\n2;45.4;9.1;"(45.4, 9.1)"\n')
    expect((await stored()).map(({ name }) => name)).to.deep.equal(['P 1', 'P 2'])
  })

  it('have longitude first in coordinates of JSON', async () => {
    await take('[{"nome":"A","coordinates":[-46.6,-23.5]}]')
    expect((await stored())[0]).to.include({ latitude: -23.5, longitude: -46.6 })
  })

  it('that would lie south of every city are swapped', async () => {
    const text = 'nombre,long,lat\nA,-34.6086,-58.3749\nB,-34.6147,-58.3881\n'
    expect(await take(text).catch(String)).to.match(/2 of 2 records.*--swapped/)
    await take(text, { swapped: true })
    expect((await stored())[0]).to.include({ latitude: -34.6086, longitude: -58.3749 })
  })

  it('whose decimal points a spreadsheet took out are refused by that', async () => {
    expect(await take('id,lat,lon\n1,-23.548.100,-46.636.100\n').catch(String)).to.match(/taken the decimal point out/)
  })

  it('are in metres of a system that the option says; without it they are refused', async () => {
    const text = 'id,x,y\n1,485512.1,2145123.5\n2,486000,2146000\n'
    expect(await take(text).catch(String)).to.match(/metres of a projected system.*--crs/)
    await take(text, { crs: 'UTM 14N' })
    expect((await stored())[0]?.latitude).to.be.closeTo(19.4, 0.01)
    expect((await stored())[0]?.longitude).to.be.closeTo(-99.138, 0.01)
  })

  it('that are swapped are asked about, all or some of them, and turned when that is said', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `${at},${at % 2 ? '37.5,127.0' : '127.0,37.5'}`)
    const text = `id,lat,lon\n${lines.join('\n')}\n`
    expect(await take(text).catch(String)).to.match(/30 of 60 records.*--swapped/)
    expect(await take(text, { swapped: true })).to.include({ stored: 60, setAside: 0 })
    expect(new Set((await stored()).map(({ latitude }) => latitude))).to.deep.equal(new Set([37.5]))
  })

  it('that are swapped are known by where the city is, though both readings are on earth', async () => {
    const areas = [{ properties: { code: 'n1' }, ring: square(-3.71, 40.41, 0.02) }]
    await importNeighbourhoods(db, await scratch.file('areas.geojson', polygonFile(areas)))
    const text = 'id,lat,lon\n1,-3.7,40.415\n2,-3.705,40.42\n'
    expect(await take(text).catch(String)).to.match(/2 of 2 records.*--swapped/)
    expect(await take(text, { swapped: true })).to.include({ stored: 2 })
    expect((await stored())[0]).to.include({ latitude: 40.415, longitude: -3.7 })
  })

  it('off the earth are never stored, even where all are taken', async () => {
    const text = 'id,lat,lon\n1,19.4,-99.1\n2,95,-99.1\n3,19.4,-190\n4,0,0\n5,40,3\n'
    expect(await take(text, { takeOutside: true })).to.include({ stored: 2, setAside: 3 })
    expect(await codes()).to.deep.equal(['1', '5'])
  })

  it('of the periphery are of the city: in steps from it, or a village; a copied mistake is not', async () => {
    const areas = [{ properties: { code: 'n1' }, ring: square(-99.1, 19.4, 0.02) }]
    await importNeighbourhoods(db, await scratch.file('areas.geojson', polygonFile(areas)))
    const inside = [
      'a,19.41,-99.09',
      'b,19.405,-99.095',
      'g,19.412,-99.085',
      'h,19.4,-99.1',
      'i,19.401,-99.1',
      'k,19.402,-99.1',
    ]
    const steps = ['c,19.41,-99.14', 'd,19.41,-99.175', 'e,19.41,-99.21']
    const village = ['v1,19.8,-99.3', 'v2,19.81,-99.3', 'v3,19.82,-99.31']
    const copied = ['m1,19.41,99.09', 'm2,19.405,99.095', 'm3,19.42,99.08', 'n1,19.9,-99.9', 'n2,19.9,-99.9001']
    const text = `id,lat,lon\n${[...inside, ...steps, ...village, ...copied].join('\n')}\n`
    expect(await take(text)).to.include({ stored: 12, setAside: 5 })
    expect((await reported()).map(([, , id]) => id)).to.deep.equal(['m1', 'm2', 'm3', 'n1', 'n2'])
    expect(await take(text, { takeOutside: true })).to.include({ stored: 5, setAside: 0 })
  })

  it('lose a date that cannot be read, not themselves, and it is told', async () => {
    const result = await take(
      'id,lat,lon,installed\n1,19.4,-99.1,NA\n2,19.4,-99.1,soon\n3,19.4,-99.1,01/31/2020\n4,19.4,-99.1,02/03/2020\n',
    )
    expect(result).to.include({ stored: 4, setAside: 0, valuesLost: 1 })
    expect(await reported()).to.deep.equal([
      ['3', 'P', '2', 'installed', 'soon', 'not-a-date', 'no day that can be read; the hotspot was taken without it'],
    ])
    const { rows } = await db.pool.query('select installed_on::text as day from hotspots order by code')
    expect(rows.map(({ day }) => day)).to.deep.equal([null, null, '2020-01-31', '2020-02-03'])
  })

  it('have days that are told of where they can be read in two ways', async () => {
    const { remarks } = await take('id,lat,lon,installed\n1,19.4,-99.1,01/02/2020\n')
    expect(remarks).to.include('1 day of "installed" can be read in two ways: read as day/month/year.')
  })

  it('have the column for their id that tells them apart, with or without a header', async () => {
    const lines = Array.from({ length: 40 }, (_, at) => `${at + 1},11,19.4,-99.${100 + at}`)
    const { remarks } = await take(`,id,lat,lon\n${lines.join('\n')}\n`)
    expect(remarks).to.deep.equal(['Their ids are from the column "column 1".'])
    expect(await codes()).to.have.length(40)
  })

  it('have an id made of their names where they have none, the same in any order of the file', async () => {
    const lines = ['Biblioteca,Calle 1,19.4,-99.1', 'Biblioteca,Calle 2,19.5,-99.1', 'Kiosco,Calle 3,19.4,-99.2']
    const header = 'nombre,dirección,lat,lon'
    const result = await take([header, ...lines].join('\n'))
    expect(result.remarks.join()).to.match(/ids are made of names/)
    expect(await codes()).to.deep.equal(['Biblioteca, Calle 1', 'Biblioteca, Calle 2', 'Kiosco'])
    const again = await take([header, ...lines.reverse()].join('\n'))
    expect(again).to.include({ stored: 0, updated: 0, unchanged: 3, missing: 0 })
  })

  it('are one only where their lines are the same, if nothing tells them apart', async () => {
    const text = 'tipo,lat,lon\ninterior,19.4,-99.1\nexterior,19.4,-99.1\ninterior,19.4,-99.1\n'
    expect(await take(text)).to.include({ stored: 1, merged: 1, setAside: 1 })
    expect((await reported()).map(([line]) => line)).to.deep.equal(['3'])
  })

  it('have an id from a header without spaces', async () => {
    await take('LocationID,LocationNameEN,lat,lon\nL1,Library,19.4,-99.1\nL2,Park,19.4,-99.1\n')
    expect((await stored()).map(({ code, name }) => [code, name])).to.deep.equal([
      ['L1', 'Library'],
      ['L2', 'Park'],
    ])
  })

  it('are warned of: one place under several boroughs, no area, a borough against the area, spellings', async () => {
    const areas = [{ properties: { code: 'n1', borough: 'Norte' }, ring: square(-99.11, 19.39, 0.02) }]
    await importNeighbourhoods(db, await scratch.file('areas.geojson', polygonFile(areas)))
    const lines = ['Norte', 'Sur', 'Este', 'NORTE', 'norte'].map((borough, at) => `${at},19.4,-99.1,${borough}`)
    const { remarks } = await take(['id,lat,lon,alcaldia', ...lines, '9,19.42,-99.1,Norte'].join('\n'))
    const all = remarks.join('\n')
    expect(all).to.include('5 hotspots stand at 19.4, -99.1 but in 3 boroughs')
    expect(all).to.include('1 hotspots stand in no neighbourhood, such as 9 (line 7)')
    expect(all).to.include(
      '2 hotspots stand in another borough than they say, such as 1 (line 3): Sur, but in an area of Norte',
    )
    expect(all).to.include('5 spellings of boroughs were taken for 3 boroughs')
  })

  it('want a programme, which is suggested', async () => {
    expect(await take('id,lat,lon\n1,19,-99\n', { programme: undefined }).catch(String)).to.match(/--programme "city"/)
  })
})
