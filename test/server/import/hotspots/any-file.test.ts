import { expect } from 'chai'
import iconv from 'iconv-lite'
import { tableFromOctets } from '../../../../server/import/files/city-file.ts'
import { type ReadRowsOptions, readRows } from '../../../../server/import/hotspots/read-rows.ts'
import { xlsx } from '../../../support/xlsx.ts'

/** Each file has these two. */
const places = [
  { code: 'A-1', name: 'Kiosco Ñandú', latitude: 19.4326, longitude: -99.1332 },
  { code: 'A-2', name: 'Jardín', latitude: 19.3501, longitude: -99.2003 },
]
const rows = ['A-1,Kiosco Ñandú,19.4326,-99.1332', 'A-2,Jardín,19.3501,-99.2003']
const csv = ['id,nombre,lat,lon', ...rows].join('\n')
const semicolons = csv.replaceAll(',', ';').replaceAll('.', ',')
const placed = (header: string, one: string, other: string, separator = ';') =>
  [`id;nombre;${header}`, `A-1;Kiosco Ñandú;${one}`, `A-2;Jardín;${other}`].join('\n').replaceAll(';', separator)
const feature = ({ code, name, latitude, longitude }: (typeof places)[number]) => ({
  type: 'Feature',
  properties: { id: code, nombre: name },
  geometry: { type: 'Point', coordinates: [longitude, latitude] },
})
/** The same in UTM's zone 14 north (EPSG:32614), by Krüger's series. */
const metres = [
  [486_017.33, 2_148_700.22],
  [478_962.89, 2_139_578.16],
]

type File = [what: string, content: string | Buffer, options?: ReadRowsOptions & { encoding?: string }]

const texts: File[] = [
  ['commas', csv],
  ['tabs', csv.replaceAll(',', '\t')],
  ['bars', csv.replaceAll(',', '|')],
  ['semicolons and decimal commas', semicolons],
  ['a byte order mark and sep=', `\uFEFFsep=;\r\n${semicolons.replaceAll('\n', '\r\n')}`],
  ['sep= in quotes, of tabs', `"sep=\t"\n${csv.replaceAll(',', '\t')}`],
  ['line ends of old Macintoshes', csv.replaceAll('\n', '\r')],
  [
    'a title that is merged, an empty line and the header in line 4',
    `Red WiFi,,,\n,,,\nCorte: 2024,,,\n${csv}\nTotal,2,,\n`,
  ],
  ['notes below', `${csv}\nFuente: la ciudad con datos propios,,,\n`],
  [
    'every line in quotes',
    csv
      .split('\n')
      .map((line) => `"${line}"`)
      .join('\r\n'),
  ],
  [
    'commas at every end',
    csv
      .split('\n')
      .map((line) => `${line},,`)
      .join('\n'),
  ],
  ['headers in brackets', csv.replace('id,nombre,lat,lon', '[id],[nombre],[lat],[lon]')],
  [
    'a column without a name',
    csv
      .split('\n')
      .map((line, at) => `${at || ''},${line}`)
      .join('\n'),
  ],
  [
    'degrees, minutes and seconds',
    placed('lat;lon', `19°25'57.36"N;99°07'59.52"W`, `19°21'00.36"N;99°12'01.08"W`, ','),
  ],
  [
    'those in quotes, with O for oeste',
    placed('latitud;longitud', `"19° 25' 57.36"" N";"99° 07' 59.52"" O"`, `"19° 21' 00.36"" N";"99° 12' 01.08"" O"`),
  ],
  ['true minus signs and thin spaces', placed('lat;lon', '19,4326;−99,1332', '19,3501;\u2009−99,2003\u202f')],
  ['degree signs', placed('lat;lon', '19.4326°;-99.1332°', 'N19.3501°;W99.2003°')],
  ['one column, a slash', placed('ubicacion', '19.4326 / -99.1332', '19.3501/-99.2003')],
  ['one column in brackets', placed('ubicacion', '(19.4326, -99.1332)', '(19.3501, -99.2003)')],
  ['one column of decimal commas', placed('gps', '19,4326 -99,1332', '19,3501 -99,2003')],
  ['one column longitude first', placed('geom', 'POINT (-99.1332 19.4326)', '"SRID=4326;POINT(-99.2003 19.3501)"')],
  [
    'one column of GeoJSON',
    placed(
      'geo',
      JSON.stringify(feature(places[0]!).geometry).replaceAll(',', ', '),
      JSON.stringify(feature(places[1]!).geometry),
    ),
  ],
  ['metres, said', placed('x;y', metres[0]!.join(';'), metres[1]!.join(';')), { crs: 'EPSG:32614' }],
  ['metres, zone said', placed('utm x;utm y', metres[0]!.join(';'), metres[1]!.join(';')), { crs: 'UTM 14N' }],
  [
    'metres with their system',
    placed('geom', `"SRID=32614;POINT(${metres[0]!.join(' ')})"`, `"SRID=32614;POINT(${metres[1]!.join(' ')})"`),
  ],
  [
    'small first letters of its headers in capitals and accents',
    csv.replace('id,nombre,lat,lon', 'ID,NOMBRE,LATITUD (°),LONGITUD (°)'),
  ],
]

