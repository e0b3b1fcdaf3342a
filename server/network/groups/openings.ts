import type { HotspotGroup } from './groups.ts'
import { ALWAYS_OPEN, type Opening, openingAt } from './opening-hours.ts'

/** Whether a group is open, at a time in milliseconds since 1970; hotspots in no group are always open. */
export type Openings = (groupId: number | null | undefined, now: number) => Opening

/** What a calendar said last, and when that begins and ends to hold. */
interface Said {
  opening: Opening
  from: number
  until: number
}

/** Remembers what each group's calendar says until it says otherwise: calendars are slow. */
export function createOpenings(groups: readonly HotspotGroup[], timeZone: string): Openings {
  const hoursOf = new Map(groups.flatMap(({ id, hours }) => (hours ? [[id, hours]] : [])))
  const said = new Map<number, Said>()
  return (groupId, now) => {
    if (groupId === null || groupId === undefined) return ALWAYS_OPEN
    const last = said.get(groupId)
    if (last && last.from <= now && now < last.until) return last.opening
    const hours = hoursOf.get(groupId)
    if (!hours) return ALWAYS_OPEN
    const opening = openingAt(hours, timeZone, new Date(now))
    said.set(groupId, { opening, from: now, until: opening.until?.getTime() ?? Number.POSITIVE_INFINITY })
    return opening
  }
}
