import type { Districts } from '../network/districts/within.ts'

/** What those have in common who are limited to the same districts. */
export const districtsKey = (districts: Districts): string => districts?.join(' ') ?? 'all'

/** The most that is remembered: dropped as a whole, and made again. */
const MOST_REMEMBERED = 100

/** Makes a thing for the whole city, and one for each choice of districts that is asked for, and keeps them. */
export function byDistricts<T>(make: (districts: Districts) => T): (districts: Districts) => T {
  const whole = make(null)
  const made = new Map<string, T>()
  return (districts) => {
    if (districts === null) return whole
    const key = districtsKey(districts)
    const known = made.get(key)
    if (known !== undefined) return known
    if (made.size >= MOST_REMEMBERED) made.clear()
    const one = make(districts)
    made.set(key, one)
    return one
  }
}
