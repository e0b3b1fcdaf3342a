import type { Sums } from './sums.ts'

/** Figures of a group of hotspots in a period. What was silenced is left out of all but `silencedMs`. */
export interface Availability {
  /** Of which it was known at some time whether they worked. */
  hotspots: number
  /** Share of the time of which it is known that they worked; null: there was none. */
  share: number | null
  /** The same, each weighing as many as live within its reach; null: nobody does. */
  weighted: number | null
  downMs: number
  silencedMs: number
  /** Those that began in the period. */
  outages: number
  /** Mean time until a hotspot was back, of those that ended in the period; null: none did. */
  repairMs: number | null
}

/** What sums say. */
export const availabilityOf = (sums: Omit<Sums, 'key' | 'period'>): Availability => ({
  hotspots: sums.hotspots,
  share: workedOf(sums.downMs, sums.watchedMs),
  weighted: workedOf(sums.weightedDownMs, sums.weightedMs),
  ...{ downMs: sums.downMs, silencedMs: sums.silencedMs, outages: sums.outages },
  repairMs: sums.repaired > 0 ? sums.repairMs / sums.repaired : null,
})

/** The share of a time in which what was down was not; null: there was no time, as far as numbers are exact. */
const workedOf = (down: number, time: number): number | null =>
  time < 1 ? null : Math.min(1, Math.max(0, 1 - down / time))
