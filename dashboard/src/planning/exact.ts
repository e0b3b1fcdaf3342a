import { type Formatter, NONE } from '../parts/format.ts'

/** Money for one resident, to three digits: it may be a thousandth of the city's unit, or thousands. */
export const perResident = (cost: number, residents: number, format: Formatter): string => {
  const each = cost / residents
  return format.decimal(each, each >= 100 || each === 0 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(each))))
}

/** A small share that must not be read as none: `0.020%`, `< 0.001%`. */
export const exactGap = (gap: number, format: Formatter): string =>
  gap > 0 && gap < 0.000_01 ? `< ${format.decimal(0.001, 3)}%` : `${format.decimal(100 * gap, gap < 0.001 ? 3 : 2)}%`

/** A plan of a few sites moves a city by tenths of a per cent. */
export const exactly = (part: number, whole: number, format: Formatter): string =>
  whole > 0 ? format.exactShare(part / whole) : NONE
