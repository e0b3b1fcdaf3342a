/** A span of time, from its beginning up to its end: ms since 1970. */
export type Span = readonly [from: number, until: number]

/** Spans in order of time, without empty ones and overlaps. */
export function joined(spans: readonly Span[]): Span[] {
  const whole: Array<[number, number]> = []
  for (const [from, until] of spans.toSorted(([a], [b]) => a - b)) {
    const last = whole.at(-1)
    if (until <= from) continue
    if (last && from <= last[1]) last[1] = Math.max(last[1], until)
    else whole.push([from, until])
  }
  return whole
}
