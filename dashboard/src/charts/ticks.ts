import type { ChartRange } from '../../../server/api/contract/index.ts'
import type { CityClock } from '../parts/city-clock.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Room that a label needs (px). */
const LABEL_PX = 62

/** Where an axis of time has its labels: at whole hours, days or months of the city's clock; as many as there is room for. */
export function ticksOf(range: ChartRange, from: number, to: number, clock: CityClock, width: number): number[] {
  const all = range === '24h' ? hours(from, to, clock) : days(from, to, clock)
  const whole = range === '1y' ? all.filter(({ shown }) => shown.slice(8, 10) === '01') : all
  // In less than two months there is no month to be named.
  const kept = whole.length > 1 ? whole : all
  const each = Math.max(1, Math.ceil((kept.length * LABEL_PX) / Math.max(LABEL_PX, width)))
  return kept.filter((_, index) => (kept.length - 1 - index) % each === 0).map(({ at }) => at)
}

interface Tick {
  at: number
  /** `2026-11-01T01:30`. */
  shown: string
}

function hours(from: number, to: number, clock: CityClock): Tick[] {
  const first = Math.ceil(from / HOUR_MS) * HOUR_MS
  const count = Math.max(0, Math.floor((to - first) / HOUR_MS) + 1)
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * HOUR_MS
    return { at, shown: clock.shown(new Date(at)) }
  })
}

function days(from: number, to: number, clock: CityClock): Tick[] {
  const first = Date.parse(`${clock.shown(new Date(from)).slice(0, 10)}T00:00Z`)
  const count = Math.ceil((to - from) / DAY_MS) + 2
  return Array.from({ length: count }, (_, index) =>
    new Date(first + index * DAY_MS).toISOString().slice(0, 16),
  ).flatMap((shown) => {
    const at = clock.instants(shown)[0]?.getTime()
    return at !== undefined && at >= from && at <= to ? [{ at, shown }] : []
  })
}
