import { median } from '../../median.ts'
import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { ImportError } from '../import-error.ts'

/** @param text `west,south,east,north` in degrees @throws {ImportError} for anything else */
export function parseBounds(text: string): Bounds {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = numbers
  const sound = west >= -180 && west < east && east <= 180 && south >= -90 && south < north && north <= 90
  if (numbers.length === 4 && sound) return { west, south, east, north }
  throw new ImportError(
    `--bounds: "${text}" is not west,south,east,north in degrees, e.g. --bounds=-99.37,19.04,-98.94,19.60`,
  )
}

export const isInside = ({ west, south, east, north }: Bounds, latitude: number, longitude: number): boolean =>
  latitude >= south && latitude <= north && longitude >= west && longitude <= east

/** `margin` in degrees on every side. */
export const widened = ({ west, south, east, north }: Bounds, margin: number): Bounds => ({
  west: west - margin,
  south: south - margin,
  east: east + margin,
  north: north + margin,
})

const DEVIATIONS = 7
const LEAST_DEGREES = 0.25

/**
 * Where the city must lie, from points of which fewer than half are wrong: the median, and on each side 7 median
 * absolute deviations, at least 0.25°. Points spread evenly over a city reach 2 such deviations from the median; of
 * normally distributed ones three in a million are beyond 7.
 */
export function usualBounds(points: ReadonlyArray<{ latitude: number; longitude: number }>): Bounds {
  const [south, north] = usualRange(points.map(({ latitude }) => latitude))
  const [west, east] = usualRange(points.map(({ longitude }) => longitude))
  return { west, south, east, north }
}

function usualRange(values: number[]): [number, number] {
  const middle = median(values)
  const reach = Math.max(LEAST_DEGREES, DEVIATIONS * median(values.map((value) => Math.abs(value - middle))))
  return [middle - reach, middle + reach]
}
