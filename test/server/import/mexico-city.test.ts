import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { type HotspotImport, importHotspots } from '../../../server/import/hotspots/import-hotspots.ts'
import {
  importNeighbourhoods,
  type NeighbourhoodImport,
} from '../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { silentLog } from '../../../server/log.ts'
import { rebuildPopulationCells } from '../../../server/planning/cells.ts'
import { openCoverage } from '../../../server/planning/coverage.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { mexicoCity, openScratch, requireMexicoCity, type Scratch } from './city-files.ts'

describe("Mexico City's open data", () => {
  let db: TestDatabase
  let scratch: Scratch
  let first: HotspotImport
  let report: Array<Record<string, string>>
  before(async function () {
    requireMexicoCity(this)
    db = await createTestDatabase()
    scratch = await openScratch()
    first = await importHotspots(db, mexicoCity.hotspots, { reportFile: scratch.path('first.csv') })
    report = parse(await readFile(first.reportFile), { bom: true, columns: true })
  })
  after(async () => {
    await db?.close()
    await scratch?.close()
  })
  const importAgain = () => importHotspots(db, mexicoCity.hotspots, { reportFile: scratch.path('again.csv') })
  const value = async (sql: string) =>
    (await db.pool.query<{ value: unknown }>(`select (${sql}) as value`)).rows[0]?.value

  it('has every one of its 32,497 records accounted for', async () => {
    expect(first).to.include({ records: 32_497, stored: 32_461, updated: 0, unchanged: 0, merged: 2, setAside: 34 })
    expect(await value('select count(*) from hotspots')).to.equal(32_461)
    expect(first.setAsideBy).to.deep.equal({ 'not-a-number': 3, 'outside-the-city': 10, 'duplicate-id': 21 })
  })

  it('has 34 records set aside, each with the line on which it stands', async () => {
    expect(report).to.have.length(34)
    const wanted = new Map(report.map((row) => [Number(row.line), row]))
    let line = 0
    let found = 0
    for await (const text of createInterface({ input: createReadStream(mexicoCity.hotspots), crlfDelay: Infinity })) {
      const row = wanted.get(++line)
      if (!row) continue
      expect(text.normalize('NFC'), `line ${line}`).to.include(`${row.id},${row.programme}`)
      expect(text.normalize('NFC'), `line ${line}`).to.include(row.value)
      found++
    }
    expect(found).to.equal(34)
    expect(line).to.equal(32_513)
  })

  it('has the 3 longitudes that do not parse and the 10 places outside the city set aside, by field and value', () => {
    const faults = report
      .filter(({ reason }) => reason !== 'duplicate-id')
      .map(({ id, field, value: text, reason }) => [id, field, text, reason].join(' | '))
    expect(faults).to.have.members([
      'TEPANTONGO_01 | longitud | -99.186 1320313 | not-a-number',
      'TEPANTONGO_02 | longitud | -99.186 1320313 | not-a-number',
      'TEPANTONGO_03 | longitud | -99.186 1320313 | not-a-number',
      '5521_PROSOC_01 | longitud | -99.63265 | outside-the-city',
      'COMPOSITORES MEXICANOS-04 | longitud | -9.14318211 | outside-the-city',
      'Atzintli_07 | longitud | -99019208 | outside-the-city',
      'Atzintli_08 | longitud | -99019208 | outside-the-city',
      'UTP_LA CASCADA_11 | longitud | 99.025345 | outside-the-city',
      'UTP_LA CASCADA_12 | longitud | 99.025345 | outside-the-city',
      'UTP_TEOTONGO_01 | longitud | -99.993718 | outside-the-city',
      'UTP_TEOTONGO_02 | longitud | -99.993718 | outside-the-city',
      'UTP_TEOTONGO_03 | longitud | -99.993804 | outside-the-city',
      'UTP_TEOTONGO_04 | longitud | -99.993804 | outside-the-city',
    ])
  })

  it('has 414 and 482 twice, in two programmes', async () => {
    expect(await value("select count(*) from hotspots where code in ('414', '482')")).to.equal(4)
  })

  it('has 16 boroughs, one spelling each, and no text with loose ends', async () => {
    expect(await value('select count(distinct borough) from hotspots')).to.equal(16)
    expect(await value("select count(*) from hotspots where borough = 'Gustavo A. Madero'")).to.equal(3706)
    const loose = `concat(programme, '|', code, '|', settlement, '|', borough) ~ '[\\r\\n]|  |^ | \\||\\| | $'`
    expect(await value(`select count(*) from hotspots where ${loose}`)).to.equal(0)
    expect(await value('select count(*) from hotspots where code is not nfc normalized')).to.equal(0)
  })

  it('changes nothing the second time', async () => {
    expect(await importAgain()).to.include({ stored: 0, updated: 0, unchanged: 32_461, missing: 0, setAside: 34 })
    expect(
      await value('select count(*) from hotspots where updated_at <> (select min(updated_at) from hotspots)'),
    ).to.equal(0)
  })

  describe('with its neighbourhoods', () => {
    let areas: NeighbourhoodImport
    const importAreas = () => importNeighbourhoods(db, mexicoCity.neighbourhoods, { attributes: mexicoCity.attributes })
    before(async () => {
      areas = await importAreas()
    })

    it('joins 2,381 of 2,431 areas', () => {
      expect(areas).to.include({ areas: 2431, stored: 2431, joined: 2381, population: 9_128_902 })
      expect(areas.areasWithoutAttributes).to.have.length(50)
      expect(areas.attributesWithoutArea).to.deep.equal([])
    })

    it('knows the share without internet and the degree of marginalisation', async () => {
      const row = await db.query
        .selectFrom('neighbourhoods')
        .selectAll()
        .where('code', '=', '0900200010010')
        .executeTakeFirstOrThrow()
      expect(row).to.include({ name: 'Azcapotzalco 0010', borough: 'Azcapotzalco', population: 3183 })
      expect(row).to.include({ marginalisation: 'Bajo' })
      expect(row.without_internet).to.be.closeTo(0.165512901195721, 1e-12)
      expect(row.without_mobile).to.be.closeTo(0.0793700787401575, 1e-12)
    })

    it('puts the hotspots into them, wherever an urban area is', async () => {
      expect(areas.hotspotsMoved).to.equal(
        await value('select count(*) from hotspots where neighbourhood_id is not null'),
      )
      expect(areas.hotspotsMoved).to.equal(32_335)
    })

    it('sets the same records aside, and changes nothing', async () => {
      expect(await importAgain()).to.include({ stored: 0, updated: 0, unchanged: 32_461, setAside: 34 })
      expect(await importAreas()).to.include({ stored: 0, updated: 0, unchanged: 2431, hotspotsMoved: 0 })
    })

    it('spreads 9,128,902 residents over cells, and knows near whom there are hotspots that nobody has checked', async () => {
      expect(await rebuildPopulationCells(db)).to.equal(44_004)
      expect(await value('select round(sum(population)) from population_cells')).to.equal(9_128_902)
      const coverage = await openCoverage(db, silentLog)
      const { residents, covered, unchecked, failed } = coverage.totals('walk')
      await coverage.close()
      expect({ residents, covered, failed }).to.deep.equal({ residents: 9_128_902, covered: 0, failed: 0 })
      expect(unchecked).to.be.within(8_600_000, 8_900_000)
    })
  })
})
