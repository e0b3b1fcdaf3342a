import { expect } from 'chai'
import { ImportError } from '../../../server/import/import-error.ts'
import {
  hotspotsImportCommand,
  hotspotsSummary,
  neighbourhoodsImportCommand,
  parseMap,
} from '../../../server/import/import-report.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { openScratch, polygonFile, type Scratch, square } from './city-files.ts'

const lineWith = (text: string, part: string) => text.split('\n').find((line) => line.includes(part))

describe('what the import commands print', () => {
  let db: TestDatabase
  let scratch: Scratch
  before(async () => {
    db = await createTestDatabase()
    scratch = await openScratch()
  })
  after(async () => {
    await db.close()
    await scratch.close()
  })

  it('has one line for each outcome and the place of the report', () => {
    const bounds = { west: -99.4, south: 19, east: -98.9, north: 19.6, from: 'file' as const }
    const text = hotspotsSummary({
      run: 7,
      file: 'city.csv',
      records: 32_497,
      stored: 32_461,
      updated: 0,
      unchanged: 0,
      merged: 2,
      setAside: 34,
      valuesLost: 3,
      format: 'CSV, cp949',
      remarks: ['Their ids are from the column "no".'],
      setAsideBy: { 'not-a-number': 3, 'outside-the-city': 10, 'duplicate-id': 21 },
      missing: 1,
      bounds,
      reportFile: '/tmp/report.csv',
    })
    expect(text).to.equal(
      [
        '32,497 records in city.csv (CSV, cp949)',
        '   32,461  new',
        '        0  updated',
        '        0  unchanged',
        '        2  merged: equal to an earlier record in every field',
        '       34  set aside',
        '        3    with a coordinate that is no number',
        '       10    outside the city; --take-outside takes them',
        '       21    with the programme and id of another record',
        '        3  with a date that is none, taken without it',
        'Their ids are from the column "no".',
        '1 stored hotspot not in this file; kept as they are.',
        'The city: -99.400, 19.000, -98.900, 19.600 (west, south, east, north: where this file has its hotspots; --bounds says otherwise).',
        'Records set aside are listed in /tmp/report.csv',
        'Was it the wrong file? plaza import undo 7 takes back what it brought.',
      ].join('\n'),
    )
  })

  it('says that nothing changed', async () => {
    const file = await scratch.file('city.csv', 'serie,programa,lat,lon\nA,P,19.4,-99.1\n')
    const options = { map: ['code=serie'], report: scratch.path('report.csv') }
    expect((await hotspotsImportCommand(db, file, options)).text).not.to.include('Nothing changed')
    expect(await hotspotsImportCommand(db, file, options)).to.have.property('stored', 1)
    expect((await hotspotsImportCommand(db, file, options)).text).to.include('\nNothing changed.\n')
  })

  it('names the areas that did not join', async () => {
    const areas = [
      { properties: { CVEGEO: '0901' }, ring: square(-99.2, 19.4) },
      { properties: { CVEGEO: '0902' }, ring: square(-99.1, 19.4) },
    ]
    const file = await scratch.file('areas.geojson', polygonFile(areas))
    const attributes = await scratch.file('need.csv', 'CVE_AGEB,POB_TOTAL\n0901,1500\n0909,1\n0908,x\n')
    const { changed, text } = await neighbourhoodsImportCommand(db, file, { attributes })
    expect(changed).to.equal(true)
    expect(lineWith(text, ' areas have attributes')).to.match(/^1 of 2 areas/)
    expect(text).to.include('\n1 area without attributes: 0902\n')
    expect(text).to.include('\n2 lines of attributes without an area: 0909, 0908\n')
    expect(text).to.include('\n  line 4 (0908): POB_TOTAL is "x", not a number')
    expect(text).to.include('\n1,500 residents.\n')
    expect((await neighbourhoodsImportCommand(db, file, { attributes })).changed).to.equal(false)
  })

  it('reads --map as pairs, and refuses anything else', () => {
    expect(parseMap(['latitude=Y', 'name=Nombre = sitio', 'installedOn='])).to.deep.equal({
      latitude: 'Y',
      name: 'Nombre = sitio',
      installedOn: '',
    })
    expect(parseMap(undefined)).to.equal(undefined)
    for (const pair of ['latitude', '=Y']) expect(() => parseMap([pair])).to.throw(ImportError, /field=COLUMN/)
  })
})
