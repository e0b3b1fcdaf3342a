import type { SnmpTiming } from '../snmp/engine.ts'
import type { Health, Tolerance } from '../state.ts'

/** A hotspot's place in the interval, ms from its beginning: always the same, and spread evenly over all hotspots. */
export function phaseOf(hotspotId: number, intervalMs: number): number {
  // Multiplicative hashing (Knuth): ids in a row fall far apart.
  return Math.floor((Math.imul(hotspotId, 0x9e3779b1) >>> 0) * (intervalMs / 2 ** 32))
}

/** A hotspot's first moment after `now`, ms since 1970. */
export function nextMoment(hotspotId: number, intervalMs: number, now: number): number {
  const phase = phaseOf(hotspotId, intervalMs)
  return (Math.floor((now - phase) / intervalMs) + 1) * intervalMs + phase
}

/** An agent that takes 5 s is waited for, where the interval allows it. */
const LONGEST_PATIENCE = 6000
/** Shares of the interval for all polls that make a hotspot down, and for the rests between: together they fit into it. */
const [PATIENCE, REST] = [0.3, 0.3]
/** Polls are at least this share of the interval apart. */
const APART = 0.25

/** How long a poll waits: so that as many as make a hotspot down fit into an interval, with rests between. */
export function patienceOf(intervalMs: number, { failures }: Tolerance): SnmpTiming {
  const whole = Math.min(LONGEST_PATIENCE, (intervalMs * PATIENCE) / failures)
  return { timeoutMs: Math.ceil(whole / 2), retries: 1 }
}

/**
 * When a hotspot is polled after a poll that ended at `now`: at its moment of the interval; but soon where its agent did
 * not answer and is not down yet, so that one that falls silent is down within two intervals.
 */
export function nextPoll(
  hotspotId: number,
  { failures }: Pick<Health, 'failures'>,
  now: number,
  intervalMs: number,
  tolerance: Tolerance,
): number {
  const isInDoubt = failures > 0 && failures < tolerance.failures
  if (isInDoubt) return now + (intervalMs * REST) / tolerance.failures
  return nextMoment(hotspotId, intervalMs, now + intervalMs * APART)
}
