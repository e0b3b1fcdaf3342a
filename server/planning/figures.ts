import type { PointCounts } from './points/tally.ts'

/**
 * Residents by what the hotspots near them do. `covered`, `unchecked` and those without service are the whole of
 * `residents`.
 */
export interface Figures {
  residents: number
  /** By a hotspot that works now. */
  covered: number
  /** By no such hotspot, but by one of which nobody knows whether it works. */
  unchecked: number
  /** By none of either kind, but by one that worked before: faults alone have left them without service. */
  failed: number
  /** By any hotspot in use: they would be covered if all worked. */
  near: number
}

/**
 * Of residents who live evenly spread over an area's points; sums are not rounded. A sum of parts may miss the whole by a
 * rounding error: none is more than what those before it leave.
 */
export function figuresOf(residents: number, counts: PointCounts | undefined): Figures {
  if (!counts || counts.points === 0) return { residents, covered: 0, unchecked: 0, failed: 0, near: 0 }
  const { points, works, unknown, failed: failures } = counts
  const covered = Math.min(residents, (residents * works) / points)
  const unchecked = Math.min(residents - covered, (residents * unknown) / points)
  const failed = Math.min(residents - covered - unchecked, (residents * failures) / points)
  const near = (residents * (works + unknown + failures + counts['never-worked'])) / points
  return { residents, covered, unchecked, failed, near }
}

const names = ['residents', 'covered', 'unchecked', 'failed', 'near'] as const

export function summed(all: Iterable<Figures>): Figures {
  const sum = { residents: 0, covered: 0, unchecked: 0, failed: 0, near: 0 }
  for (const one of all) for (const name of names) sum[name] += one[name]
  return sum
}

export const rounded = (figures: Figures): Figures => {
  const { residents, covered, unchecked, failed, near } = figures
  return {
    ...{ residents: Math.round(residents), covered: Math.round(covered), unchecked: Math.round(unchecked) },
    ...{ failed: Math.round(failed), near: Math.round(near) },
  }
}
