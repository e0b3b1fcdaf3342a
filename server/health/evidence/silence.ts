/** Since when nobody is heard of, where there were to be so many sessions by now. */
export interface Silence {
  /** ms since 1970 */
  since: number
  /** Sessions that usually begin in this time. */
  expected: number
}

/** How many sessions begin at a hotspot in each hour of a week, from Monday 0:00 by the city's clock. */
export interface UsualUse {
  /** Of all the weeks together: 168 counts. */
  starts: readonly number[]
  /** How many weeks were counted. */
  weeks: number
}

interface Window {
  /** Last heard of, ms since 1970. */
  from: number
  to: number
  /** Which hour of the week an instant is in, 0 to 167. */
  hourOfWeek: (at: number) => number
  /** Whether the hotspot is open at an instant. */
  isOpen: (at: number) => boolean
}

const HOUR_MS = 3_600_000
/** Less history tells nothing of what is usual. */
const LEAST_WEEKS = 2
/** A silence is judged by its last week. */
const LONGEST_MS = 7 * 24 * HOUR_MS
/** A silence that comes by chance less than once in ten thousand times: e^−λ < 10⁻⁴. */
const DECISIVE = -Math.log(1e-4)

/**
 * Sessions that usually begin within a window, as they come by chance (Poisson), each on its own: λ. Closed hours have
 * none. Their beginnings are counted, not the interim reports between, which come by the clock.
 */
export function expectedStarts({ starts, weeks }: UsualUse, { from, to, hourOfWeek, isOpen }: Window): number {
  let expected = 0
  for (let at = Math.max(from, to - LONGEST_MS); at < to; ) {
    const end = Math.min(to, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS)
    if (isOpen(at)) expected += ((starts[hourOfWeek(at)] ?? 0) / weeks) * ((end - at) / HOUR_MS)
    at = end
  }
  return expected
}

/** Whether nobody is heard of where somebody always is. Undefined: it may be chance, or is closed, or nobody knows yet. */
export function silenceOf(usual: UsualUse, window: Window): Silence | undefined {
  if (usual.weeks < LEAST_WEEKS || !window.isOpen(window.to)) return undefined
  const expected = expectedStarts(usual, window)
  return expected > DECISIVE ? { since: window.from, expected } : undefined
}
