import type { SampleStep } from '../health/views.ts'
import type { Samples } from './contract/index.ts'

const MOST_POINTS = 300

/**
 * Length of a chart's steps in seconds, so that there are 300 at most. Each is two polls long at least: with fewer, a
 * poll that comes a moment late would look like a gap.
 */
export const stepSeconds = (hours: number, pollSeconds: number): number =>
  Math.max(2 * pollSeconds, Math.ceil((hours * 3600) / MOST_POINTS))

/**
 * How many whole hours before `now` a chart begins: no earlier than the hour of the first reading, `hours` at most, and
 * one at least. A hotspot's first day is not drawn as a sliver at the end of an empty one.
 */
export function chartHours(first: SampleStep | undefined, now: Date, hours: number, step: number): number {
  if (!first) return hours
  const age = now.getTime() / 1000 - first.step * step
  return Math.min(hours, Math.max(1, Math.ceil(age / 3600)))
}

/**
 * One row for each step that ends in the last `hours` before `now`, in order of time; a step without a sample is
 * unreachable with null readings. Without any sample at all there are no rows.
 */
export function fillSteps(steps: SampleStep[], now: Date, hours: number, step: number): Samples['samples'] {
  if (steps.length === 0) return []
  const known = new Map(steps.map((row) => [row.step, row]))
  const last = Math.floor(now.getTime() / 1000 / step)
  const count = Math.min(MOST_POINTS, Math.floor((hours * 3600) / step))
  return Array.from({ length: count }, (_, index) => {
    const number = last - count + 1 + index
    const row = known.get(number)
    return {
      at: new Date(number * step * 1000).toISOString(),
      reachable: row?.reachable ?? false,
      clients: row?.clients ?? null,
      inBps: row?.inBps ?? null,
      outBps: row?.outBps ?? null,
    }
  })
}
