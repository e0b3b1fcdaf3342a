import type { Attributes, NewNeighbourhood } from '../../network/neighbourhoods/store.ts'
import { tidy } from '../../network/spelling.ts'
import { findColumns } from '../files/columns.ts'
import type { CsvFile, CsvRecord } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { SOUTHERNMOST } from '../places/degrees.ts'
import { projectionOf, type ToDegrees } from '../places/projection.ts'
import { areaSynonyms, type FieldReader, readFields } from './fields.ts'
import { withShapes } from './shape-column.ts'
import { readShape, type ShapeRead } from './shapes.ts'

/** An area that cannot be used, or something of it. `where` is the feature's or line's number in its file, from 1. */
export interface AreaFault {
  where: number
  code: string
  reason: string
}

export interface AreasRead {
  /**
   * Read one by one as they are asked for, since all shapes at once would take many times the file in memory. To be gone
   * through once; throws an ImportError at the end where none can be used.
   */
  areas: Iterable<NewNeighbourhood>
  /** Filled while `areas` are gone through. */
  faults: AreaFault[]
  /** What was mended of areas, and values that were lost; the areas were taken. Filled likewise. */
  mended: AreaFault[]
  /** The codes in the file, also of what cannot be used. */
  codes: ReadonlySet<string>
  /** Records of the file. */
  records: number
  remarks: string[]
}

/**
 * Reads the areas of a file that has shapes.
 *
 * @param crs the system of its coordinates, where the file does not say it and it is not WGS84
 * @throws {ImportError} when it has no shapes, or no property that is a code
 */
export async function readAreas(
  file: string,
  given: CsvFile,
  map: Record<string, string> = {},
  crs?: string,
): Promise<AreasRead> {
  const { geometry } = areaSynonyms
  const wanted = map.geometry === undefined ? {} : { geometry: map.geometry }
  const table = withShapes(file, given, findColumns<'geometry'>(file, given.headers, { geometry }, [], wanted).geometry)
  if (!table.records.some(({ geometry }) => geometry))
    throw new ImportError(
      `${file} is ${table.format ?? 'CSV'} without shapes, but areas need their borders: import GeoJSON, KML, a shapefile or a table with a column of WKT, and give figures by code with --attributes.`,
    )
  const fields = readFields(file, table, map)
  const system = crs ?? table.crs
  const projected = system === undefined ? undefined : await projectionOf(system)
  if (!projected) assertDegrees(file, table)
  const isTurned = !projected && hasLatitudeFirst(table)
  const toDegrees: ToDegrees | undefined = isTurned ? (latitude, longitude) => [longitude, latitude] : projected
  const faults: AreaFault[] = []
  const mended: AreaFault[] = []
  const records = table.records.length
  return {
    ...{ areas: areasOf(file, table, fields, { faults, mended, toDegrees }), faults, mended, records },
    codes: new Set(table.records.map(({ values }) => fields.codeOf(values))),
    remarks: [
      ...(table.remarks ?? []),
      ...(isTurned ? ['Its positions have their latitude first: they were taken so.'] : []),
      ...fields.remarks,
    ],
  }
}

interface Reading extends Pick<AreasRead, 'faults' | 'mended'> {
  toDegrees: ToDegrees | undefined
}

function* areasOf(
  file: string,
  { headers, records }: CsvFile,
  fields: FieldReader,
  { faults, mended, toDegrees }: Reading,
): Generator<NewNeighbourhood> {
  const short = headers.indexOf('CVE_AGEB')
  const codeName = headers[fields.columns.code ?? -1]
  const taken = new Set<string>()
  for (const record of records) {
    const { line, values } = record
    const code = fields.codeOf(values)
    const fault = (reason: string) => faults.push({ where: line, code, reason })
    if (code === '') fault(`no ${codeName}`)
    else if (taken.has(code)) fault('an earlier feature has the same code')
    else {
      const read: ShapeRead = readShape(record.geometry, toDegrees)
      if ('reason' in read) {
        fault(read.reason)
        continue
      }
      const { attributes, lost } = fields.attributesOf(values)
      const { borough } = attributes
      const name = attributes.name ?? (borough ? `${borough} ${tidy(values[short] ?? '') || code}` : code)
      taken.add(code)
      for (const reason of [...(read.mended ? [read.mended] : []), ...lost]) mended.push({ where: line, code, reason })
      yield { ...attributes, name, code, geometry: read.shape, areaM2: read.areaM2 }
    }
  }
  if (taken.size === 0)
    throw new ImportError(`${file} has no usable area; the first of its ${faults.length}: ${faults[0]?.reason}.`)
}

