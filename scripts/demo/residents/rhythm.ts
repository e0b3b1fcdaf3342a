/** One day of the demo city, in real time. */
export const DAY_MS = 20 * 60_000

/** How busy each hour of the day is, as a share of the busiest; quiet at four, peaks at midday and in the evening. */
export const hours = [
  0.3, 0.2, 0.14, 0.1, 0.1, 0.16, 0.34, 0.58, 0.7, 0.72, 0.75, 0.82, 0.92, 1, 0.95, 0.85, 0.82, 0.88, 0.97, 1, 0.9,
  0.74, 0.58, 0.42,
] as const

/**
 * How busy the city is, 0 to 1.
 *
 * @param elapsed milliseconds since the demo began, which is at nine in the morning
 */
export function busyness(elapsed: number): number {
  const hour = ((elapsed / DAY_MS) * 24 + 9) % 24
  const from = hours[Math.floor(hour)] ?? 0
  const to = hours[(Math.floor(hour) + 1) % 24] ?? 0
  return from + (to - from) * (hour % 1)
}
