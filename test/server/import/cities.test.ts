import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type HotspotImportOptions, importHotspots } from '../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { openImport } from './city-files.ts'

const folder = join(packageRoot, '../shared/data/city')

/** File, records, what is stored of them, what it is told to be, and the options that it needs. */
const hotspots: ReadonlyArray<[string, number, number, RegExp, HotspotImportOptions?]> = [
  ['paris.csv', 277, 277, /CSV, UTF-8/],
  ['paris.geojson', 277, 277, /GeoJSON/],
  ['madrid.geojson', 208, 208, /GeoJSON/],
  ['barcelona-latin1.csv', 587, 587, /windows-1252/],
  ['seoul-cp949.csv', 13_615, 13_613, /cp949/, { swapped: true }],
  ['toronto.csv', 194, 194, /CSV/],
  ['marseille.csv', 47, 47, /CSV/],
  ['itaiwan.json', 1000, 1000, /JSON/],
]

describe('the files of other cities, as they publish them', () => {
  let opened: Awaited<ReturnType<typeof openImport>>
  before(function () {
    if (existsSync(folder)) return
    console.log(`      skipped: there is no ${folder}`)
    this.skip()
  })
  beforeEach(async () => {
    opened = await openImport()
  })
  afterEach(() => opened?.close())

  const take = (file: string, options: HotspotImportOptions = {}) =>
    importHotspots(opened.db, join(folder, file), {
      ...{ programme: 'Wifi', reportFile: opened.scratch.path('report.csv') },
      ...options,
    })

  for (const [file, records, stored, format, options] of hotspots)
    it(`has ${records} hotspots in ${file}`, async () => {
      const result = await take(file, options)
      expect(result).to.include({ records, stored, merged: 0, setAside: records - stored })
      expect(result.format).to.match(format)
      expect(await take(file, options)).to.include({ stored: 0, updated: 0, unchanged: stored })
    })

  it('asks for what it cannot know: the programme, and whether coordinates are swapped', async () => {
    expect(await take('paris.csv', { programme: undefined }).catch(String)).to.match(/--programme "paris"/)
    expect(await take('seoul-cp949.csv').catch(String)).to.match(/latitude 126\.9.*--swapped/s)
  })

  for (const [file, areas] of [
    ['paris-areas.geojson', 20],
    ['toronto-areas.geojson', 140],
  ] as const)
    it(`has ${areas} areas in ${file}`, async () => {
      const result = await importNeighbourhoods(opened.db, join(folder, file))
      expect(result).to.include({ areas, stored: areas })
    })
})
