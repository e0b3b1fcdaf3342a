import { basename } from 'node:path'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { assignHotspots, type NewNeighbourhood, storeNeighbourhoods } from '../../network/neighbourhoods/store.ts'
import { readCsvFile } from '../files/csv-file.ts'
import { readTextFile } from '../files/text-file.ts'
import { ImportError } from '../import-error.ts'
import { importTransaction, recordRun } from '../import-transaction.ts'
import { type AreaFault, readAreas, readAttributeTable } from './areas.ts'

export interface NeighbourhoodImportOptions {
  /** A CSV file with the areas' attributes by code. */
  attributes?: string | undefined
  /** Field to column name, for the CSV file if there is one, else for the properties of the GeoJSON file. */
  map?: Record<string, string> | undefined
  /** Areas handed to the database so far, and in all. */
  onProgress?: ((done: number, total: number) => void) | undefined
  /** Gives the import up: nothing of it is stored. */
  signal?: AbortSignal | undefined
}

export interface NeighbourhoodImport {
  file: string
  attributes: string | undefined
  /** Features in the file: `stored` + `updated` + `unchanged` + `setAside`. */
  areas: number
  stored: number
  updated: number
  unchanged: number
  /** In the database but not in the file; they stay. */
  missing: number
  setAside: AreaFault[]
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
 * Imports neighbourhoods: polygons (GeoJSON FeatureCollection, WGS84), and optionally their attributes (CSV) joined by
 * code. By code again: the same files change nothing. Every hotspot is then put into the neighbourhood it stands in. One
 * transaction. Population cells are planning's: call `rebuildPopulationCells` afterwards.
 *
 * @throws {ImportError} when a file is not what it should be; whatever the database throws; the signal's reason
 */
export async function importNeighbourhoods(
  db: Database,
  polygonsFile: string,
  options: NeighbourhoodImportOptions = {},
): Promise<NeighbourhoodImport> {
  const polygons = await readTextFile(polygonsFile)
  const { areas, faults } = readAreas(polygonsFile, polygons.text, options.attributes === undefined ? options.map : {})
  const csv = options.attributes === undefined ? undefined : await readCsvFile(options.attributes)
  const table = csv && readAttributeTable(csv, options.map)
  const complete = areas.map((area): NewNeighbourhood => ({ ...area, ...table?.byCode.get(area.code) }))
  const codes = new Set(areas.map(({ code }) => code))
  if (table && areas.length > 0 && !areas.some(({ code }) => table.byCode.has(code))) {
    const [inShapes, inTable] = [[...codes][0], [...table.byCode.keys()][0] ?? 'none']
    throw new ImportError(
      `No area of ${polygonsFile} has a line in ${options.attributes}: codes are such as ${inShapes} in one and ${inTable} in the other. Are they of the same areas? If the code is in another column, name it: --map code=COLUMN`,
    )
  }

  const result = await importTransaction(db, async (client): Promise<NeighbourhoodImport> => {
    const counts = await storeNeighbourhoods(client, complete, options)
    const hotspotsMoved = await assignHotspots(client)
    const joined = table ? areas.filter(({ code }) => table.byCode.has(code)).length : 0
    const all = { areas: areas.length + faults.length, ...counts, hotspotsMoved }
    await recordRun(
      client,
      'neighbourhoods',
      { name: basename(polygonsFile), sha256: polygons.sha256 },
      { ...all, setAside: faults.length, joined },
    )
    options.signal?.throwIfAborted()
    return {
      file: polygonsFile,
      attributes: options.attributes,
      ...all,
      setAside: faults,
      joined,
      areasWithoutAttributes: table ? [...codes].filter((code) => !table.byCode.has(code)) : [],
      attributesWithoutArea: table ? [...table.byCode.keys()].filter((code) => !codes.has(code)) : [],
      attributesSetAside: table?.faults ?? [],
      population: complete.reduce((sum, { population }) => sum + (population ?? 0), 0),
    }
  })
  if (result.stored + result.updated > 0) await publish(db, { type: 'neighbourhoods' })
  if (result.hotspotsMoved > 0) await publish(db, { type: 'hotspots' })
  return result
}
