import { extname } from 'node:path'
import type { Geometry } from 'geojson'
import iconv from 'iconv-lite'
import { parseDbf, parseShp } from 'shpjs'
import { FileError, ImportError } from '../import-error.ts'
import type { NamedOctets, ReadingOptions } from './city-file.ts'
import type { CsvFile } from './csv-file.ts'
import { decodeText } from './encoding.ts'
import { objectsTable } from './objects-table.ts'
import { sha256Of } from './text-file.ts'

/**
 * A shapefile: shapes, with the values of the .dbf beside it, in the encoding that its .cpg says or its octets tell, and
 * the system of its .prj.
 *
 * @throws {ImportError} when a part is missing or broken
 */
export function shapefileTable(
  name: string,
  octets: Buffer,
  beside: readonly NamedOctets[],
  { encoding }: ReadingOptions,
): CsvFile {
  const part = (ending: string) => beside.find((each) => extname(each.name).toLowerCase() === ending)?.octets
  const dbf = part('.dbf')
  if (!dbf)
    throw new FileError(
      'shapefile-alone',
      `${name} is a shapefile without its .dbf beside it, which has the names and codes.`,
    )
  const said = encoding ?? part('.cpg')?.toString('latin1').trim()
  try {
    const shapes = shapesIn(octets)
    const { rows, encoding: used } = readDbf(name, dbf, said)
    const kept = shapes.flatMap((shape, at) => {
      const properties = rows[at]
      return properties === undefined ? [] : [Object.defineProperty({ properties }, 'geometry', { get: shape })]
    })
    if (kept.length === 0) throw new FileError('no-records', `${name} has no features.`)
    const crs = part('.prj')?.toString('utf8').trim()
    const missing = crs ? [] : ['It has no .prj beside it, which says the system of its coordinates.']
    return {
      ...objectsTable(kept),
      ...{ name, sha256: sha256Of(octets), unit: 'feature', format: 'shapefile', encoding: used },
      ...(crs && { crs }),
      remarks: missing,
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new FileError('broken-shapefile', `${name} is a shapefile that cannot be read: ${(error as Error).message}`)
  }
}

const HEADER = 100

/**
 * Reads each shape when it is asked for: all at once they take several times the file's octets. A record is its number and
 * its length in 16-bit words, then the shape (ESRI Shapefile Technical Description, page 5).
 */
function shapesIn(octets: Buffer): Array<() => Geometry | null> {
  const shapes: Array<() => Geometry | null> = []
  for (let at = HEADER; at + 8 <= octets.length; ) {
    const end = at + 8 + octets.readInt32BE(at + 4) * 2
    if (end > octets.length || end < at + 8) break
    const record = octets.subarray(at, end)
    shapes.push(() => parseShp(Buffer.concat([octets.subarray(0, HEADER), record]))[0] ?? null)
    at = end
  }
  return shapes
}

/** The rows in order; undefined where one is marked as deleted. */
function readDbf(name: string, dbf: Buffer, said: string | undefined) {
  const header = dbf.readUInt16LE(8)
  const width = dbf.readUInt16LE(10)
  const label = said && /^\d+$/.test(said) ? `cp${said}` : said
  const encoding =
    label && iconv.encodingExists(label) ? label : decodeText(name, withoutZeros(dbf.subarray(header))).encoding
  // Each octet as a character of its own: decoded below, by an encoding that the library may not know.
  const raw = parseDbf(dbf, 'windows-1252') as Array<Record<string, unknown>>
  const rows = raw.map((row, at) => (dbf[header + at * width] === 0x2a ? undefined : plain(row, encoding)))
  return { rows, encoding }
}

const withoutZeros = (octets: Buffer): Buffer => Buffer.from(octets.map((octet) => (octet === 0 ? 0x20 : octet)))

const plain = (row: Record<string, unknown>, encoding: string) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [decoded(key, encoding), shownValue(value, encoding)] as const),
  )

const octetOf = new Map(
  Array.from({ length: 256 }, (_, octet) => [new TextDecoder('windows-1252').decode(Uint8Array.of(octet)), octet]),
)

const decoded = (text: string, encoding: string) =>
  iconv.decode(Buffer.from([...text].map((character) => octetOf.get(character) ?? 0x3f)), encoding).trim()

function shownValue(value: unknown, encoding: string): unknown {
  if (typeof value === 'string') return decoded(value, encoding)
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (!(value instanceof Date)) return value
  // It is made of local days.
  if (Number.isNaN(value.getTime())) return null
  return [value.getFullYear(), value.getMonth() + 1, value.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}
