import type { Counters } from './rates.ts'

const TICKS_WRAP = 2 ** 32
const TICK_MS = 10
/** Answers come a little late, and clocks drift: by so much, and by this share of the time between. */
const SLACK_MS = 30_000
const DRIFT = 0.1

/**
 * When the hotspot booted, if it did between two of its answers; undefined where that was not seen. By the device's own
 * uptime (hrSystemUptime, or what its profile names): sysUpTime starts anew with the agent alone (RFC 3418). A clock that
 * wrapped (497 days) or was merely set is no reboot.
 */
export function rebootBetween(before: Counters | null, after: Counters): Date | undefined {
  if (!before) return undefined
  const [earlier, now] = [before.clocks.hrSystemUptime, after.clocks.hrSystemUptime]
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
