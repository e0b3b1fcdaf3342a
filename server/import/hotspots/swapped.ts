import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { ImportError } from '../import-error.ts'
import { SOUTHERNMOST } from '../places/degrees.ts'
import { isInside, usualBounds } from './bounds.ts'
import type { Place } from './read-places.ts'

/** North of Svalbard there is no city, in degrees. */
const NORTHERNMOST = 84
const isInhabited = ({ latitude, longitude }: Place) =>
  latitude >= SOUTHERNMOST && latitude <= NORTHERNMOST && Math.abs(longitude) <= 180
const turned = <T extends Place>(row: T): T => ({ ...row, latitude: row.longitude, longitude: row.latitude })

/** More than this, and this share, of a file are no slips of the pen. */
const FEW = 20
const FEW_SHARE = 0.01

/**
 * The rows of which latitude and longitude stand in each other's place: not where the city is, but there when they are
 * turned. Without a known city it is where the rows are that can be read one way only, if those are many, else where most
 * are as they stand.
 */
export function swappedRows<T extends Place>(rows: readonly T[], city: Bounds | undefined): Set<T> {
  const oneWay = rows.flatMap((row) => {
    const [asIs, other] = [isInhabited(row), isInhabited(turned(row))]
    return asIs === other ? [] : [asIs ? row : turned(row)]
  })
  const sure = oneWay.length * 2 > rows.length ? oneWay : rows.filter(isInhabited)
  if (sure.length === 0 && !city) return new Set()
  const around = city ?? usualBounds(sure)
  const inCity = (row: Place) => isInhabited(row) && isInside(around, row.latitude, row.longitude)
  return new Set(rows.filter((row) => !inCity(row) && inCity(turned(row))))
}

/**
 * Turns the swapped rows round, where that was asked for.
 *
 * @throws {ImportError} asking for it, where it was not and they are many
 */
export function turnSwapped<T extends Place>(file: string, rows: T[], swapped: Set<T>, wanted: boolean): T[] {
  if (swapped.size === 0) return rows
  if (wanted) return rows.map((row) => (swapped.has(row) ? turned(row) : row))
  if (swapped.size <= FEW && swapped.size <= FEW_SHARE * rows.length) return rows
  const [one] = swapped
  throw new ImportError(
    `${swapped.size.toLocaleString('en')} of ${rows.length.toLocaleString('en')} records of ${file} seem to have latitude and longitude in each other's place, such as latitude ${one!.latitude}, longitude ${one!.longitude}. If so, import it with --swapped: each is then taken the way in which it lies in the city. If not, say where the city lies: --bounds=west,south,east,north`,
  )
}
