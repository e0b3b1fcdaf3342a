import { createLookup } from '../../database/batch.ts'
import type { Database } from '../../database/connection.ts'
import { macNumber } from '../../mac.ts'
import type { Sealer } from '../../sealing.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { type Used, usedToday } from '../../usage/today.ts'
import { type Ticket, ticketsByUsername } from '../tickets.ts'
import { type CachedDevice, createEntries, createLoaders, type Entries, type Loaders } from './load.ts'
import type { DatabaseWatch } from './outage.ts'
import { addAdmission, type CachedResident, isOnline, otherDevices } from './residents.ts'
import { createToday, type Today } from './today.ts'

/**
 * Residents and their devices in memory. What is there and fresh enough is returned at once; else a promise, which shares
 * a statement with those made at the same time. While the database is away, memory counts as fresh, and a promise rejects.
 */
export interface AccessCache {
  ticket(username: string): Promise<Ticket | undefined>
  device(mac: string): CachedDevice | Promise<CachedDevice | undefined>
  resident(id: number): CachedResident | Promise<CachedResident | undefined>
  usedToday(resident: CachedResident): Used
  /** Devices of the resident that are online or were admitted just now, those with any of these addresses left out. */
  otherDevices(resident: CachedResident, ...macs: string[]): number
  /** Whether this device of the resident is online or was admitted just now, wherever. */
  isOnline(resident: CachedResident, mac: string): boolean
  /** The device counts as online until its session's Start comes, here and in the processes that `onAdmitted` tells. */
  recordAdmission(resident: CachedResident, mac: string, hotspotId?: number | null): void
  /** Another process has admitted this device. */
  recordPeerAdmission(residentId: number, mac: string): void
  /** The device's binding changed. */
  invalidateDevice(mac: string): void
  /** The resident, or which sessions are under way, changed; `used`: only how much was used. */
  invalidateResident(id: number, change?: 'used'): void
  /** Anything may have changed. */
  invalidateAll(): void
}

/** What was read so many seconds ago is read afresh while it is used. */
const REFRESH_AGE = 60
/** What was read longer ago is read before it is used. Up to JITTER less, so that not everything ages at once. */
const MAX_AGE = 120
const JITTER = 16
/** Reads that wait; beyond, requests are left unanswered. */
const MAX_WAITING = 50_000

interface AccessCacheOptions {
  db: Database
  database: DatabaseWatch
  sealer: Sealer
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
  interimSeconds(): number
  /** Told of each device that is admitted; of one that is admitted again and again only now and then. */
  onAdmitted?(residentId: number, mac: string, hotspotId: number | null): void
}

/** What the steps below work on. */
interface Context {
  database: DatabaseWatch
  entries: Entries
  load: Loaders
  todayAt(seconds: number): Today
  /** Nothing that was read before is fresh; seconds since 1970. */
  freshSince: number
  waiting: number
}

export function createAccessCache(options: AccessCacheOptions): AccessCache {
  const { db, database, sealer, interimSeconds, onAdmitted } = options
  const entries = createEntries()
  const todayAt = createToday(options.dayOf)
  const load = createLoaders({ db, database, interimSeconds, todayAt }, entries)
  const context: Context = { database, entries, load, todayAt, freshSince: 0, waiting: 0 }
  const ticket = createLookup((usernames: string[]) => database.ask(() => ticketsByUsername(db, sealer, usernames)))
  const silent = () => Math.floor(silentBefore(interimSeconds()).getTime() / 1000)
  return {
    ticket: (username) => loadFirst(context, () => ticket(username)),
    device: (mac) => findDevice(context, mac),
    resident: (id) => findResident(context, id),
    usedToday(resident) {
      const now = seconds()
      return usedToday(resident, now, todayAt(now).since, silent())
    },
    otherDevices: (resident, ...macs) => otherDevices(resident, macs.map(macNumber), seconds(), silent()),
    isOnline: (resident, mac) => isOnline(resident, [macNumber(mac)], seconds(), silent()),
    recordAdmission(resident, mac, hotspotId = null) {
      if (addAdmission(resident, macNumber(mac), seconds())) onAdmitted?.(resident.id, mac, hotspotId)
    },
    recordPeerAdmission: (residentId, mac) => entries.residents.addPeerAdmission(residentId, macNumber(mac), seconds()),
    invalidateDevice: (mac) => invalidateDevice(entries, mac),
    invalidateResident: (id, change) => invalidateResident(entries, id, change),
    invalidateAll() {
      entries.invalidations.addAll()
      context.freshSince = seconds() + 1
    },
  }
}

const seconds = () => Math.floor(Date.now() / 1000)

function findDevice(context: Context, mac: string): CachedDevice | Promise<CachedDevice | undefined> {
  const { database, entries, load, todayAt } = context
  const key = macNumber(mac)
  const binding = entries.bindings.get(key)
  const owner = binding && entries.residents.get(binding.residentId)
  if (!owner) return loadFirst(context, () => load.device(mac))
  const now = seconds()
  const cached = { boundUntil: binding.boundUntil, resident: owner }
  const isOfToday = owner.day === todayAt(now).since
  const age = isOfToday ? ageOf(context, Math.min(binding.readAt, owner.readAt), now) : MAX_AGE
  if (age < REFRESH_AGE || database.away) return cached
  if (age >= MAX_AGE - (key % JITTER)) return loadFirst(context, () => load.device(mac), cached)
  if (!owner.refreshing) refresh(owner, load.device(mac))
  return cached
}

function findResident(context: Context, id: number): CachedResident | Promise<CachedResident | undefined> {
  const { database, entries, load, todayAt } = context
  const cached = entries.residents.get(id)
  if (!cached) return loadFirst(context, () => load.resident(id))
  const now = seconds()
  const age = cached.day === todayAt(now).since ? ageOf(context, cached.readAt, now) : MAX_AGE
  return age < REFRESH_AGE || database.away ? cached : loadFirst(context, () => load.resident(id), cached)
}

const ageOf = ({ freshSince }: Context, readAt: number, now: number): number =>
  readAt < freshSince ? Number.POSITIVE_INFINITY : now - readAt

/** Reads first; what is in memory stands in when the database does not answer. */
async function loadFirst<T>(context: Context, load: () => Promise<T | undefined>, cached?: T): Promise<T | undefined> {
  if (context.waiting >= MAX_WAITING) throw new Error('Too many requests wait for the database.')
  context.waiting++
  try {
    return await load()
  } catch (error) {
    if (cached !== undefined) return cached
    throw error
  } finally {
    context.waiting--
  }
}

/** Reads in the background what is used meanwhile. */
function refresh(resident: CachedResident, reading: Promise<unknown>): void {
  const end = () => {
    resident.refreshing = false
  }
  resident.refreshing = true
  reading.then(end, end)
}

function invalidateDevice({ bindings, invalidations }: Entries, mac: string): void {
  const key = macNumber(mac)
  invalidations.add('devices', key)
  const binding = bindings.get(key)
  if (binding) binding.readAt = 0
}

function invalidateResident({ residents, invalidations }: Entries, id: number, change?: 'used'): void {
  const cached = residents.get(id)
  if (change === 'used') {
    if (cached) cached.readAt = Math.min(cached.readAt, seconds() - REFRESH_AGE)
    return
  }
  invalidations.add('residents', id)
  if (cached) cached.readAt = 0
}
