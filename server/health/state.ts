import type { Ups } from './readings/agent-reading.ts'
import type { HealthState } from './tables.ts'

/**
 * Why a poll has nothing to read of a hotspot: its agent did not answer; its controller says that it is down, or lists it no
 * more; its controller's API says that it is disconnected.
 */
export type Absence = 'no-answer' | 'down-at-controller' | 'not-listed' | 'disconnected'

/** Machine-readable reason of a state. */
export type Cause =
  | Absence
  | 'high-load'
  | 'low-memory'
  | 'uplink-down'
  | 'near-capacity'
  | 'busy-air'
  | 'on-battery'
  | 'battery-low'

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
  /** Of the busiest radio, as a share of 1; absent: nobody knows. */
  utilisation?: number | null
  /** Devices, as a share of those that the hotspot is said to serve; absent: nobody knows. */
  clients?: number | null
  /** Of a UPS. */
  ups?: Pick<Ups, 'onBattery' | 'charge'> | null
}

export interface Tolerance {
  /** Polls in a row without an answer that make a hotspot down. */
  failures: number
  /** Answers in a row under strain that make it degraded. */
  strained: number
  /** Shares of 1 from which an answer shows strain; absent: those that hold everywhere, of air and devices none. */
  load?: number | undefined
  memory?: number | undefined
  utilisation?: number | undefined
  clients?: number | undefined
  /** How many devices the hotspot is said to serve; absent: nobody said. */
  capacity?: number | null | undefined
}

export const defaultTolerance: Tolerance = { failures: 3, strained: 3 }

/** Degraded from `enter` on, and until it is by `ease` below; the load average in processes that wait. */
const limits = {
  share: { enter: 0.95, ease: 0.15 },
  average: { enter: 8, ease: 4 },
  memory: { enter: 0.95, ease: 0.05 },
  utilisation: { enter: Number.POSITIVE_INFINITY, ease: 0.1 },
  clients: { enter: Number.POSITIVE_INFINITY, ease: 0.1 },
}

/** A UPS's battery with less has minutes left. */
const LOW_CHARGE = 0.3

export const unknownHealth = (at: number): Health => ({
  state: 'unknown',
  cause: null,
  since: at,
  failures: 0,
  strained: 0,
})

/**
 * The state after a poll at `at`. Fewer lost polls than `tolerance.failures` change nothing; the first answer ends
 * `down`; strain must last to count and must ease clearly to be over, but for a UPS on its battery, which lasts minutes.
 *
 * @param absence why there is no answer, where there is none
 */
export function nextHealth(
  before: Health,
  answer: Strain | undefined,
  at: number,
  tolerance: Tolerance = defaultTolerance,
  absence: Absence = 'no-answer',
): Health {
  const become = (state: HealthState, cause: Cause | null, counts: Pick<Health, 'failures' | 'strained'>): Health => ({
    state,
    cause,
    since: state === before.state ? before.since : at,
    ...counts,
  })
  if (!answer) {
    const failures = before.failures + 1
    if (failures >= tolerance.failures) return become('down', absence, { failures, strained: 0 })
    return { ...before, failures }
  }
  const cause = causeOf(answer, before.state === 'degraded', tolerance)
  if (cause === null) return isWell(before) ? before : become('up', null, { failures: 0, strained: 0 })
  const strained = before.strained + 1
  const counts = cause === 'on-battery' || cause === 'battery-low' || strained >= tolerance.strained
  const degraded = before.state === 'degraded' || counts
  return degraded ? become('degraded', cause, { failures: 0, strained }) : become('up', null, { failures: 0, strained })
}

/** So that nothing is made anew of one that stays as it is. */
const isWell = ({ state, cause, failures, strained }: Health): boolean =>
  state === 'up' && cause === null && failures === 0 && strained === 0

function causeOf(answer: Strain, already: boolean, tolerance: Tolerance): Cause | null {
  const { load, loadIs, memoryUsed, uplinkUp, utilisation, clients, ups } = answer
  /** Whether a value is over its limit, or was and has not clearly eased. */
  const isOver = (value: number | null | undefined, { enter, ease }: Limit, own?: number) =>
    typeof value === 'number' && value >= (own ?? enter) - (already ? ease : 0)
  if (ups?.onBattery) return (ups.charge ?? 1) < LOW_CHARGE ? 'battery-low' : 'on-battery'
  if (!uplinkUp) return 'uplink-down'
  if (isOver(load, limits[loadIs], loadIs === 'share' ? tolerance.load : undefined)) return 'high-load'
  if (isOver(memoryUsed, limits.memory, tolerance.memory)) return 'low-memory'
  if (isOver(clients, limits.clients, tolerance.clients)) return 'near-capacity'
  if (isOver(utilisation, limits.utilisation, tolerance.utilisation)) return 'busy-air'
  return null
}

type Limit = (typeof limits)[keyof typeof limits]
