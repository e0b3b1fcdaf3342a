import type { Counters } from './rates.ts'

const TICKS_WRAP = 2 ** 32
const TICK_MS = 10
/** Answers come a little late, and clocks drift: by so much, and by this share of the time between. */
const SLACK_MS = 30_000
const DRIFT = 0.1

/**
 * When the hotspot booted, if it did between two of its answers; undefined where that was not seen. By the host's uptime
 * where the agent tells it in both (hrSystemUptime): sysUpTime starts anew with the agent alone (RFC 3418), so it is
 * believed only where there is nothing else. A clock that wrapped (497 days) or was merely set is no reboot.
 */
export function rebootBetween(before: Counters | null, after: Counters): Date | undefined {
  if (!before) return undefined
  const both = (clock: 'hrSystemUptime' | 'sysUpTime') => [before.clocks[clock], after.clocks[clock]] as const
  const host = both('hrSystemUptime')
  const [earlier, now] = host.includes(undefined) ? both('sysUpTime') : host
  if (earlier === undefined || now === undefined) return undefined
  const passed = after.at - before.at
  const slack = SLACK_MS + passed * DRIFT
  const mayHaveWrapped = earlier * TICK_MS + passed + slack >= TICKS_WRAP * TICK_MS
  if (mayHaveWrapped) return undefined
  const bootedAt = after.at - now * TICK_MS
  const wentBack = now < earlier && bootedAt > before.at - slack
  const isYounger = bootedAt > before.at + slack
  return wentBack || isYounger ? new Date(Math.max(bootedAt, before.at)) : undefined
}
