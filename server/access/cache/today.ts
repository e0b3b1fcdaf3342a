import { dayStart } from '../../usage/local-day.ts'

/** The local day that is now. */
export interface Today {
  /** `yyyy-mm-dd` */
  day: string
  /** When it began, in seconds since 1970. */
  since: number
}

/** The local day at a time in seconds since 1970, worked out at most once a second: calendars are slow. */
export function createToday(dayOf: (instant: Date) => string): (seconds: number) => Today {
  let asked = -1
  let today: Today = { day: '', since: 0 }
  return (seconds) => {
    if (seconds !== asked) {
      asked = seconds
      const instant = new Date(seconds * 1000)
      const day = dayOf(instant)
      if (day !== today.day) today = { day, since: Math.floor(dayStart(dayOf, instant).getTime() / 1000) }
    }
    return today
  }
}
