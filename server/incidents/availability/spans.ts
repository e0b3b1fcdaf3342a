/** A span of time, from its beginning up to its end: ms since 1970. */
export type Span = readonly [from: number, until: number]

/** Spans in order of time, without gaps of nothing and overlaps. */
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

/** How long spans last together (ms). */
export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, [from, until]) => sum + until - from, 0)

/** What of spans lies within another one. */
export const within = (spans: readonly Span[], [from, until]: Span): Span[] =>
  spans.flatMap(([a, b]): Span[] => {
    const [begin, end] = [Math.max(a, from), Math.min(b, until)]
    return end > begin ? [[begin, end]] : []
  })

/** How long (ms) a span lasts where none of the others holds. @param others as {@link joined} gives them */
export const lengthWithout = (span: Span, others: readonly Span[]): number =>
  Math.max(0, span[1] - span[0]) - lengthOf(within(others, span))
