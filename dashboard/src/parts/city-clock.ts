/** The city's clocks: the instants that a time written by somebody stands for, and what clocks show at an instant. */
export interface CityClock {
  /** To the minute, as a field of type `datetime-local` has it: `2026-11-01T01:30`. */
  shown(instant: Date): string
  /**
   * When clocks show `time`: once; twice, the earlier first, where they are put back over it; never where they are put
   * forward over it, or where it is no time.
   */
  instants(time: string): Date[]
  /** How far clocks are from UTC: `GMT-6`. */
  offset(instant: Date): string
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** @param timeZone IANA name, such as `America/Mexico_City` */
export function createCityClock(timeZone: string): CityClock {
  const fields = new Intl.DateTimeFormat('en', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: '2-digit' },
    ...{ day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  const offsets = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
  const shown = (instant: Date): string => {
    const part = partsOf(fields, instant)
    return `${part.year?.padStart(4, '0')}-${part.month}-${part.day}T${part.hour}:${part.minute}`
  }
  /** How many milliseconds clocks are ahead of UTC. */
  const ahead = (instant: number): number =>
    Date.parse(`${shown(new Date(instant))}Z`) - Math.floor(instant / MINUTE_MS) * MINUTE_MS
  return {
    shown,
    instants(time) {
      const asUtc = Date.parse(`${time}Z`)
      if (Number.isNaN(asUtc)) return []
      return [...new Set([ahead(asUtc - DAY_MS), ahead(asUtc + DAY_MS)])]
        .map((offset) => asUtc - offset)
        .filter((instant) => instant + ahead(instant) === asUtc)
        .sort((a, b) => a - b)
        .map((instant) => new Date(instant))
    },
    offset: (instant) => partsOf(offsets, instant).timeZoneName ?? '',
  }
}

const partsOf = (format: Intl.DateTimeFormat, instant: Date): Partial<Record<string, string>> =>
  Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
