import { basename } from 'node:path'
import type pg from 'pg'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { type FurtherPopulation, storePopulations } from '../../network/neighbourhoods/populations.ts'
import {
  type Attributes,
  assignHotspots,
  type NewNeighbourhood,
  storeNeighbourhoods,
} from '../../network/neighbourhoods/store.ts'
import { folded } from '../../network/spelling.ts'
import { readCityFile } from '../files/city-file.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { importTransaction, nextRun, recordRun } from '../import-transaction.ts'
import { type AreaFault, readAreas, readAttributeTable } from './areas.ts'
import { areaSynonyms } from './fields.ts'
import { restoredZeros } from './joined.ts'
import { withJoinedCodes } from './joined-codes.ts'
import { createOverlaps, type Inside, placeInside } from './overlaps.ts'

export interface NeighbourhoodImportOptions {
  /** A file with the areas' attributes by code: CSV, XLSX or another. */
  attributes?: string | undefined
  /**
   * Field to column name, for each of the two files that has such a column; `areas.code` and `attributes.code` for one.
   */
  map?: Record<string, string> | undefined
  /** The system of the coordinates, such as `EPSG:32614`; absent: what the file says, else WGS84. */
  crs?: string | undefined
  /** Of files of text; absent: told from their octets. */
  encoding?: string | undefined
  /** Areas handed to the database so far, and in all. */
  onProgress?: ((done: number, total: number) => void) | undefined
  /** Gives the import up: nothing of it is stored. */
  signal?: AbortSignal | undefined
  /** Done in the import's transaction when the areas are stored: what is made of them is never of others. */
  within?: ((client: pg.ClientBase) => Promise<unknown>) | undefined
}

export interface NeighbourhoodImport {
  /** The import's id, by which it can be undone. */
  run: number
  file: string
  attributes: string | undefined
  /** Features in the file: `stored` + `updated` + `unchanged` + `setAside`. */
  areas: number
  stored: number
  updated: number
  unchanged: number
  /** Populations by year, by day or by night that are new or have changed. */
  populations: number
  /** In the database but not in the file; they stay. */
  missing: number
  setAside: AreaFault[]
  /** What was mended of areas, or lost of them. */
  mended: AreaFault[]
  /** What is to be known of the files; sentences. */
  remarks: string[]
  /** Areas with a line in the attributes file; codes without one, and codes of lines without an area. */
  joined: number
  areasWithoutAttributes: string[]
  attributesWithoutArea: string[]
  attributesSetAside: AreaFault[]
  /** Residents of all areas of the file. */
  population: number
  /** Hotspots now in another neighbourhood than before. */
  hotspotsMoved: number
}

/**
 * Imports neighbourhoods: polygons, and optionally their attributes, each from a file of `files/city-file.ts`, joined by
 * code. By code again: the same files change nothing. Every hotspot is then put into the neighbourhood it stands in. One
 * transaction, in which `within` makes what is planning's: population cells.
 *
 * @throws {ImportError} when a file is not what it should be; whatever the database throws; the signal's reason
 */
export async function importNeighbourhoods(
  db: Database,
  polygonsFile: string,
  options: NeighbourhoodImportOptions = {},
): Promise<NeighbourhoodImport> {
  const polygons = await readCityFile(polygonsFile, options)
  const csv = options.attributes === undefined ? undefined : await readCityFile(options.attributes, options)
  const maps = mapsOf(options.map ?? {}, polygonsFile, polygons, csv)
  const read = await readAreas(polygonsFile, polygons, maps.areas, options.crs)
  const joinedCodes = csv && maps.attributes.code === undefined ? withJoinedCodes(csv, read.codes) : undefined
  const attributes = csv && readAttributeTable(joinedCodes?.table ?? csv, maps.attributes)
  const restored = attributes && restoredZeros(attributes.byCode, read.codes)
  const byCode = restored?.byCode
  if (byCode) assertJoins(polygonsFile, options.attributes!, read.codes, byCode)

  const result = await importTransaction(db, async (client): Promise<NeighbourhoodImport> => {
    const run = await nextRun(client)
    const taken = takenFrom(read.areas, byCode)
    const counts = await storeNeighbourhoods(client, taken.areas, { ...options, total: read.records, importId: run })
    const populations = await storePopulations(client, taken.populations)
    const overlaps = createOverlaps(taken.places)
    const hotspotsMoved = await assignHotspots(client, overlaps.look)
    await options.within?.(client)
    const codes = new Set(taken.codes)
    const joined = byCode ? taken.codes.filter((code) => byCode.has(code)).length : 0
    const all = { areas: read.records, ...counts, populations, hotspotsMoved }
    const file = { name: basename(polygonsFile), sha256: polygons.sha256 }
    await recordRun(client, run, 'neighbourhoods', file, { ...all, setAside: read.faults.length, joined })
    options.signal?.throwIfAborted()
    return {
      run,
      file: polygonsFile,
      attributes: options.attributes,
      ...all,
      setAside: read.faults,
      mended: read.mended,
      remarks: [
        ...read.remarks,
        ...(joinedCodes?.remarks ?? []),
        ...(attributes?.remarks ?? []),
        ...(restored?.remarks ?? []),
        ...noResidents(taken),
        ...overlaps.remarks(),
      ],
      joined,
      areasWithoutAttributes: byCode ? taken.codes.filter((code) => !byCode.has(code)) : [],
      attributesWithoutArea: byCode ? [...byCode.keys()].filter((code) => !codes.has(code)) : [],
      attributesSetAside: attributes?.faults ?? [],
      population: taken.population,
    }
  })
  if (result.stored + result.updated + result.populations > 0) await publish(db, { type: 'neighbourhoods' })
  if (result.hotspotsMoved > 0) await publish(db, { type: 'hotspots' })
  return result
}

