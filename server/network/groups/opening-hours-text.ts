/** A day's spans in minutes since its midnight, by their beginnings; an end beyond 1440 is on the day after. */
export type DaySpans = ReadonlyArray<readonly [from: number, to: number]>

/** As hours are written down, from Monday. */
export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const spellings = [
  ['mon', 'monday', 'lun', 'lunes'],
  ['tue', 'tuesday', 'mar', 'martes'],
  ['wed', 'wednesday', 'mie', 'miercoles'],
  ['thu', 'thursday', 'jue', 'jueves'],
  ['fri', 'friday', 'vie', 'viernes'],
  ['sat', 'saturday', 'sab', 'sabado'],
  ['sun', 'sunday', 'dom', 'domingo'],
]

const DAY = 1440
const EXAMPLE = 'e.g. mon-fri 07:00-21:00, sat 08:00-14:00'

/** What is wrong with opening hours, and in which part of them. */
export class HoursError extends Error {
  override name = 'HoursError'
  readonly part: string
  constructor(part: string, what: string) {
    super(`hours: "${part}" ${what}; ${EXAMPLE}.`)
    this.part = part
  }
}

/**
 * Reads opening hours: parts between commas, each with days and a span of time, e.g. `mon-fri 07:00-21:00, sat
 * 22:00-02:00`. Days without a time are open as the next part says (`mon, wed 08:00-12:00`), times without a day on the
 * days of the part before. A span that does not end later than it begins passes midnight. Days in English or Spanish.
 *
 * @throws {HoursError}
 */
export function parseHours(text: string): DaySpans[] {
  const week: Array<Array<[number, number]>> = dayNames.map(() => [])
  let days = new Set<number>()
  let waiting = false
  let last = ''
  for (const part of text.split(/[,;\n]/).map((each) => each.trim())) {
    if (part === '') continue
    last = part
    const [, dayText = '', spanText = ''] = /^(\D*?)\s*(\d.*)?$/s.exec(part) ?? []
    if (dayText !== '') {
      const named = daysOf(dayText, part)
      days = waiting ? new Set([...days, ...named]) : named
    }
    waiting = spanText === ''
    if (waiting) continue
    if (days.size === 0) throw new HoursError(part, 'names no days')
    const span = spanOf(spanText, part)
    for (const day of days) week[day]!.push(span)
  }
  if (last === '') throw new HoursError(text, 'names no hours')
  if (waiting) throw new HoursError(last, 'names no hours')
  return week.map(joined)
}

/** Writes hours so that {@link parseHours} reads the same: days with equal spans one after the other together. */
export function formatHours(hours: readonly DaySpans[]): string {
  const parts: string[] = []
  for (let from = 0; from < hours.length; ) {
    const spans = spansText(hours[from]!)
    let to = from
    while (to + 1 < hours.length && spansText(hours[to + 1]!) === spans) to++
    const days = from === to ? dayNames[from] : `${dayNames[from]}-${dayNames[to]}`
    if (spans !== '') parts.push(`${days} ${spans}`)
    from = to + 1
  }
  return parts.join(', ')
}

function daysOf(text: string, part: string): Set<number> {
  const days = new Set<number>()
  for (const word of text.split(/[\s+&]+/).filter((each) => each !== '')) {
    const [first = '', last = first, ...more] = word.split(/[-–—]/)
    const [from, to] = [dayOf(first), dayOf(last)]
    if (from === undefined || to === undefined || more.length > 0) {
      throw new HoursError(part, `has no day or days that are known: "${word}"`)
    }
    for (let day = from; ; day = (day + 1) % spellings.length) {
      days.add(day)
      if (day === to) break
    }
  }
  return days
}

function dayOf(name: string): number | undefined {
  const plain = name
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()
  const day = spellings.findIndex((names) => names.includes(plain))
  return day < 0 ? undefined : day
}

function spanOf(text: string, part: string): [from: number, to: number] {
  const [, fromHour, fromMinute, toHour, toMinute] = /^(\d\d?):(\d\d)\s*[-–—]\s*(\d\d?):(\d\d)$/.exec(text) ?? []
  const from = minutes(fromHour, fromMinute)
  const to = minutes(toHour, toMinute)
  if (from === undefined || to === undefined || from === DAY) {
    throw new HoursError(part, `has no span of time such as 07:00-21:00: "${text}"`)
  }
  if (from === to) throw new HoursError(part, 'begins and ends at the same time: 00:00-24:00 is a whole day')
  return [from, to > from ? to : to + DAY]
}

function minutes(hour: string | undefined, minute: string | undefined): number | undefined {
  const total = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && total <= DAY ? total : undefined
}

/** Spans that touch or overlap become one. */
function joined(spans: Array<[number, number]>): DaySpans {
  const result: Array<[number, number]> = []
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const before = result.at(-1)
    const end = Math.max(before?.[1] ?? 0, to)
    if (before && from <= before[1] && isWritable(before[0], end)) before[1] = end
    else result.push([from, to])
  }
  return result
}

/** A span is shorter than a day, or the whole day: longer ones stay two. */
const isWritable = (from: number, to: number): boolean => to - from < DAY || (from === 0 && to === DAY)

const spansText = (spans: DaySpans): string => spans.map(([from, to]) => `${clock(from)}-${clock(to)}`).join(', ')

function clock(minute: number): string {
  const ofDay = minute > DAY ? minute - DAY : minute
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`
}
