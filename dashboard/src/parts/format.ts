import { createCityClock } from './city-clock.ts'

/** Figures and times as a reader of `language` expects them, times in the city's zone. */
export interface Formatter {
  /** A count: `35,000`. */
  count(value: number): string
  /** A count in little room: `35 k`. */
  short(value: number): string
  /** A share from 0 to 1 in per cent; a dash for none. */
  share(value: number | null): string
  /** The same to a tenth of a per cent: `44.6%`. */
  exactShare(value: number): string
  /** Octets in decimal units: `1.2 GB`. */
  octets(value: number): string
  /** bit/s in decimal units: `8.4 Mbit/s`. */
  rate(bitsPerSecond: number): string
  /** Seconds as the two largest units: `3 d 4 h`. */
  duration(seconds: number): string
  decimal(value: number, digits: number): string
  /** Date and time of an ISO 8601 instant; where clocks show them twice, with how far they are from UTC. */
  moment(at: string): string
  /** Time of day of an ISO 8601 instant. */
  time(at: string): string
  /** The day of an instant: `23 Nov 2026`. */
  date(at: string): string
  /** The same in little room, for axes: `Mon 23`, `23 Nov`, `Nov 2026`. */
  weekday(at: string): string
  day(at: string): string
  month(at: string): string
  /** `5 minutes ago`. */
  ago(at: string, now: number): string
}

export const NONE = '–'

/** @param timeZone IANA name, such as `America/Mexico_City` */
export function createFormatter(language: string, timeZone: string): Formatter {
  const locale = language === 'es' ? 'es-MX' : 'en-GB'
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options)
    return (value: number) => format.format(value)
  }
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options })
    return (at: string) => format.format(new Date(at))
  }
  const clock = createCityClock(timeZone)
  const whichOf = (at: string): string => {
    const instant = new Date(at)
    return clock.instants(clock.shown(instant)).length > 1 ? ` (${clock.offset(instant)})` : ''
  }
  const moment = date({ dateStyle: 'medium', timeStyle: 'short' })
  const count = number({ maximumFractionDigits: 0 })
  const three = number({ maximumSignificantDigits: 3 })
  const percent = number({ style: 'percent', maximumFractionDigits: 0 })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const scaled = (value: number, units: readonly string[]) => {
    let step = 0
    let rest = value
    while (rest >= 999.5 && step < units.length - 1) {
      rest /= 1000
      step += 1
    }
    return `${step === 0 ? count(rest) : three(rest)} ${units[step]}`
  }
  return {
    count,
    short: number({ notation: 'compact', maximumSignificantDigits: 3 }),
    share: (value) => (value === null ? NONE : percent(value)),
    exactShare: number({ style: 'percent', maximumFractionDigits: 1 }),
    octets: (value) => scaled(value, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']),
    rate: (value) => scaled(value, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']),
    duration,
    decimal: (value, digits) => number({ minimumFractionDigits: digits, maximumFractionDigits: digits })(value),
    moment: (at) => `${moment(at)}${whichOf(at)}`,
    time: date({ timeStyle: 'short' }),
    date: date({ dateStyle: 'medium' }),
    weekday: date({ weekday: 'short', day: 'numeric' }),
    day: date({ day: 'numeric', month: 'short' }),
    month: date({ month: 'short', year: 'numeric' }),
    ago(at, now) {
      const seconds = Math.min(0, Math.round((Date.parse(at) - now) / 1000))
      for (const [unit, length] of steps)
        if (-seconds >= length) return relative.format(-Math.floor(-seconds / length), unit)
      return relative.format(0, 'second')
    },
  }
}

const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const satisfies ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]>

/** Abbreviations that Spanish and English share. */
const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

function duration(seconds: number): string {
  const first = units.findIndex(([, length]) => seconds >= length)
  if (first === -1) return '0 s'
  let rest = Math.floor(seconds)
  const parts: string[] = []
  for (const [unit, length] of units.slice(first, first + 2)) {
    const whole = Math.floor(rest / length)
    rest -= whole * length
    if (whole > 0) parts.push(`${whole} ${unit}`)
  }
  return parts.join(' ')
}
