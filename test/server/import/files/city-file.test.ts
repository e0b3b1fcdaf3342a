import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { strToU8, zipSync } from 'fflate'
import { type NamedOctets, tableFromOctets } from '../../../../server/import/files/city-file.ts'
import { ImportError } from '../../../../server/import/import-error.ts'
import { shapefile } from '../../../support/shapefile.ts'
import { xlsx } from '../../../support/xlsx.ts'

const read = (content: Buffer | string, beside: NamedOctets[] = []) =>
  tableFromOctets('city.dat', Buffer.from(content), {}, beside)
const values = async (content: Buffer | string) => (await read(content)).records.map((record) => record.values)
const refusal = (content: Buffer | string) =>
  read(content).then(
    ({ format }) => `taken as ${format}`,
    (error: Error) => (error instanceof ImportError ? error.message : String(error)),
  )

const csv = 'id,lat,lon\nA,19.4,-99.1\nB,19.5,-99.2\n'
const point = { type: 'Point', coordinates: [-99.1, 19.4] }
const feature = (id: string) => ({ type: 'Feature', properties: { id, site: { name: 'Centro' } }, geometry: point })
const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
  <Placemark><name>Kiosco</name><styleUrl>#a</styleUrl><ExtendedData><Data name="clave"><value>K-1</value></Data></ExtendedData>
  <Point><coordinates>-99.1,19.4,0</coordinates></Point></Placemark></Folder></Document></kml>`
const zip = (files: Record<string, string | Uint8Array>) =>
  Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(files).map(([n, c]) => [n, typeof c === 'string' ? strToU8(c) : c] as const)),
    ),
  )

describe("a city's file, told by what it holds", () => {
  it('may be CSV, in a ZIP or gzip', async () => {
    for (const content of [csv, gzipSync(csv), zip({ 'data/x.csv': csv, 'LICENSE.txt': 'CC', '__MACOSX/x.csv': '' })])
      expect(await values(content)).to.deep.equal([
        ['A', '19.4', '-99.1'],
        ['B', '19.5', '-99.2'],
      ])
  })

  it('may be XLSX, numbers as they are stored', async () => {
    const table = await read(xlsx([['Título'], ['id', 'lat', 'lon'], ['A', 19.4, -99.1]]))
    expect(table).to.deep.include({ format: 'XLSX', unit: 'row', headers: ['id', 'lat', 'lon'] })
    expect([...table.numeric!]).to.deep.equal([1, 2])
  })

  it('may be XLSX whose table stands in a later sheet than its title page', async () => {
    const table = await read(
      xlsx(
        [
          ['id', 'lat'],
          ['A', 19.4],
          ['B', 19.5],
        ],
        [['Red WiFi'], ['2024']],
      ),
    )
    expect(table).to.deep.include({ headers: ['id', 'lat'] })
    expect(table.remarks?.[0]).to.equal('It is the sheet "Red" that is read, not "Portada".')
  })

  it('may be GeoJSON: whole, one feature, or one a line', async () => {
    const collection = JSON.stringify({ type: 'FeatureCollection', features: [feature('A'), feature('B')] })
    const lines = `${JSON.stringify(feature('A'))}\n${JSON.stringify(feature('B'))}\n`
    for (const content of [collection, lines, `\uFEFF ${collection}`, lines.replace(/^/gm, '\u001e')]) {
      const { headers, records, unit } = await read(content)
      expect(headers).to.deep.equal(['id', 'site.name'])
      expect(unit).to.equal('feature')
      expect(records.map((record) => record.geometry)).to.deep.equal([point, point])
    }
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::25830' } }
    expect(await read(JSON.stringify({ ...feature('A'), crs }))).to.include({ crs: crs.properties.name })
  })

  it('may be JSON as portals wrap it: arrays, CKAN, Socrata', async () => {
    const objects = [
      { id: 'A', place: point },
      { id: 'B', place: null },
    ]
    const expected = [
      ['A', JSON.stringify(point)],
      ['B', ''],
    ]
    for (const wrapped of [
      objects,
      { help: 'x', result: { records: objects, fields: [{ id: 'id' }, { id: 'place' }] } },
    ])
      expect(await values(JSON.stringify(wrapped))).to.deep.equal(expected)
    const socrata = {
      meta: { view: { columns: [{ name: 'id' }, { name: 'lat' }] } },
      data: [
        ['A', 19],
        ['B', 20],
      ],
    }
    expect(await read(JSON.stringify(socrata))).to.deep.include({ headers: ['id', 'lat'] })
    const ofArrays = [
      ['id', 'lat'],
      ['A', 19],
      ['B', 20],
    ]
    expect(await read(JSON.stringify(ofArrays))).to.deep.include({ headers: ['id', 'lat'] })
  })

  it("may be Esri's JSON, with its system and the holes of its shapes", async () => {
    const square = (from: number, to: number) => [
      [from, from],
      [from, to],
      [to, to],
      [to, from],
      [from, from],
    ]
    const features = [{ attributes: { id: 'A' }, geometry: { rings: [square(0, 10), square(1, 2).reverse()] } }]
    const table = await read(JSON.stringify({ features, spatialReference: { wkid: 102100, latestWkid: 3857 } }))
    expect(table.crs).to.equal('EPSG:3857')
    expect(table.records[0]?.geometry).to.deep.equal({
      type: 'MultiPolygon',
      coordinates: [[square(0, 10), square(1, 2).reverse()]],
    })
  })

  it('tells where a portal says that it gave a part only', async () => {
    const rows = [{ id: 'A', lat: 19.4 }]
    const features = [feature('A')]
    for (const part of [
      { success: true, result: { records: rows, fields: [{ id: 'id' }], total: 2350 } },
      { total_count: 2350, results: rows },
      { TbPublicWifiInfo: { list_total_count: 2350, row: rows } },
      { type: 'FeatureCollection', numberMatched: 2350, features },
    ])
      expect((await read(JSON.stringify(part))).remarks?.join()).to.match(/part only.*2,350 records, and 1 are here/)
    for (const part of [
      { type: 'FeatureCollection', properties: { exceededTransferLimit: true }, features },
      { exceededTransferLimit: true, features: [{ attributes: { id: 'A' }, geometry: { x: 1, y: 2 } }] },
    ])
      expect((await read(JSON.stringify(part))).remarks?.join()).to.match(/part only.*more records/)
    for (const whole of [
      { total_count: 1, results: rows },
      { type: 'FeatureCollection', totalFeatures: 1, features },
    ])
      expect((await read(JSON.stringify(whole))).remarks).to.deep.equal([])
  })

  it('may have positions as texts, its system by a number, and values as FIWARE wraps them', async () => {
    const text = { ...feature('A'), geometry: { type: 'Point', coordinates: ['-99.1', '19.4'] } }
    const crs = { type: 'EPSG', properties: { code: 31983 } }
    const table = await read(JSON.stringify({ type: 'FeatureCollection', crs, features: [text] }))
    expect([table.records[0]?.geometry, table.crs]).to.deep.equal([point, 'EPSG:31983'])
    const entity = { id: 'urn:1', name: { type: 'Text', value: 'Plaza' }, location: { type: 'geo:json', value: point } }
    const fiware = await read(JSON.stringify([entity]))
    expect([fiware.headers, fiware.records[0]?.values]).to.deep.equal([
      ['id', 'name', 'location'],
      ['urn:1', 'Plaza', JSON.stringify(point)],
    ])
  })

  it('may be a text whose fields a database has filled up with zero octets', async () => {
    expect(await values('id,lat\nA,19.4\0\nB,19.5\0\n')).to.have.length(2)
  })

  it('may be KML or KMZ, without what says how it looks', async () => {
    for (const content of [kml, zip({ 'doc.kml': kml })]) {
      const { headers, records } = await read(content)
      expect(headers).to.deep.equal(['name', 'clave'])
      expect(records[0]?.values).to.deep.equal(['Kiosco', 'K-1'])
      expect(records[0]?.geometry).to.deep.include({ type: 'Point' })
    }
  })

  it('may be a shapefile, in the encoding that it says or is, without what was deleted from it', async () => {
    const rows = [
      { point: [440_000, 4_470_000], values: ['A-1', 'Peñón del Álamo'] },
      { point: [440_001, 4_470_001], values: ['A-2', 'Gone'], deleted: true },
      { point: [440_002, 4_470_002], values: ['A-3', 'Cañada'] },
    ] as const
    for (const [encoding, cpg] of [
      ['latin1', undefined],
      ['utf8', 'UTF-8'],
      ['latin1', '1252'],
    ] as const) {
      const { shp, dbf } = shapefile(['id', 'nombre'], rows, encoding)
      const parts = { 'a/X.shp': shp, 'a/X.dbf': dbf, 'a/X.prj': 'PROJCS["ETRS89"]', ...(cpg && { 'a/X.cpg': cpg }) }
      const table = await read(zip(parts))
      expect(table.crs).to.equal('PROJCS["ETRS89"]')
      expect(table.records.map((record) => record.values)).to.deep.equal([
        ['A-1', 'Peñón del Álamo'],
        ['A-3', 'Cañada'],
      ])
      expect(table.records[1]?.geometry).to.deep.equal({ type: 'Point', coordinates: [440_002, 4_470_002] })
    }
    expect(await refusal(shapefile(['id'], [], 'utf8').shp)).to.include('without its .dbf')
  })

  const refused: ReadonlyArray<[what: string, content: Buffer | string, name: RegExp]> = [
    ['an old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old Excel.*save it as XLSX or CSV/],
    ['a GeoPackage', 'SQLite format 3\0…', /GeoPackage.*ogr2ogr/],
    ['a PDF', '%PDF-1.7', /PDF/],
    ['a page of a portal', '<!DOCTYPE html><html><body>Not found', /HTML page/],
    ['that page after a comment', '<!-- x -->\n<html lang="es"><body>Not found', /HTML page, no data/],
    [
      "a portal's .xls",
      '<html xmlns:x="urn:schemas"><body><table><tr><td>id</td>',
      /HTML page with a table.*spreadsheet/,
    ],
    ['a binary Excel', zip({ 'xl/workbook.bin': 'x' }), /binary Excel file \(\.xlsb\).*XLSX or CSV/],
    ['an Access database', '\0\x01\0\0Standard Jet DB\0', /Access database.*XLSX or CSV/],
    ['an AutoCAD drawing', 'AC1032\0\0', /AutoCAD.*GeoJSON/],
    ['GML', '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="x">', /is GML.*ogr2ogr/],
    ['TopoJSON', '{"type":"Topology","arcs":[[1]],"objects":{}}', /TopoJSON/],
    ['JSON that was cut off', '[{"id":1},{"id"', /not JSON, though it begins like it/],
    ['JSON without records', '{"type":"Point","coordinates":[1,2]}', /without a list of records but a Point/],
    [
      'an answer of ArcGIS without data',
      '{"error":{"code":400,"message":"Invalid URL"}}',
      /server answered: "Invalid URL"/,
    ],
    [
      'an answer of a WFS without data',
      '<?xml version="1.0"?><ows:ExceptionReport><ows:ExceptionText>No layer</ows:ExceptionText>',
      /error that a server answered: "No layer"/,
    ],
    ['an Arrow file', 'ARROW1\0\0', /Arrow.*CSV/],
    ['data of R', gzipSync('X\n\0\0\0\x03'), /data of R: write/],
    ['a TAR archive', gzipSync(Buffer.concat([Buffer.alloc(257), Buffer.from('ustar')])), /TAR archive: unpack/],
    ['MapInfo', 'Version 300\nCharset "WindowsLatin1"\n', /MapInfo.*ogr2ogr/],
    ['a GeoPackage in a ZIP', zip({ 'a.gpkg': 'SQLite format 3\0' }), /a.gpkg in city.dat is a GeoPackage.*ogr2ogr/],
    [
      'a KML that is a link',
      '<kml><NetworkLink><Link><href>x/y.kmz</href></Link></NetworkLink></kml>',
      /link to another file: x\/y.kmz/,
    ],
    ['an OpenDocument sheet', zip({ mimetype: 'x', 'content.xml': 'x' }), /OpenDocument.*XLSX or CSV/],
    ['a document of Word', zip({ 'word/document.xml': 'x' }), /Word/],
    ['a ZIP of several files', zip({ 'a.csv': csv, 'b.csv': csv }), /several files: a.csv, b.csv/],
    ['a ZIP of nothing that is known', zip({ 'a.exe': 'x' }), /without data that is known/],
    ['a broken ZIP', 'PK\x03\x04 and so on', /ZIP file that is broken/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\n', /Git LFS/],
    ['octets', Buffer.from([1, 2, 0, 3, 4, 5, 200]), /no text/],
    ['nothing', '', /is empty/],
  ]
  for (const [what, content, name] of refused)
    it(`is refused by its right name: ${what}`, async () => {
      expect(await refusal(content)).to.match(name)
    })
})
