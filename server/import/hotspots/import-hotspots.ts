import { resolve } from 'node:path'
import type pg from 'pg'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { type StoredCounts, type StoreOptions, storeHotspots } from '../../network/hotspots/store.ts'
import { type Bounds, boundsOf } from '../../network/neighbourhoods/box.ts'
import { neighbourhoodFinder, type Shape } from '../../network/neighbourhoods/finder.ts'
import { shapesIn } from '../../network/neighbourhoods/store.ts'
import { oneSpelling } from '../../network/spelling.ts'
import { findColumns } from '../files/columns.ts'
import { readCsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { importTransaction, recordRun } from '../import-transaction.ts'
import { isInside, usualBounds, widened } from './bounds.ts'
import {
  type Fault,
  type HotspotRow,
  hotspotSynonyms,
  type Reason,
  type RowFormat,
  readRow,
  requiredFields,
} from './rows.ts'
import { writeSetAsideReport } from './set-aside-report.ts'
import { sift } from './sift.ts'

export interface HotspotImportOptions extends StoreOptions {
  /** Field to column name, where the headers are not understood by themselves; an empty name leaves the field out. */
  map?: Record<string, string> | undefined
  /** The programme of all records, for a file without such a column. */
  programme?: string | undefined
  /** Records outside are set aside. Absent: the neighbourhoods' box, or what is usual in the file, see `boundsFrom`. */
  bounds?: Bounds | undefined
  /** Where the records set aside are listed, as CSV. Absent: `<name of the file>.set-aside.csv` in the working folder. */
  reportFile?: string | undefined
}

/** `records` = `stored` + `updated` + `unchanged` + `merged` + `setAside`. */
export interface HotspotImport extends StoredCounts {
  file: string
  records: number
  /** Equal to an earlier record in every field. */
  merged: number
  setAside: number
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
 * Imports a city's open data about its hotspots (CSV with a header). Every record is stored, merged with an equal one, or
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
  const csv = await readCsvFile(file)
  const required = requiredFields.filter((field) => field !== 'programme' || options.programme === undefined)
  const columns = findColumns(file, csv.headers, hotspotSynonyms, required, options.map)
  const format: RowFormat = { headers: csv.headers, columns, programme: options.programme }
  const rows: HotspotRow[] = []
  const unreadable: Fault[] = []
  for (const record of csv.records) {
    const read = readRow(record, format)
    if ('reason' in read) unreadable.push(read)
    else rows.push(read)
  }
  const reportFile = resolve(options.reportFile ?? `${csv.name.replace(/\.csv$/i, '')}.set-aside.csv`)
  if (reportFile === resolve(file)) throw new ImportError('--report: the report would overwrite the file to import.')

  const result = await importTransaction(db, async (client): Promise<HotspotImport> => {
    const { shapes, boroughs } = await cityIn(client)
    const bounds = boundsFrom(options.bounds, shapes, rows)
    const spell = oneSpelling(
      boroughs,
      rows.flatMap(({ borough }) => borough ?? []),
    )
    const spelt = rows.map((row) => ({ ...row, borough: row.borough === null ? null : spell(row.borough) }))
    const { kept, merged, setAside } = sift(spelt, bounds, format)
    assertSameCity(file, bounds, rows.length, setAside)
    const faults = [...unreadable, ...setAside]
    const neighbourhoodAt = neighbourhoodFinder(shapes)
    const placed = kept.map((row) => ({ ...row, neighbourhoodId: neighbourhoodAt(row.latitude, row.longitude) }))
    const stored = await storeHotspots(client, placed, faults, options)
    const counts = { records: csv.records.length, ...stored, merged: merged.length, setAside: faults.length }
    assertComplete(counts)
    await recordRun(client, 'hotspots', csv, counts)
    await writeSetAsideReport(reportFile, faults)
    options.signal?.throwIfAborted()
    return { file, ...counts, setAsideBy: countByReason(faults), bounds, reportFile }
  })
  if (result.stored + result.updated > 0) await publish(db, { type: 'hotspots' })
  return result
}

async function cityIn(client: pg.ClientBase): Promise<{ shapes: Shape[]; boroughs: string[] }> {
  const shapes = await shapesIn(client)
  return { shapes, boroughs: [...new Set(shapes.flatMap(({ borough }) => borough ?? []))] }
}

/**
 * The bounds given; else the box around the neighbourhoods and about 5 km more; else those of {@link usualBounds}, also
 * where so many records lie outside the box that the neighbourhoods must be a part of the city only.
 */
function boundsFrom(given: Bounds | undefined, shapes: Shape[], rows: HotspotRow[]): HotspotImport['bounds'] {
  if (given) return { ...given, from: 'option' }
  const usual = { ...usualBounds(rows), from: 'file' as const }
  const box = boundsOf(shapes.map(({ geometry }) => geometry))
  if (!box) return usual
  const around = { ...widened(box, MARGIN_DEGREES), from: 'neighbourhoods' as const }
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
