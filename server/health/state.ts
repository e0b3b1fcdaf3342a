import type { HealthState } from './tables.ts'

/** Machine-readable reason of a state. */
export type Cause = 'no-answer' | 'disconnected' | 'high-load' | 'low-memory' | 'uplink-down'

/** What is remembered of a hotspot between polls. Times are ms since 1970. */
export interface Health {
  state: HealthState
  cause: Cause | null
  /** When the state began. */
  since: number
  /** Polls in a row without an answer. */
  failures: number
  /** Answers in a row that showed strain. */
  strained: number
}

/** What of a poll decides about the state; `undefined` in its place is a poll without an answer. */
export interface Strain {
  /** CPU use as a share of 1, or the 1-minute load average; null where the agent gives neither. */
  load: number | null
  loadIs: 'share' | 'average'
  /** Share of 1. */
  memoryUsed: number | null
  /** False when the interface that was the uplink is not up any more. */
  uplinkUp: boolean
}

export interface Tolerance {
  /** Polls in a row without an answer that make a hotspot down. */
  failures: number
  /** Answers in a row under strain that make it degraded. */
  strained: number
}

export const defaultTolerance: Tolerance = { failures: 3, strained: 3 }

/** Degraded from `enter` on, and until it is below `leave`. */
const limits = {
  share: { enter: 0.95, leave: 0.8 },
  average: { enter: 8, leave: 4 },
  memory: { enter: 0.95, leave: 0.9 },
}

export const unknownHealth = (at: number): Health => ({
  state: 'unknown',
  cause: null,
  since: at,
  failures: 0,
  strained: 0,
})

/**
 * The state after a poll at `at`. Fewer lost polls than `tolerance.failures` change nothing; the first answer ends
 * `down`; strain must last to count and must ease clearly to be over.
 *
 * @param lost why one without an answer is down
 */
export function nextHealth(
  before: Health,
  answer: Strain | undefined,
  at: number,
  tolerance: Tolerance = defaultTolerance,
  lost: Cause = 'no-answer',
): Health {
  const become = (state: HealthState, cause: Cause | null, counts: Pick<Health, 'failures' | 'strained'>): Health => ({
    state,
    cause,
    since: state === before.state ? before.since : at,
    ...counts,
  })
  if (!answer) {
    const failures = before.failures + 1
    if (failures >= tolerance.failures) return become('down', lost, { failures, strained: 0 })
    return { ...before, failures }
  }
  const cause = causeOf(answer, before.state === 'degraded')
  if (cause === null) return become('up', null, { failures: 0, strained: 0 })
  const strained = before.strained + 1
  const degraded = before.state === 'degraded' || strained >= tolerance.strained
  return degraded ? become('degraded', cause, { failures: 0, strained }) : become('up', null, { failures: 0, strained })
}

function causeOf({ load, loadIs, memoryUsed, uplinkUp }: Strain, already: boolean): Cause | null {
  const bound = already ? 'leave' : 'enter'
  if (!uplinkUp) return 'uplink-down'
  if (load !== null && load >= limits[loadIs][bound]) return 'high-load'
  if (memoryUsed !== null && memoryUsed >= limits.memory[bound]) return 'low-memory'
  return null
}
