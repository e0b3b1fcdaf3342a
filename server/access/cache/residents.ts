import { createRecent } from '../../recent.ts'
import type { VoucherTerms } from '../../vouchers/terms.ts'
import type { ResidentFacts } from './read-facts.ts'

/** A resident in memory. Times in seconds since 1970. */
export interface CachedResident {
  readonly id: number
  blocked: boolean
  /** Of verification. */
  level: string | null
  /** Of a voucher's bearer. */
  voucher: VoucherTerms | undefined
  /** Of the day that began at `day`. */
  seconds: number
  octets: number
  day: number
  live: readonly number[]
  /** Devices that any process admitted just now, each with until when it counts as online without a session. */
  recentlyAdmitted: readonly number[]
  /** 0: must be read before use, as long as the database answers. */
  readAt: number
  /** A fresh reading is on its way. */
  refreshing: boolean
}

/** A device that was admitted counts as online this long, in seconds: until its session's Start must have come. */
const ADMITTED_SECONDS = 60
/** Admitted again, it is recorded anew, and the peers are told anew, when less than this is left, in seconds. */
const RENEW_BELOW = 45
/** Residents not in memory whose devices other processes admitted: at least so many are kept. */
const PEER_ADMISSIONS = 50_000
const NONE: number[] = []

export function createResidents(generation: number) {
  const residents = createRecent<number, CachedResident>(generation)
  const peerAdmissions = createRecent<number, number[]>(PEER_ADMISSIONS)
  return {
    get: residents.get,
    /** Takes over what was read; the recent admissions are in memory only, and stay. */
    store(facts: ResidentFacts, day: number, readAt: number): CachedResident {
      const { id, blocked, level, voucher, seconds, octets, live } = facts
      const cached = residents.get(id)
      if (cached) return Object.assign(cached, { blocked, level, voucher, seconds, octets, live, day, readAt })
      const recentlyAdmitted = peerAdmissions.get(id) ?? NONE
      peerAdmissions.delete(id)
      const read = { id, blocked, level, voucher, seconds, octets, day, live, readAt }
      const resident = { ...read, recentlyAdmitted, refreshing: false }
      residents.set(id, resident)
      return resident
    },
    /** Another process has admitted this device; the resident may be read here only later. */
    addPeerAdmission(id: number, mac: number, now: number): void {
      const resident = residents.get(id)
      if (resident) addAdmission(resident, mac, now)
      else peerAdmissions.set(id, withAdmission(peerAdmissions.get(id) ?? NONE, mac, now))
    },
    delete: residents.delete,
  }
}

/** How many devices of the resident are online or were admitted just now, this one (`macs`) left out. */
export function otherDevices(
  { live, recentlyAdmitted }: CachedResident,
  macs: readonly number[],
  now: number,
  silentBefore: number,
): number {
  if (live.length === 0 && recentlyAdmitted.length === 0) return 0
  // A resident has few, so that looking through them takes less than a Set.
  const online: number[] = []
  const add = (mac: number) => {
    if (mac !== -1 && !macs.includes(mac) && !online.includes(mac)) online.push(mac)
  }
  for (let at = 0; at < live.length; at += 2) if (live[at + 1]! >= silentBefore) add(live[at]!)
  for (let at = 0; at < recentlyAdmitted.length; at += 2)
    if (recentlyAdmitted[at + 1]! > now) add(recentlyAdmitted[at]!)
  return online.length
}

/** Whether one of these devices of the resident is online or was admitted just now, wherever. */
export const isOnline = (
  { live, recentlyAdmitted }: Pick<CachedResident, 'live' | 'recentlyAdmitted'>,
  macs: readonly number[],
  now: number,
  silentBefore: number,
): boolean =>
  live.some((mac, at) => at % 2 === 0 && macs.includes(mac) && live[at + 1]! >= silentBefore) ||
  recentlyAdmitted.some((mac, at) => at % 2 === 0 && macs.includes(mac) && recentlyAdmitted[at + 1]! > now)

/** So that many devices at once cannot all pass before their sessions start. @returns false where it was recorded just now */
export function addAdmission(resident: CachedResident, mac: number, now: number): boolean {
  const { recentlyAdmitted } = resident
  for (let at = 0; at < recentlyAdmitted.length; at += 2) {
    if (recentlyAdmitted[at] === mac && recentlyAdmitted[at + 1]! > now + RENEW_BELOW) return false
  }
  resident.recentlyAdmitted = withAdmission(recentlyAdmitted, mac, now)
  return true
}

function withAdmission(admitted: readonly number[], mac: number, now: number): number[] {
  const others = admitted.flatMap((until, at) =>
    at % 2 === 1 && until > now && admitted[at - 1] !== mac ? [admitted[at - 1]!, until] : [],
  )
  return [...others, mac, now + ADMITTED_SECONDS]
}
