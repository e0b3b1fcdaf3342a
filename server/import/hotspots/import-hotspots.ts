import { resolve } from 'node:path'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { type StoredCounts, type StoreOptions, storeHotspots } from '../../network/hotspots/store.ts'
import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { neighbourhoodsInAll, neighbourhoodsOf } from '../../network/neighbourhoods/standing.ts'
import { oneSpelling } from '../../network/spelling.ts'
import { readCityFile } from '../files/city-file.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { importTransaction, nextRun, recordRun } from '../import-transaction.ts'
import { isInside, usualBounds, widened } from './bounds.ts'
import { readRows } from './read-rows.ts'
import type { Fault, HotspotRow, Reason } from './rows.ts'
import { writeSetAsideReport } from './set-aside-report.ts'
import { sift } from './sift.ts'
import { swappedRows, turnSwapped } from './swapped.ts'
import { warningsOf } from './warnings.ts'

export interface HotspotImportOptions extends StoreOptions {
  /** Field to column name, where the headers are not understood by themselves; an empty name leaves the field out. */
  map?: Record<string, string> | undefined
  /** The programme of all records, for a file without such a column. */
  programme?: string | undefined
  /** Records outside are set aside. Absent: the neighbourhoods' box, or what is usual in the file, see `boundsFrom`. */
  bounds?: Bounds | undefined
  /** Takes what lies outside too. */
  takeOutside?: boolean | undefined
  /** Takes records whose latitude and longitude are in each other's place the way in which they lie in the city. */
  swapped?: boolean | undefined
  /** The system of the coordinates, such as `EPSG:32614`; absent: what the file says, else WGS84. */
  crs?: string | undefined
  /** Of a file of text; absent: told from its octets. */
  encoding?: string | undefined
  /** Where the records set aside are listed, as CSV. Absent: `<name of the file>.set-aside.csv` in the working folder. */
  reportFile?: string | undefined
}

/** `records` = `stored` + `updated` + `unchanged` + `merged` + `setAside`. */
export interface HotspotImport extends StoredCounts {
  /** The import's id, by which it can be undone. */
  run: number
  file: string
  records: number
  /** Equal to an earlier record in every field. */
  merged: number
  setAside: number
  /** Values that were not taken, of records that were. */
  valuesLost: number
  /** What is to be known of the file, and of what looks wrong in it; sentences. */
  remarks: string[]
  /** `CSV, windows-1252`. */
  format: string
  setAsideBy: Partial<Record<Reason, number>>
  /** Where records had to lie, and who said so. */
  bounds: Bounds & { from: 'option' | 'neighbourhoods' | 'file' }
  /** Absolute path. */
  reportFile: string
}

/** About 5 km, for hotspots beyond the outermost neighbourhoods (urban areas end before the city does). */
const MARGIN_DEGREES = 0.05
/** More records than this, and this share, are no slips of the pen. */
const FEW_OUTSIDE = 100
const FEW_OUTSIDE_SHARE = 0.01

/**
 * Imports a city's open data about its hotspots (see `files/city-file.ts`). Every record is stored, merged with an equal one, or
 * set aside with line, field, value and reason in the report file. The key is programme and id; coordinates are none. The
 * same file again changes nothing; hotspots that the file no longer has are counted and stay. All or nothing: one
 * transaction, and the report is written before it is committed.
 *
 * Programmes stay as the city spells them (they are part of the key); boroughs get one spelling each.
 *
 * @throws {ImportError} when the file or an option is wrong; whatever the database throws; the signal's reason
 */
