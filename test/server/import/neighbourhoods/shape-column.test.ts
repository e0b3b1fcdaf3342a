import { expect } from 'chai'
import { importNeighbourhoods } from '../../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { openImport, square } from '../city-files.ts'

describe('areas from a table with a column of shapes', () => {
  let opened: Awaited<ReturnType<typeof openImport>>
  beforeEach(async () => {
    opened = await openImport()
  })
  afterEach(() => opened.close())

  const wkt = (west: number, south: number, size?: number) =>
    `POLYGON ((${square(west, south, size)
      .map((position) => position.join(' '))
      .join(', ')}))`
  const take = async (csv: string, options: Parameters<typeof importNeighbourhoods>[2] = {}) =>
    importNeighbourhoods(opened.db, await opened.scratch.file('areas.csv', csv), options)
  const stored = () =>
    opened.db.query
      .selectFrom('neighbourhoods')
      .select(['code', 'name', 'population', 'geometry'])
      .orderBy('code')
      .execute()

  it('has them as WKT, found by what stands there', async () => {
    const csv = `clave,nombre,poblacion,contorno\n01,Norte,70,"${wkt(-99.2, 19.4)}"\n02,Sur,30,"${wkt(-99.1, 19.4)}"\n`
    const result = await take(csv)
    expect(result).to.include({ areas: 2, stored: 2, population: 100 })
    expect(result.remarks).to.include('Their shapes are from "contorno".')
    expect((await stored())[0]).to.deep.equal({
      ...{ code: '01', name: 'Norte', population: 70 },
      geometry: { type: 'Polygon', coordinates: [square(-99.2, 19.4)] },
    })
    expect(await take(csv)).to.include({ stored: 0, unchanged: 2 })
  })

  it('has them after semicolons without quotes, as GeoJSON, or as multipolygons with heights', async () => {
    const geoJson = JSON.stringify({ type: 'Polygon', coordinates: [square(-99.1, 19.5)] }).replaceAll('"', '""')
    expect(
      await take(
        `clave;the_geom\n01;${wkt(-99.2, 19.4)}\n02;"${geoJson}"\n03;${wkt(-99.1, 19.3)
          .replace('POLYGON (', 'MULTIPOLYGON Z ((')
          .replace('))', ')))')
          .replace(/(\d)([,)])/g, '$1 0$2')}\n`,
      ),
    ).to.deep.include({ setAside: [], mended: [], stored: 3 })
  })

  it('has them in the system that they say', async () => {
    const metres = wkt(485_000, 2_148_000, 1000)
    const result = await take(`clave,geom\n01,"SRID=32614;${metres}"\n`)
    expect(result).to.include({ stored: 1 })
    const [[west, south] = []] = ((await stored())[0]!.geometry.coordinates as number[][][])[0]!
    expect(west).to.be.closeTo(-99.143, 0.01)
    expect(south).to.be.closeTo(19.426, 0.01)
    expect(await take(`clave,geom\n01,"${metres}"\n`).catch(String)).to.include('--crs')
    const two = `clave,geom\n01,"SRID=32614;${metres}"\n02,"SRID=4326;${wkt(-99, 19)}"\n`
    expect(await take(two).catch(String)).to.include('several systems: SRID 32614, 4326')
  })

  it('has them where --map says', async () => {
    const csv = `clave,grande,chico\n01,"${wkt(-99.2, 19.4, 0.5)}","${wkt(-99.2, 19.4)}"\n`
    await take(csv, { map: { geometry: 'chico' } })
    expect((await stored())[0]!.geometry).to.deep.equal({ type: 'Polygon', coordinates: [square(-99.2, 19.4)] })
    expect(await take(csv, { map: { geometry: 'nada' } }).catch(String)).to.include('no column "nada" for geometry')
  })

  it('may have one of a hundred thousand corners', async () => {
    const corners = 100_000
    const circle = Array.from({ length: corners + 1 }, (_, at) => {
      const angle = ((at % corners) / corners) * 2 * Math.PI
      return `${(-99.1 + 0.1 * Math.cos(angle)).toFixed(9)} ${(19.4 + 0.1 * Math.sin(angle)).toFixed(9)}`
    })
    expect(await take(`clave,geom\n01,"POLYGON((${circle.join(',')}))"\n`)).to.include({ stored: 1 })
  })

  it('says of those that cannot be read which, and of binary ones what to do', async () => {
    const csv = `clave,geom\n01,"${wkt(-99.2, 19.4)}"\n02,"POLYGON((1 2, 3"\n03,\n`
    expect((await take(csv)).setAside).to.deep.equal([
      { where: 3, code: '02', reason: 'no polygon but nothing' },
      { where: 4, code: '03', reason: 'no polygon but nothing' },
    ])
    const hex = '0106000020E61000000100000001030000000100000005000000'
    expect(await take(`clave,geom\n01,${hex}\n`).catch(String)).to.match(/"geom" are WKB.*ST_AsText/)
    expect(await take('clave,nombre\n01,Norte\n').catch(String)).to.include('a table with a column of WKT')
  })
})