/** What was taken of the areas, complete when they have been gone through; their shapes are not kept. */
interface Taken {
  areas: Iterable<NewNeighbourhood>
  codes: string[]
  places: Inside[]
  population: number
  populations: Array<FurtherPopulation & { code: string }>
  withoutPopulation: number
}

function takenFrom(areas: Iterable<NewNeighbourhood>, byCode: ReadonlyMap<string, Attributes> | undefined): Taken {
  const taken: Taken = {
    areas: complete(),
    codes: [],
    places: [],
    population: 0,
    populations: [],
    withoutPopulation: 0,
  }
  function* complete() {
    for (const each of areas) {
      const area = { ...each, ...byCode?.get(each.code) }
      const place = placeInside(area)
      taken.codes.push(area.code)
      if (place) taken.places.push(place)
      if (area.population === undefined) taken.withoutPopulation++
      taken.population += area.population ?? 0
      for (const each of area.populations ?? []) taken.populations.push({ code: area.code, ...each })
      yield area
    }
  }
  return taken
}

/** @throws {ImportError} where no area has attributes: they are another city's, or the code is in another column */
function assertJoins(
  file: string,
  attributes: string,
  codes: ReadonlySet<string>,
  byCode: ReadonlyMap<string, Attributes>,
): void {
  if ([...codes].some((code) => byCode.has(code))) return
  const [inShapes, inTable] = [[...codes][0], [...byCode.keys()][0] ?? 'none']
  throw new ImportError(
    `No area of ${file} has a line in ${attributes}: codes are such as ${inShapes} in one and ${inTable} in the other. Are they of the same areas? If the code is in another column, name it: --map areas.code=COLUMN, --map attributes.code=COLUMN or --map code=COLUMN for both`,
  )
}

function noResidents({ codes, withoutPopulation }: Taken): string[] {
  if (withoutPopulation === 0) return []
  const all = withoutPopulation === codes.length
  const who = all
    ? 'No area has'
    : `${withoutPopulation.toLocaleString('en')} ${withoutPopulation === 1 ? 'area has' : 'areas have'} no`
  return [`${who} population: coverage knows nobody there. Give it by code with --attributes FILE.`]
}

/** The entries for each file. @throws {ImportError} for one that neither has */
function mapsOf(map: Record<string, string>, file: string, polygons: CsvFile, attributes: CsvFile | undefined) {
  const maps = { areas: {} as Record<string, string>, attributes: {} as Record<string, string> }
  const has = (table: CsvFile | undefined, column: string) =>
    column === '' || table?.headers.some((header) => header === column || folded(header) === folded(column))
  for (const [key, column] of Object.entries(map)) {
    const [, only, field = key] = /^(areas|attributes)\.(.+)$/.exec(key) ?? []
    if (only === 'areas' || only === 'attributes') maps[only][field] = column
    else {
      const known = field in areaSynonyms
      if (has(polygons, column) || (!attributes && known) || !known) maps.areas[field] = column
      if (attributes && (has(attributes, column) || (known && !has(polygons, column)))) maps.attributes[field] = column
    }
  }
  if (!attributes && Object.keys(maps.attributes).length > 0)
    throw new ImportError(`--map: ${file} is imported without --attributes.`)
  return maps
}
