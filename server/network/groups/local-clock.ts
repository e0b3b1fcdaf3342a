/** The clock on the wall in a time zone; its times are written as milliseconds of UTC that shows the same. */
export interface LocalClock {
  /** What it shows at an instant (milliseconds since 1970). */
  wall(instant: number): number
  /** The first instant at which it shows `wall` or later. */
  instantOf(wall: number): number
  /** The instants at which it shows `wall`: none where it is put forward over it, two where it is put back. */
  instantsShowing(wall: number): number[]
}

const DAY_MS = 86_400_000
/** 400 years of the Gregorian calendar. */
const ERA_MS = 146_097 * DAY_MS
const clocks = new Map<string, LocalClock>()

/** @param timeZone e.g. `America/Mexico_City`; each is made once, since calendars are slow */
export function localClock(timeZone: string): LocalClock {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = makeClock(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

function makeClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric' },
    ...{ day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  const wall = (instant: number): number => {
    const shown: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(instant)) shown[type] = Number(value)
    const { year = 0, month = 1, day, hour, minute, second } = shown
    // Of years before 100 `Date.UTC` makes those of the twentieth century.
    return Date.UTC(year + 400, month - 1, day, hour, minute, second) - ERA_MS + (((instant % 1000) + 1000) % 1000)
  }
  const offset = (instant: number) => wall(instant) - instant
  return {
    wall,
    instantOf(time) {
      const before = offset(time - DAY_MS)
      const after = offset(time + DAY_MS)
      const byBefore = time - before
      if (before === after || offset(byBefore) === before) return byBefore
      const byAfter = time - after
      if (offset(byAfter) === after) return byAfter
      return changeBetween(byAfter, byBefore, (instant) => offset(instant) === before)
    },
    instantsShowing(time) {
      const offsets = new Set([offset(time - DAY_MS), offset(time + DAY_MS)])
      return [...offsets].map((each) => time - each).filter((instant) => wall(instant) === time)
    },
  }
}

/** The first instant at which `isBefore` holds no longer: it holds at `from`, and not at `to`. */
function changeBetween(from: number, to: number, isBefore: (instant: number) => boolean): number {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isBefore(middle)) low = middle
    else high = middle
  }
  return high
}
