import { lengthOf, lengthWithout, type Span, within } from './spans.ts'

/** A hotspot of which it is known whether it works. */
export interface Watched {
  id: number
  /** What its figures go to: ids, names or both. */
  key: string
  /** Residents within its reach. */
  residents: number
  /** When nobody was to be called for it, in order, without overlaps. */
  silences: readonly Span[]
  /** When it was down; one that goes on ends now. In order of their beginnings. */
  outages: ReadonlyArray<{ span: Span; isOver: boolean }>
}

/** Figures of a group of hotspots in a period. What was silenced is left out of all but `silencedMs`. */
export interface Availability {
  key: string
  hotspots: number
  /** Share of the time that they worked; null: there was no time. */
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

interface Sums {
  hotspots: number
  watchedMs: number
  downMs: number
  silencedMs: number
  weight: number
  weightedDown: number
  outages: number
  repaired: number
  repairMs: number
}

const nothing = (): Sums => ({
  ...{ hotspots: 0, watchedMs: 0, downMs: 0, silencedMs: 0, weight: 0, weightedDown: 0 },
  ...{ outages: 0, repaired: 0, repairMs: 0 },
})

/** Availability in a period, by what the hotspots have in common; in the order in which they come. */
export function availability(hotspots: Iterable<Watched>, period: Span): Availability[] {
  const byKey = new Map<string, Sums>()
  for (const hotspot of hotspots) {
    const sums = byKey.get(hotspot.key) ?? nothing()
    byKey.set(hotspot.key, sums)
    add(sums, hotspot, period)
  }
  return [...byKey].map(([key, sums]) => figuresOf(key, sums))
}

function add(sums: Sums, { residents, silences, outages }: Watched, period: Span): void {
  const silenced = lengthOf(within(silences, period))
  const watched = Math.max(0, period[1] - period[0]) - silenced
  let down = 0
  for (const { span, isOver } of outages) {
    const [from, until] = span
    down += lengthWithout([Math.max(from, period[0]), Math.min(until, period[1])], silences)
    if (from >= period[0] && from < period[1]) sums.outages += 1
    if (!isOver || until <= period[0] || until > period[1]) continue
    const lasted = lengthWithout(span, silences)
    // One that was silenced from its beginning to its end was expected.
    if (lasted === 0) continue
    sums.repaired += 1
    sums.repairMs += lasted
  }
  sums.hotspots += 1
  sums.watchedMs += watched
  sums.downMs += down
  sums.silencedMs += silenced
  sums.weight += watched * residents
  sums.weightedDown += down * residents
}

const figuresOf = (key: string, sums: Sums): Availability => ({
  key,
  hotspots: sums.hotspots,
  share: sums.watchedMs > 0 ? 1 - sums.downMs / sums.watchedMs : null,
  weighted: sums.weight > 0 ? 1 - sums.weightedDown / sums.weight : null,
  ...{ downMs: sums.downMs, silencedMs: sums.silencedMs, outages: sums.outages },
  repairMs: sums.repaired > 0 ? sums.repairMs / sums.repaired : null,
})
