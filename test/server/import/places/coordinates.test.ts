import { expect } from 'chai'
import fc from 'fast-check'
import { parseDegrees } from '../../../../server/import/places/degrees.ts'
import { parsePair } from '../../../../server/import/places/pair.ts'
import { projectionOf } from '../../../../server/import/places/projection.ts'

describe('degrees', () => {
  const written: ReadonlyArray<[text: string, degrees: number, axis?: string]> = [
    ['19.4326', 19.4326],
    [' -99,1332 ', -99.1332],
    ['\u221299.1332', -99.1332],
    ['+19.4', 19.4],
    ['19.4°', 19.4],
    ['1.94326E1', 19.4326],
    ['19.4326 N', 19.4326, 'latitude'],
    ['99.1332° W', -99.1332, 'longitude'],
    ['-99.1332 O', -99.1332, 'longitude'],
    ['S 33,45', -33.45, 'latitude'],
    ['19°25\'57.36"N', 19.4326, 'latitude'],
    ['19º 25’ 57,36” N', 19.4326, 'latitude'],
    ['19°25\u00b457.36"N', 19.4326, 'latitude'],
    ['99° 07\u2032 59.52\u2033 O', -99.1332, 'longitude'],
    ["-99° 07.992'", -99.1332],
    ['１９.４', 19.4],
    ['485\u202f512,5', 485_512.5],
    ['439.910,25', 439_910.25],
    ['-4,474,110.5', -4_474_110.5],
    ['4.474.110', 4_474_110],
  ]
  for (const [text, degrees, axis] of written)
    it(`are read as they are written: ${text}`, () => {
      const read = parseDegrees(text)
      expect(read?.degrees).to.be.closeTo(degrees, 1e-9)
      expect(read?.axis).to.equal(axis)
    })

  it('are nothing else', () => {
    for (const text of [
      '',
      ' ',
      '-',
      '1e3',
      'NaN',
      'Infinity',
      '0x10',
      '19.4.2',
      '19° 25',
      '1 9',
      "19°61'",
      'N',
      'Sur',
    ])
      expect(parseDegrees(text), text).to.equal(undefined)
  })

  it('are the same decimal with a point or a comma, for every number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_800_000, max: 1_800_000 }), (tenThousandths) => {
        const text = (tenThousandths / 10_000).toFixed(4)
        expect(parseDegrees(text)?.degrees).to.equal(tenThousandths / 10_000)
        expect(parseDegrees(text.replace('.', ','))?.degrees).to.equal(tenThousandths / 10_000)
      }),
    )
  })
})

describe('a place in one text', () => {
  const latitudeFirst = ['19.4 N, 99.1 W', '{"lat":19.4,"lng":-99.1}', '{"longitude":"-99.1","latitude":"19.4"}']
  const longitudeFirst = [
    'POINT (-99.1 19.4)',
    'SRID=4326;POINT(-99.1 19.4)',
    'Point Z (-99.1 19.4 2240)',
    'c(-99.1, 19.4)',
    'MULTIPOINT ((-99.1 19.4))',
    '{"coordinates": [[-99.1, 19.4]], "type": "MultiPoint"}',
    "{'type': 'Point', 'coordinates': (-99.1, 19.4)}",
    'POLYGON ((-99.2 19.3, -99 19.3, -99 19.5, -99.2 19.5, -99.2 19.3))',
    '{"type":"Point","coordinates":[-99.1,19.4]}',
    '99.1W 19.4N',
  ]
  const unsaid = [
    '19.4, -99.1',
    '19.4,-99.1',
    '(19.4, -99.1)',
    '19,4; -99,1',
    '19,4, -99,1',
    '19.4 -99.1',
    '19.4° / -99.1°',
  ]
  it('says which number is which, by letters, names or the habit of its notation', () => {
    for (const text of latitudeFirst)
      expect(parsePair(text), text).to.deep.equal({ first: 19.4, second: -99.1, order: 'latitude-first' })
    for (const text of longitudeFirst)
      expect(parsePair(text), text).to.deep.include({ first: -99.1, second: 19.4, order: 'longitude-first' })
  })
  it('may leave that open', () => {
    for (const text of unsaid)
      expect(parsePair(text), text).to.deep.equal({ first: 19.4, second: -99.1, order: undefined })
  })
  it('may be in degrees, minutes and seconds', () => {
    const pair = parsePair('19°25\'57.36"N 99°07\'59.52"W')!
    expect(pair.order).to.equal('latitude-first')
    expect(pair.first).to.be.closeTo(19.4326, 1e-9)
    expect(pair.second).to.be.closeTo(-99.1332, 1e-9)
  })
  it('is nothing else', () => {
    for (const text of [
      '',
      'Centro',
      '19.4',
      '19.4 N, 20 N',
      '{"type":"Polygon","coordinates":[]}',
      '{broken',
      '1,2,3',
      '13,351',
      'MULTIPOINT ((-99.1 19.4), (-99.3 19.6))',
    ])
      expect(parsePair(text), text).to.equal(undefined)
  })
})

describe('a system of coordinates', () => {
  // Madrid's Puerta del Sol, by the national geographic institute's calculator: ETRS89 and zone 30.
  const sol = async (crs: string, x = 440_291, y = 4_474_254) => (await projectionOf(crs))!(x, y)!
  it('is known by its code in every notation, UTM zone, WKT or PROJ text', async () => {
    const names = ['EPSG:25830', '25830', 'urn:ogc:def:crs:EPSG::25830', 'urn:ogc:def:crs:EPSG:6.9:25830', 'UTM 30N']
    const more = [
      'http://www.opengis.net/def/crs/EPSG/0/25830',
      'WGS 84 / UTM zone 30N',
      '+proj=utm +zone=30 +ellps=GRS80',
    ]
    const wkt =
      'PROJCS["ETRS_1989_UTM_Zone_30N",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-3.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    for (const crs of [...names, ...more, wkt]) {
      const [longitude, latitude] = await sol(crs)
      expect(longitude, crs).to.be.closeTo(-3.7038, 0.001)
      expect(latitude, crs).to.be.closeTo(40.4168, 0.001)
    }
    const [longitude, latitude] = await sol('EPSG:102100', -412_305, 4_926_700)
    expect([longitude, latitude].map((degrees) => degrees.toFixed(1))).to.deep.equal(['-3.7', '40.4'])
  })
  it('may be degrees already', async () => {
    for (const crs of [
      'EPSG:4326',
      'urn:ogc:def:crs:OGC:1.3:CRS84',
      'EPSG:4258',
      'WGS84',
      'urn:ogc:def:crs:OGC::CRS84',
    ])
      expect(await projectionOf(crs), crs).to.equal(undefined)
  })
  it('is refused where it is not known', async () => {
    for (const crs of ['EPSG:1', 'local grid', 'EPSG:999999'])
      expect(await projectionOf(crs).catch(String), crs).to.match(/not known.*--crs/)
  })
})
