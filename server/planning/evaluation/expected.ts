import { gaps, meanOf } from './differences.ts'
import { logged, type Series } from './places.ts'

/**
 * Users of places, added up, as they would have been without the new site: each as it was before, with the change of the
 * controls (in logarithms). Weeks before show how well that fits.
 *
 * @returns week by week; undefined where no control or no place was measured
 */
export function expectedWithout(places: readonly Series[], controls: readonly Series[], opened: number): Series {
  const levels = places.map(logged).flatMap((series) => meanOf(series, 0, opened) ?? [])
  // Against nobody, the gap is the controls' own mean.
  const nobody = Array.from({ length: Math.max(0, ...controls.map(({ length }) => length)) }, () => 0)
  const course = gaps(controls.map(logged), [nobody])
  const before = meanOf(course, 0, opened)
  return course.map((week) => {
    if (week === undefined || before === undefined || levels.length === 0) return undefined
    return levels.reduce((sum, level) => sum + unlogged(level, week - before), 0)
  })
}

/** Where nobody was, nobody comes by the course of others. */
const unlogged = (level: number, change: number): number => (level === 0 ? 0 : Math.max(0, Math.expm1(level + change)))
