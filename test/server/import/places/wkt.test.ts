import { expect } from 'chai'
import { isWkb, parseShape } from '../../../../server/import/places/wkt.ts'

const ring = [
  [-99.2, 19.4],
  [-99.1, 19.4],
  [-99.1, 19.5],
  [-99.2, 19.4],
]
const text = ring.map((position) => position.join(' ')).join(', ')
const polygon = { type: 'Polygon', coordinates: [ring] }
const multi = { type: 'MultiPolygon', coordinates: [[ring], [ring]] }

describe('a shape as text', () => {
  const read: ReadonlyArray<[what: string, text: string, geometry: unknown, crs?: string]> = [
    ['WKT', `POLYGON ((${text}))`, polygon],
    ['small letters, no spaces, a line break', `polygon((${text.replaceAll(', ', ',\n')}))`, polygon],
    ['a multipolygon', `MULTIPOLYGON (((${text})), ((${text})))`, multi],
    ['PostGIS with its system', `SRID=32614;MULTIPOLYGON(((${text})),((${text})))`, multi, 'EPSG:32614'],
    ['PostGIS without one', `SRID=0;POLYGON((${text}))`, polygon],
    ['a point', 'POINT(-99.1 19.4)', { type: 'Point', coordinates: [-99.1, 19.4] }],
    ['none', 'POLYGON EMPTY', { type: 'Polygon', coordinates: [] }],
    [
      'a collection',
      `GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((${text})))`,
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }, polygon] },
    ],
    ['GeoJSON', JSON.stringify(polygon), polygon],
    ['a feature of GeoJSON', JSON.stringify({ type: 'Feature', properties: {}, geometry: polygon }), polygon],
    [
      "GeoJSON with PostGIS's system",
      JSON.stringify({ ...polygon, crs: { type: 'name', properties: { name: 'EPSG:32614' } } }),
      polygon,
      'EPSG:32614',
    ],
    [
      'what Python prints',
      `{'type': 'Polygon', 'coordinates': [[${ring.map((p) => `(${p.join(', ')})`).join(', ')},]]}`,
      polygon,
    ],
  ]
  for (const [what, given, geometry, crs] of read)
    it(`is read: ${what}`, () => {
      expect(parseShape(given)).to.deep.equal({ geometry, ...(crs !== undefined && { crs }) })
    })

  it('has heights and measures that go, whatever its name says', () => {
    for (const name of ['POLYGON Z', 'POLYGONZ', 'POLYGON ZM', 'POLYGON'])
      expect(
        parseShape(`${name} ((${ring.map((position) => `${position.join(' ')} 2240.5`).join(',')}))`),
      ).to.deep.equal({
        geometry: { type: 'Polygon', coordinates: [ring.map((position) => [...position, 2240.5])] },
      })
  })

  it('is none of anything else', () => {
    for (const given of [
      '',
      'Centro',
      'POLYGON',
      'POLYGON ((a b, c d))',
      'POLYGON ((1 2, 3 4)',
      '{"type":"X"}',
      '{',
      '19.4, -99.1',
    ])
      expect(parseShape(given), given).to.equal(undefined)
  })

  it('is told from what PostGIS keeps it as', () => {
    expect(isWkb('0106000020E6100000010000000103000000010000000500')).to.equal(true)
    expect(isWkb('0101000000000000000000F03F0000000000000040')).to.equal(true)
    for (const given of ['09010A', '0103000', 'POLYGON((1 2))']) expect(isWkb(given), given).to.equal(false)
  })
})
