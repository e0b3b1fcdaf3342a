import { localClock } from '../../network/groups/local-clock.ts'

/** Until when is rolled up (ms since 1970). */
export interface Marks {
  /** Five minutes of sums of hotspots. */
  groups: number
  /** Five minutes of hotspots, by whole hours. */
  hotspots: number
  /** Hours and days, by whole days of the city's. */
  days: number
}

/** A piece of work, from an instant (ms) to another. */
export interface Step {
  level: keyof Marks
  from: number
  to: number
}

export const SLOT_MS = 300_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Samples are stored so soon: those that come later are told of in `kept_late`. */
export const LATE_MS = 45_000
const GRACE_MS = 2 * LATE_MS

const floor = (time: number, step: number) => Math.floor(time / step) * step

/** When the city's day begins that `at` is in, and when the next one does (ms). */
export function dayAround(at: number, timeZone: string): [from: number, to: number] {
  const { wall, instantOf } = localClock(timeZone)
  const midnight = floor(wall(at), DAY_MS)
  return [instantOf(midnight), instantOf(midnight + DAY_MS)]
}

/** Where rolling up begins, with the first sample at `first`. */
export const firstMarks = (first: number, timeZone: string): Marks => ({
  groups: floor(first, HOUR_MS),
  hotspots: floor(first, HOUR_MS),
  days: dayAround(first, timeZone)[0],
})

/** What is to be rolled up next; undefined: nothing yet. */
export function nextStep({ groups, hotspots, days }: Marks, now: number, timeZone: string): Step | undefined {
  const groupsTo = Math.min(floor(now - GRACE_MS, SLOT_MS), groups + HOUR_MS)
  if (groupsTo > groups) return { level: 'groups', from: groups, to: groupsTo }
  const hourEnds = hotspots + HOUR_MS
  if (hourEnds + GRACE_MS <= now) return { level: 'hotspots', from: hotspots, to: hourEnds }
  const [, dayEnds] = dayAround(days, timeZone)
  if (dayEnds <= Math.min(groups, hotspots)) return { level: 'days', from: days, to: dayEnds }
  return undefined
}

/** What is to be done again for an hour of which samples came late: what is rolled up of it already. */
export function stepsAgain(hour: number, marks: Marks, timeZone: string): Step[] {
  const groupsTo = Math.min(hour + HOUR_MS, marks.groups)
  const [dayFrom, dayTo] = dayAround(hour, timeZone)
  // The hour may lie in two days of the city's.
  const [lastFrom, lastTo] = dayAround(hour + HOUR_MS - 1, timeZone)
  const days = [[dayFrom, dayTo] as const, ...(lastFrom === dayFrom ? [] : [[lastFrom, lastTo] as const])]
  return [
    ...(groupsTo > hour ? [{ level: 'groups' as const, from: hour, to: groupsTo }] : []),
    ...(hour < marks.hotspots ? [{ level: 'hotspots' as const, from: hour, to: hour + HOUR_MS }] : []),
    ...days.flatMap(([from, to]) => (from < marks.days ? [{ level: 'days' as const, from, to }] : [])),
  ]
}
