import type { Series } from './places.ts'

/** Mean of the weeks from `from` to before `to` that were measured; undefined if none was. */
export function meanOf(series: Series, from: number, to: number): number | undefined {
  let [sum, count] = [0, 0]
  for (const value of series.slice(Math.max(0, from), to)) {
    if (value === undefined) continue
    sum += value
    count++
  }
  return count > 0 ? sum / count : undefined
}

/** Of each unit, how much higher it is from `opened` on than before. Units without either are left out. */
export function changes(units: readonly Series[], opened: number): number[] {
  return units.flatMap((series) => {
    const [before, after] = [meanOf(series, 0, opened), meanOf(series, opened, series.length)]
    return before === undefined || after === undefined ? [] : [after - before]
  })
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * Difference in differences: how much more the treated have changed than the controls, in the series' unit.
 *
 * @param opened number of the first week after; a unit's weeks before it are compared with those from it on
 */
export function differenceInDifferences(
  treated: readonly Series[],
  controls: readonly Series[],
  opened: number,
): number {
  return mean(changes(treated, opened)) - mean(changes(controls, opened))
}

/** Week by week, the mean of the treated less that of the controls; undefined where either was not measured. */
export function gaps(treated: readonly Series[], controls: readonly Series[]): Series {
  const weeks = Math.max(0, ...[...treated, ...controls].map(({ length }) => length))
  return Array.from({ length: weeks }, (_, week) => {
    const [of, against] = [treated, controls].map((units) => units.flatMap((unit) => unit[week] ?? []))
    return of!.length > 0 && against!.length > 0 ? mean(of!) - mean(against!) : undefined
  })
}