/** Reads attributes by code from a table. @throws {ImportError} when it has no column of codes */
export function readAttributeTable(
  table: CsvFile,
  map: Record<string, string> = {},
): { byCode: Map<string, Attributes>; faults: AreaFault[]; remarks: string[] } {
  const fields = readFields(table.name, table, map)
  const byCode = new Map<string, Attributes>()
  const faults: AreaFault[] = []
  assertOneLineEach(table, fields)
  for (const { line, values } of table.records) {
    const code = fields.codeOf(values)
    const fault = (reason: string) => faults.push({ where: line, code, reason })
    if (code === '') fault(`no ${table.headers[fields.columns.code ?? -1]}`)
    else if (byCode.has(code)) fault('an earlier line has the same code')
    else {
      const { attributes, lost } = fields.attributesOf(values)
      byCode.set(code, attributes)
      lost.forEach(fault)
    }
  }
  return { byCode, faults, remarks: [...(table.remarks ?? []), ...fields.remarks] }
}

/** @throws {ImportError} where most areas have several lines, by year, sex or age: the first would be taken for all */
function assertOneLineEach({ name, headers, records }: CsvFile, { codeOf, columns }: FieldReader): void {
  const lines = new Map<string, CsvRecord[]>()
  for (const record of records) {
    const code = codeOf(record.values)
    const others = lines.get(code)
    if (others) others.push(record)
    else if (code !== '') lines.set(code, [record])
  }
  const several = [...lines.values()].filter(([first, ...others]) =>
    others.some(({ values }) => values.some((value, at) => value !== first!.values[at])),
  )
  const [one] = several
  if (!one || several.length * 2 <= lines.size) return
  const differ = headers.filter(
    (_, at) => at !== columns.code && one.some(({ values }) => values[at] !== one[0]!.values[at]),
  )
  throw new ImportError(
    `${name} has several lines for most areas, such as ${one.length} for ${codeOf(one[0]!.values)}, which differ in ${differ.map((header) => `"${header}"`).join(', ')}. Keep one line for each area (the latest year, the total of all groups) and import that.`,
  )
}

/** Shapes enough to tell metres from degrees. */
const SAMPLE = 500

/** @throws {ImportError} where most positions are metres, and no system is said */
function assertDegrees(file: string, { records }: CsvFile): void {
  const step = Math.ceil(records.length / SAMPLE)
  const some = records.filter((_, at) => at % step === 0)
  const first = some.map(({ geometry }) => firstPosition(geometry)).filter((position) => position !== undefined)
  const metres = first.filter(([x, y]) => Math.abs(x) > 1000 && Math.abs(y) > 1000)
  const [one] = metres
  if (!one || metres.length * 2 <= first.length) return
  throw new ImportError(
    `The positions of ${file} are no degrees but such as ${one[0]}, ${one[1]}: metres of a projected system. Say which with --crs, e.g. --crs EPSG:32614 (UTM zone 14 north; the city knows its zone).`,
  )
}

/** What would lie where no city is has its latitude first. */
function hasLatitudeFirst({ records }: CsvFile): boolean {
  const step = Math.ceil(records.length / SAMPLE)
  const some = records
    .filter((_, at) => at % step === 0)
    .flatMap(({ geometry }) => [firstPosition(geometry) ?? []].filter((each) => each.length > 0))
  const isNowhere = (latitude: number) => latitude < SOUTHERNMOST || latitude > 90
  const turned = some.filter(([x = 0, y = 0]) => isNowhere(y) && Math.abs(y) <= 180 && !isNowhere(x))
  return turned.length * 2 > some.length
}

function firstPosition(geometry: unknown): [number, number] | undefined {
  let value = (geometry as { coordinates?: unknown } | null)?.coordinates
  while (Array.isArray(value) && Array.isArray(value[0])) value = value[0] as unknown
  const [x, y] = Array.isArray(value) ? (value as unknown[]) : []
  return typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined
}
