import type { CsvFile, CsvRecord } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'
import { parseDegrees } from '../places/degrees.ts'
import { middleOf, type Pair, parsePair } from '../places/pair.ts'
import { projectionOf, type ToDegrees } from '../places/projection.ts'
import type { ChosenColumns, HotspotField } from './columns.ts'

export interface Place {
  latitude: number
  longitude: number
}

/** Why a record has no place: in which field, and what was expected. */
export interface NoPlace {
  field: HotspotField
  expected: string
}

/** As they stand in the file: x eastward or longitude, y northward or latitude. */
type Position = { x: number; y: number } | NoPlace

/**
 * The place of each record, in degrees: of its geometry, its two columns or its one.
 *
 * @param crs the system of the file, where it is not degrees of WGS84 and does not say so itself
 * @throws {ImportError} for a system that is not known, or metres of a system that is not said
 */
export async function readPlaces(
  file: string,
  table: CsvFile,
  chosen: ChosenColumns,
  crs: string | undefined,
): Promise<Array<Place | NoPlace>> {
  const own = table.crs === undefined ? undefined : await projectionOf(table.crs)
  const said = textSystem(table, chosen)
  const ofText = said === undefined ? undefined : await projectionOf(said)
  const given = crs === undefined ? undefined : await projectionOf(crs)
  const order = orderOf(table, chosen)
  const read = table.records.map((record) => positionOf(record, chosen, order))
  if (!given && !own && !ofText) assertDegrees(file, read)
  return read.map((position, at) => {
    if ('field' in position) return position
    const toDegrees = given ?? (table.records[at]?.geometry ? own : ofText)
    return placeOf(position, toDegrees)
  })
}

function placeOf({ x, y }: { x: number; y: number }, toDegrees: ToDegrees | undefined): Place | NoPlace {
  const [longitude, latitude] = toDegrees ? (toDegrees(x, y) ?? []) : [x, y]
  if (longitude === undefined || latitude === undefined)
    return { field: 'place', expected: 'a position that the system of coordinates has' }
  // A centimetre: no machine's last digits.
  const rounded = (degrees: number) => (toDegrees ? Math.round(degrees * 1e7) / 1e7 : degrees)
  return { latitude: rounded(latitude), longitude: rounded(longitude) }
}

function positionOf(record: CsvRecord, { columns }: ChosenColumns, order: Pair['order']): Position {
  const raw = (field: HotspotField) => (columns[field] === undefined ? '' : (record.values[columns[field]] ?? ''))
  const { geometry } = record
  if (geometry?.type === 'Point') {
    const [x, y] = geometry.coordinates
    if (typeof x === 'number' && typeof y === 'number') return { x, y }
  }
  if (geometry && columns.latitude === undefined && columns.place === undefined) {
    const middle = middleOf(geometry)
    if (middle === 'several') return { field: 'place', expected: 'one place, not several that lie far apart' }
    if (middle) return middle
  }
  if (columns.place !== undefined) {
    const pair = parsePair(raw('place'))
    if (!pair) return { field: 'place', expected: 'a place such as 19.4326, -99.1332 or POINT(-99.1332 19.4326)' }
    const { first, second } = pair
    return (pair.order ?? order) === 'longitude-first' ? { x: first, y: second } : { x: second, y: first }
  }
  const latitude = parseDegrees(raw('latitude'))
  if (!latitude) return { field: 'latitude', expected: 'decimal degrees such as 19.4326' }
  const longitude = parseDegrees(raw('longitude'))
  if (!longitude) return { field: 'longitude', expected: 'decimal degrees such as -99.1332' }
  // Letters know better than headers.
  return latitude.axis === 'longitude' && longitude.axis !== 'longitude'
    ? { x: latitude.degrees, y: longitude.degrees }
    : { x: longitude.degrees, y: latitude.degrees }
}

/** What the places say of their own system, as PostGIS writes it: by the first of them all are read. */
function textSystem({ records }: CsvFile, { columns }: ChosenColumns): string | undefined {
  if (columns.place === undefined) return undefined
  return records.map(({ values }) => parsePair(values[columns.place!] ?? '')).find((pair) => pair !== undefined)?.crs
}

/** Of plain pairs: latitude first, unless they are GeoJSON's `coordinates`, or some of what stands first can be no latitude, and none of what is second. */
function orderOf({ records }: CsvFile, { columns, headers }: ChosenColumns): Pair['order'] {
  if (columns.place === undefined) return undefined
  const pairs = records.flatMap(({ values }) => parsePair(values[columns.place!] ?? '') ?? [])
  const beyond = (number: number) => Math.abs(number) > 90 && Math.abs(number) <= 180
  const [first, second] = [pairs.filter((p) => beyond(p.first)).length, pairs.filter((p) => beyond(p.second)).length]
  const isGeoJson = headers[columns.place] === 'coordinates' && first + second === 0
  return isGeoJson || (first * 2 > pairs.length && second === 0) ? 'longitude-first' : 'latitude-first'
}

/** Beyond what any projected system has, in metres; eastings may begin with the number of their zone. */
const isBeyondMetres = ({ x, y }: { x: number; y: number }) =>
  Math.abs(y) > 11_000_000 || x < -21_000_000 || x > 70_000_000

/** Metres are hundreds of thousands: no degrees with a typing mistake, where most are so. */
const METRES = 1000

function assertDegrees(file: string, read: Position[]): void {
  const positions = read.filter((position) => 'x' in position)
  const metres = positions.filter(({ x, y }) => Math.abs(x) > METRES && Math.abs(y) > METRES)
  const [one] = metres
  if (!one || metres.length * 2 <= positions.length) return
  if (isBeyondMetres(one))
    throw new ImportError(
      `The places of ${file} are such as ${one.x}, ${one.y}: a program has taken the decimal point out of degrees. Export it again with those columns as text, or name other columns with --map.`,
    )
  const utm = one.x > 100_000 && one.x < 900_000 && one.y > 0 && one.y < 10_000_000
  throw new ImportError(
    `The places of ${file} are no degrees but such as ${one.x}, ${one.y}: metres of a projected system. Say which with --crs, e.g. ${utm ? '--crs EPSG:32614 (UTM zone 14 north; the city knows its zone)' : '--crs EPSG:3857'}, or name columns of degrees with --map.`,
  )
}
