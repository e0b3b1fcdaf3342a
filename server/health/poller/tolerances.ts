import type { PolledHotspot, SnmpTarget } from '../../network/snmp-targets.ts'
import type { Tolerance } from '../state.ts'

/** What holds of a hotspot: its group's limits where that has any. */
export function toleranceOf(
  general: Tolerance,
  { limits, capacity }: Pick<PolledHotspot, 'limits' | 'capacity'>,
): Tolerance {
  if (limits === null) return general
  const share = (percent: number | null) => (percent === null ? undefined : percent / 100)
  return {
    failures: limits.failures ?? general.failures,
    strained: general.strained,
    load: share(limits.load),
    memory: share(limits.memory),
    utilisation: share(limits.utilisation),
    clients: share(limits.clients),
    capacity,
  }
}

/** So many polls in a row must be lost until all hotspots of an agent are down. */
export const mostFailures = (general: Tolerance, { hotspots }: Pick<SnmpTarget, 'hotspots'>): number =>
  hotspots.reduce((most, { limits }) => Math.max(most, limits?.failures ?? 0), general.failures)
