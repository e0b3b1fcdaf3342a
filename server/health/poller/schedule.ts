/** A hotspot's place in the interval, ms from its beginning: always the same, and spread evenly over all hotspots. */
export function phaseOf(hotspotId: number, intervalMs: number): number {
  // Multiplicative hashing (Knuth): ids in a row fall far apart.
  return Math.floor((Math.imul(hotspotId, 0x9e3779b1) >>> 0) * (intervalMs / 2 ** 32))
}

/** True when a hotspot's time came after `from` and not after `to` (ms since 1970). */
export function isDue(hotspotId: number, intervalMs: number, from: number, to: number): boolean {
  const phase = phaseOf(hotspotId, intervalMs)
  return Math.floor((to - phase) / intervalMs) > Math.floor((from - phase) / intervalMs)
}
