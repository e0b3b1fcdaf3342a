import type { Interval } from './bootstrap.ts'
import type { Series } from './places.ts'
import { t95 } from './student.ts'

/** Weeks before the opening that are looked at. */
const WEEKS = 8

export interface PreTrend {
  /** Change of the gap between treated and controls a week, before anything was built. */
  readonly slope: number
  readonly interval: Interval
  /**
   * Whether the whole interval lies within the margin set beforehand. That is evidence for parallel trends, not proof;
   * a slope that is merely not significant is no evidence.
   */
  readonly equivalent: boolean
  /** Whether the whole interval lies beyond the margin: it is shown that trends were not parallel. */
  readonly violated: boolean
}

/**
 * Slope of the last eight gaps before the opening by least squares, with its 95 % interval.
 *
 * @param margin largest slope a week, either way, that was called harmless when the site was approved
 * @returns undefined where fewer than three of those weeks were measured
 */
export function preTrend(gaps: Series, opened: number, margin: number): PreTrend | undefined {
  const points = gaps
    .slice(Math.max(0, opened - WEEKS), opened)
    .flatMap((gap, week) => (gap === undefined ? [] : { week, gap }))
  if (points.length < 3) return undefined
  const middle = points.reduce((sum, { week }) => sum + week, 0) / points.length
  const level = points.reduce((sum, { gap }) => sum + gap, 0) / points.length
  const spread = points.reduce((sum, { week }) => sum + (week - middle) ** 2, 0)
  const slope = points.reduce((sum, { week, gap }) => sum + (week - middle) * (gap - level), 0) / spread
  const rest = points.reduce((sum, { week, gap }) => sum + (gap - level - slope * (week - middle)) ** 2, 0)
  const half = t95(points.length - 2) * Math.sqrt(rest / (points.length - 2) / spread)
  const interval = { low: slope - half, high: slope + half }
  return {
    ...{ slope, interval, equivalent: interval.low > -margin && interval.high < margin },
    violated: interval.low > margin || interval.high < -margin,
  }
}
