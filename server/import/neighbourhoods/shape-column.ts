import { boundsOf } from '../../network/neighbourhoods/box.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { isWkb, parseShape } from '../places/wkt.ts'

/** Enough values to tell what a column holds. */
const SAMPLE = 20

/**
 * A table whose records have their shapes: as the file gives them, else from the column that holds them as text (WKT,
 * EWKT, GeoJSON), which is `wanted`, from 0, or found by what stands in it. They are read when they are asked for.
 *
 * @throws {ImportError} for a column of shapes that cannot be read, or of several systems
 */
export function withShapes(file: string, table: CsvFile, wanted: number | undefined): CsvFile {
  if (wanted === undefined && table.records.some(({ geometry }) => geometry)) return table
  const column = wanted ?? shapeColumn(file, table)
  if (column === undefined) return table
  const text = (values: readonly string[]) => values[column] ?? ''
  const records = table.records.map(({ line, values }) =>
    Object.defineProperty({ line, values }, 'geometry', {
      enumerable: true,
      get: () => parseShape(text(values))?.geometry ?? null,
    }),
  )
  const crs = systemOf(file, table, text)
  const told = `Their shapes are from "${table.headers[column]}".`
  return { ...table, records, ...(crs !== undefined && { crs }), remarks: [...(table.remarks ?? []), told] }
}

function isInDegrees(text: string): boolean {
  const shape = parseShape(text)
  const box = shape && boundsOf([shape.geometry])
  return (
    box !== undefined && Math.max(Math.abs(box.west), Math.abs(box.east)) <= 180 && box.north <= 90 && box.south >= -90
  )
}

function shapeColumn(file: string, { headers, records }: CsvFile): number | undefined {
  const some = (column: number) =>
    records
      .slice(0, 5 * SAMPLE)
      .map(({ values }) => values[column] ?? '')
      .filter((text) => text.trim() !== '')
      .slice(0, SAMPLE)
  const columns = headers.map((_, column) => ({ column, texts: some(column) }))
  const isArea = (text: string) => /Polygon|Collection/.test(parseShape(text)?.geometry.type ?? '')
  const mostly = (is: (text: string) => boolean) =>
    columns.filter(({ texts }) => texts.length > 0 && texts.filter(is).length * 2 >= texts.length)
  const areas = mostly(isArea)
  // Some cities publish both: degrees need no system.
  const found = (areas.find(({ texts }) => texts.some(isInDegrees)) ?? areas[0])?.column
  const binary = found === undefined ? mostly(isWkb)[0]?.column : undefined
  if (binary !== undefined)
    throw new ImportError(
      `The shapes of ${file} in "${headers[binary]}" are WKB in hexadecimal, as PostGIS keeps them: export them as text, ST_AsText(ST_Transform(${headers[binary]}, 4326)).`,
    )
  return found
}

/** What the shapes say of their system, by which all are read. */
function systemOf(file: string, { records }: CsvFile, text: (values: readonly string[]) => string): string | undefined {
  const beginnings = records.map(({ values }) => /^\s*srid\s*=\s*(\d+)/i.exec(text(values).slice(0, 40))?.[1])
  const systems = [...new Set(beginnings.filter((srid) => srid !== undefined && srid !== '0'))]
  if (systems.length > 1)
    throw new ImportError(
      `The shapes of ${file} are of several systems: SRID ${systems.join(', ')}. Import each apart.`,
    )
  const [only] = systems
  if (only !== undefined) return `EPSG:${only}`
  const first = records.find(({ values }) => text(values).trim() !== '')
  return first && parseShape(text(first.values))?.crs
}
