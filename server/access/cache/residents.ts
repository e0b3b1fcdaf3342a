import { createRecent } from '../../recent.ts'
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
  /** Devices that were let in just now, by whichever process, and until when each counts as online without a session. */
  letIn: readonly number[]
  /** 0: must be read before use, as long as the database answers. */
  readAt: number
  /** A fresh reading is on its way. */
  refreshing: boolean
}

/** A device that was let in counts as online this long, in seconds: until its session's Start must have come. */
const LET_IN = 60
/** Let in again, it is noted anew, and others are told anew, when less than this is left, in seconds. */
const NOTED_ANEW = 45
/** Residents who are not in memory of whom other processes told; each at least as long as so many others are told of. */
const ELSEWHERE = 50_000
const NONE: number[] = []

export function createResidents(generation: number) {
  const residents = createRecent<number, KnownResident>(generation)
  const elsewhere = createRecent<number, number[]>(ELSEWHERE)
  return {
    get: residents.get,
    /** Takes over what was read; who was let in just now is known here only, and stays. */
    store({ id, blocked, seconds, octets, live }: ResidentFacts, day: number, readAt: number): KnownResident {
      const known = residents.get(id)
      if (known) return Object.assign(known, { blocked, seconds, octets, live, day, readAt })
      const letIn = elsewhere.get(id) ?? NONE
      elsewhere.delete(id)
      const resident = { id, blocked, seconds, octets, day, live, letIn, readAt, refreshing: false }
      residents.set(id, resident)
      return resident
    },
    /** Another process has let this device in; the resident may be read here only later. */
    noteElsewhere(id: number, mac: number, now: number): void {
      const resident = residents.get(id)
      if (resident) noteLetIn(resident, mac, now)
      else elsewhere.set(id, withLetIn(elsewhere.get(id) ?? NONE, mac, now))
    },
    delete: residents.delete,
  }
}

/** How many devices of the resident are online or were let in just now, this one (`macs`) left out. */
export function otherDevices(
  { live, letIn }: KnownResident,
  macs: readonly number[],
  now: number,
  silentBefore: number,
): number {
  if (live.length === 0 && letIn.length === 0) return 0
  // A resident has few, so that looking through them takes less than a Set.
  const online: number[] = []
  const note = (mac: number) => {
    if (mac !== -1 && !macs.includes(mac) && !online.includes(mac)) online.push(mac)
  }
  for (let at = 0; at < live.length; at += 2) if (live[at + 1]! >= silentBefore) note(live[at]!)
  for (let at = 0; at < letIn.length; at += 2) if (letIn[at + 1]! > now) note(letIn[at]!)
  return online.length
}

/** So that many devices at once cannot all pass before their sessions start. @returns false where it was noted just now */
export function noteLetIn(resident: KnownResident, mac: number, now: number): boolean {
  const { letIn } = resident
  for (let at = 0; at < letIn.length; at += 2) {
    if (letIn[at] === mac && letIn[at + 1]! > now + NOTED_ANEW) return false
  }
  resident.letIn = withLetIn(letIn, mac, now)
  return true
}

function withLetIn(letIn: readonly number[], mac: number, now: number): number[] {
  const others = letIn.flatMap((until, at) =>
    at % 2 === 1 && until > now && letIn[at - 1] !== mac ? [letIn[at - 1]!, until] : [],
  )
  return [...others, mac, now + LET_IN]
}