export async function importHotspots(
  db: Database,
  file: string,
  options: HotspotImportOptions = {},
): Promise<HotspotImport> {
  const table = await readCityFile(file, { encoding: options.encoding })
  const read = await readRows(file, table, options)
  const reportFile = resolve(options.reportFile ?? `${table.name.replace(/\.\w+$/, '')}.set-aside.csv`)
  if (reportFile === resolve(file)) throw new ImportError('--report: the report would overwrite the file to import.')

  const valuesByLine = new Map(table.records.map(({ line, values }) => [line, values]))
  const result = await importTransaction(db, async (client): Promise<HotspotImport> => {
    const { box, boroughs } = await neighbourhoodsInAll(client)
    const around = box && widened(box, MARGIN_DEGREES)
    const known = options.bounds ?? around
    const swapped = swappedRows(read.rows, known)
    const turned = turnSwapped(file, read.rows, swapped, options.swapped ?? false)
    const bounds = boundsFrom(options.bounds, around, turned)
    const spelt = oneSpellingEach(turned, new Set([...boroughs.values()].flatMap((borough) => borough ?? [])))
    const { kept, merged, setAside } = sift(spelt.rows, bounds, read.format, {
      strict: options.bounds !== undefined,
      takeOutside: options.takeOutside ?? false,
      valuesOn: (line) => valuesByLine.get(line),
      swapped: options.swapped ? new Set() : new Set(spelt.rows.filter((_, at) => swapped.has(turned[at]!))),
    })
    assertSameCity(file, bounds, turned.length, setAside)
    const faults = [...read.faults, ...setAside]
    const notTaken = faults.filter(({ taken }) => !taken)
    const standing = await neighbourhoodsOf(client, kept)
    const placed = kept.map((row, at) => ({ ...row, neighbourhoodId: standing[at]! }))
    const run = await nextRun(client)
    const stored = await storeHotspots(client, placed, notTaken, { ...options, importId: run })
    const counts = { records: table.records.length, ...stored, merged: merged.length, setAside: notTaken.length }
    assertComplete(counts)
    await recordRun(client, run, 'hotspots', table, counts, { programmes: kept.map(({ programme }) => programme) })
    await writeSetAsideReport(reportFile, faults)
    options.signal?.throwIfAborted()
    return {
      ...{ run, file, ...counts, setAsideBy: countByReason(faults), bounds, reportFile },
      ...{ valuesLost: faults.length - notTaken.length, format: formatOf(table) },
      remarks: [...read.remarks, ...spelt.remarks, ...warningsOf(placed, boroughs)],
    }
  })
  if (result.stored + result.updated > 0) await publish(db, { type: 'hotspots' })
  return result
}

export const formatOf = ({ format = 'CSV', encoding }: CsvFile): string => [format, encoding].filter(Boolean).join(', ')

function oneSpellingEach(rows: HotspotRow[], official: ReadonlySet<string>) {
  const used = rows.flatMap(({ borough }) => borough ?? [])
  const spell = oneSpelling(official, used)
  const before = new Set(used)
  const after = new Set([...before].map(spell))
  const folded = before.size - after.size
  return {
    rows: rows.map((row) => ({ ...row, borough: row.borough === null ? null : spell(row.borough) })),
    remarks:
      folded === 0
        ? []
        : [`${before.size} spellings of boroughs were taken for ${after.size} boroughs: ${some([...after])}.`],
  }
}

const some = (names: string[]) => names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '')

/**
 * The bounds given; else the box around the neighbourhoods and about 5 km more; else those of {@link usualBounds}, also
 * where so many records lie outside the box that the neighbourhoods must be a part of the city only.
 */
function boundsFrom(given: Bounds | undefined, known: Bounds | undefined, rows: HotspotRow[]): HotspotImport['bounds'] {
  if (given) return { ...given, from: 'option' }
  const usual = { ...usualBounds(rows), from: 'file' as const }
  if (!known) return usual
  const around = { ...known, from: 'neighbourhoods' as const }
  const outside = rows.filter(({ latitude, longitude }) => !isInside(around, latitude, longitude)).length
  const isPart = outside > FEW_OUTSIDE && outside > FEW_OUTSIDE_SHARE * rows.length && outside * 2 <= rows.length
  return isPart ? usual : around
}

function assertSameCity(file: string, bounds: HotspotImport['bounds'], rows: number, setAside: Fault[]): void {
  const outside = setAside.filter(({ reason }) => reason === 'outside-the-city').length
  if (bounds.from !== 'neighbourhoods' || outside * 2 <= rows) return
  const box = [bounds.west, bounds.south, bounds.east, bounds.north].map((degrees) => degrees.toFixed(3)).join(',')
  throw new ImportError(
    `${outside} of ${rows} hotspots of ${file} lie outside the imported neighbourhoods (${box}): is it another city's file, or are latitude and longitude swapped? If it is right, say where the city lies: --bounds=west,south,east,north`,
  )
}

function assertComplete(counts: Omit<StoredCounts, 'missing'> & { records: number; merged: number; setAside: number }) {
  const accounted = counts.stored + counts.updated + counts.unchanged + counts.merged + counts.setAside
  if (accounted !== counts.records)
    throw new Error(`${accounted} of ${counts.records} records are accounted for: ${JSON.stringify(counts)}`)
}

function countByReason(faults: Fault[]): Partial<Record<Reason, number>> {
  const counts: Partial<Record<Reason, number>> = {}
  for (const { reason } of faults) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}
