import { createRecent } from '../recent.ts'
import type { ResidentFacts } from './read-facts.ts'

/** A resident in memory. Times in seconds since 1970. */
export interface KnownResident {
  readonly id: number
  blocked: boolean
  /** Of the day that began at `day`. */
  seconds: number
  octets: number
  day: number
  live: readonly number[]
  /** Devices that were let in just now, and until when each counts as online without a session. */
  letIn: number[]
  /** 0: must be read before use, as long as the database answers. */
  readAt: number
  /** A fresh reading is on its way. */
  refreshing: boolean
}

/** A device that was let in counts as online this long, in seconds: until its session's Start must have come. */
const LET_IN = 60
const NONE: number[] = []

export function createResidents(generation: number) {
  const residents = createRecent<number, KnownResident>(generation)
  return {
    get: residents.get,
    /** Takes over what was read; who was let in just now is known here only, and stays. */
    store({ id, ...facts }: ResidentFacts, day: number, readAt: number): KnownResident {
      const known = residents.get(id)
      if (known) return Object.assign(known, facts, { day, readAt })
      const { blocked, seconds, octets, live } = facts
      const resident = { id, blocked, seconds, octets, day, live, letIn: NONE, readAt, refreshing: false }
      residents.set(id, resident)
      return resident
    },
    delete: residents.delete,
  }
}

/** The day's use by all devices; each session under way counts up to now, although only its gateway knows. */
export function usedToday(
  { seconds, octets, day, live }: KnownResident,
  now: number,
  today: number,
  silentBefore: number,
): { seconds: number; octets: number } {
  let total = day === today ? seconds : 0
  for (let at = 1; at < live.length; at += 2) {
    const reported = live[at]!
    if (reported >= silentBefore) total += Math.max(0, now - Math.max(reported, today))
  }
  return { seconds: total, octets: day === today ? octets : 0 }
}

/** How many devices of the resident are online or were let in just now, this one (`macs`) left out. */
export function otherDevices(
  { live, letIn }: KnownResident,
  macs: readonly number[],
  now: number,
  silentBefore: number,
): number {
  if (live.length === 0 && letIn.length === 0) return 0
  const online = new Set<number>()
  for (let at = 0; at < live.length; at += 2) if (live[at + 1]! >= silentBefore) online.add(live[at]!)
  for (let at = 0; at < letIn.length; at += 2) if (letIn[at + 1]! > now) online.add(letIn[at]!)
  for (const mac of macs) online.delete(mac)
  online.delete(-1)
  return online.size
}

/** So that many devices at once cannot all pass before their sessions start. */
export function noteLetIn(resident: KnownResident, mac: number, now: number): void {
  const { letIn } = resident
  if (letIn[0] === mac && letIn.length === 2) letIn[1] = now + LET_IN
  else {
    const others = letIn.flatMap((until, at) =>
      at % 2 === 1 && until > now && letIn[at - 1] !== mac ? [letIn[at - 1]!, until] : [],
    )
    resident.letIn = [...others, mac, now + LET_IN]
  }
}