const encodings: File[] = [
  ['UTF-16LE with a mark', iconv.encode(csv, 'UTF-16LE', { addBOM: true })],
  ['UTF-16BE without one', iconv.encode(csv, 'UTF-16BE')],
  ['windows-1252', iconv.encode(csv, 'windows-1252')],
  ['an encoding that is said', iconv.encode(csv, 'cp850'), { encoding: 'cp850' }],
]

const others: File[] = [
  ['GeoJSON', JSON.stringify({ type: 'FeatureCollection', features: places.map(feature) })],
  [
    'GeoJSON in UTF-16',
    iconv.encode(JSON.stringify({ type: 'FeatureCollection', features: places.map(feature) }), 'UTF-16LE', {
      addBOM: true,
    }),
  ],
  ['GeoJSON a line each', places.map((each) => JSON.stringify(feature(each))).join('\n')],
  ['an array of features', JSON.stringify(places.map(feature))],
  [
    'GeoJSON in metres that it says',
    JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32614' } },
      features: places.map((each, at) => ({
        ...feature(each),
        geometry: { type: 'Point', coordinates: [...metres[at]!, 2240] },
      })),
    }),
  ],
  [
    'GeoJSON of collections',
    JSON.stringify({
      type: 'FeatureCollection',
      features: places.map((each) => ({
        ...feature(each),
        geometry: { type: 'GeometryCollection', geometries: [feature(each).geometry] },
      })),
    }),
  ],
  [
    'objects of JSON',
    JSON.stringify(
      places.map(({ code: id, name: nombre, latitude: lat, longitude: lon }) => ({ id, nombre, lat, lon })),
    ),
  ],
  [
    'objects in an object',
    JSON.stringify({
      ok: true,
      datos: places.map(({ code, name, ...place }) => ({ id: code, nombre: name, place: { ...place } })),
    }),
  ],
  [
    'XLSX below a title',
    xlsx([['Red'], [''], ['id', 'nombre', 'lat', 'lon'], ...places.map((each) => Object.values(each))]),
  ],
]

describe('the hotspots of any file', () => {
  for (const [what, content, { encoding, ...options } = {} as NonNullable<File[2]>] of [
    ...texts,
    ...encodings,
    ...others,
  ])
    it(`are read from one of ${what}`, async () => {
      const table = await tableFromOctets('wifi.csv', Buffer.from(content), { encoding })
      const read = await readRows('wifi.csv', table, { programme: 'Red', ...options })
      expect(read.faults).to.deep.equal([])
      expect(read.rows.map(({ code, name }) => ({ code, name }))).to.deep.equal(
        places.map(({ code, name }) => ({ code, name })),
      )
      for (const [at, { latitude, longitude }] of places.entries()) {
        expect(read.rows[at]!.latitude).to.be.closeTo(latitude, 2e-5)
        expect(read.rows[at]!.longitude).to.be.closeTo(longitude, 2e-5)
      }
    })

  it('are taken from the column that --map names by its position, where two have one name', async () => {
    const twice = 'id,lat,lon,lat,lon\nA,19.4,-99.1,2148698,486018\nB,19.5,-99.2,2148698,486019\n'
    const table = await tableFromOctets('twice.csv', Buffer.from(twice))
    const options = { programme: 'Red' }
    expect(await readRows('twice.csv', table, options).catch(String)).to.include('"column 2" or "column 4"')
    const map = { latitude: 'column 2', longitude: 'column 3' }
    const { rows: read } = await readRows('twice.csv', table, { ...options, map })
    expect(read.map(({ latitude, longitude }) => [latitude, longitude])).to.deep.equal([
      [19.4, -99.1],
      [19.5, -99.2],
    ])
  })
})
