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

const LONGEST_TICK_MS = 250
/** Polls begun in one look, as a multiple of what that time needs: after a rest not all that are due come at once. */
const MOST_AT_ONCE = 4
const FEWEST_AT_ONCE = 50

/** How many polls may begin at a look at what is due, so many ms after the look before. */
export function mostAtOnce(agents: number, sinceMs: number, intervalMs: number): number {
  const usual = (agents * Math.min(LONGEST_TICK_MS, sinceMs)) / intervalMs
  return Math.max(FEWEST_AT_ONCE, usual * MOST_AT_ONCE)
}

/** An agent that takes 5 s is waited for, where the interval allows it. */
const LONGEST_PATIENCE = 6000
/** Shares of the interval for all polls that make a hotspot down, and for the rests between: together they fit into it. */
const [PATIENCE, REST] = [0.3, 0.3]
/** Polls are at least this share of the interval apart. */
const APART = 0.1

/** How long a poll waits: so that as many as make a hotspot down fit into an interval, with rests between. */
export function patienceOf(intervalMs: number, { failures }: Tolerance): SnmpTiming {
  const whole = Math.min(LONGEST_PATIENCE, (intervalMs * PATIENCE) / failures)
  return { timeoutMs: Math.ceil(whole / 2), retries: 1 }
}

/** One poll of an agent, which has failed so often in a row by now. Times are ms. */
interface Polled extends Pick<Health, 'failures'> {
  begunAt: number
  endedAt: number
}

/**
 * When a hotspot is polled after a poll: at its moment of the interval; but soon where its agent did not answer and is not
 * down yet, so that one that falls silent is down within two intervals. A slow agent, which is waited for longer, has no
 * rest between.
 */
export function nextPoll(
  hotspotId: number,
  { failures, begunAt, endedAt }: Polled,
  intervalMs: number,
  tolerance: Tolerance,
): number {
  const isInDoubt = failures > 0 && failures < tolerance.failures
  if (isInDoubt) return Math.max(endedAt, begunAt + (intervalMs * (PATIENCE + REST)) / tolerance.failures)
  return nextMoment(hotspotId, intervalMs, endedAt + intervalMs * APART)
}
