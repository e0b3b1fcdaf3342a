import type { ChartPoint } from '../../../server/api/contract/index.ts'

export interface Dot {
  x: number
  y: number | null
}

/** More than so many steps without a point are a gap: no line is drawn over it. A day has up to 25 hours. */
const GAP_STEPS = 1.5

/** The points of one reading; between two that are far apart there is one without a value, at which the line ends. */
export function dotsOf(
  points: readonly ChartPoint[],
  stepSeconds: number,
  value: (point: ChartPoint) => number | null,
): Dot[] {
  const step = stepSeconds * 1000
  let last: number | undefined
  return points.flatMap((point) => {
    const x = Date.parse(point.at)
    const gap = last !== undefined && x - last > GAP_STEPS * step ? [{ x: last + step, y: null }] : []
    last = x
    return [...gap, { x, y: value(point) }]
  })
}

/** Whether anything of a reading is known. */
export const isKnown = (points: readonly ChartPoint[], value: (point: ChartPoint) => number | null): boolean =>
  points.some((point) => value(point) !== null)
