import { createLookup } from '../../database/batch.ts'
import type { Database } from '../../database/connection.ts'
import { macNumber } from '../../mac.ts'
import { createRecent } from '../../recent.ts'
import type { Sealer } from '../../sealing.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { type Used, usedToday } from '../../usage/today.ts'
import { type Ticket, ticketsByUsername } from '../tickets.ts'
import type { DatabaseWatch } from './outage.ts'
import { type DeviceFacts, type FactsAsOf, readDevices, readResidents } from './read-facts.ts'
import { createResidents, type KnownResident, noteLetIn, otherDevices } from './residents.ts'
import { createToday } from './today.ts'

/** A bound device and its resident. */
export interface KnownDevice {
  /** Seconds since 1970. */
  boundUntil: number
  resident: KnownResident
}

/**
 * What is known of who asks. From memory at once where it is there and fresh enough; else a promise, which shares a
 * statement with those made at the same time. While the database is away, memory counts as fresh, and a promise rejects.
 */
export interface Known {
  ticket(username: string): Promise<Ticket | undefined>
  device(mac: string): KnownDevice | Promise<KnownDevice | undefined>
  resident(id: number): KnownResident | Promise<KnownResident | undefined>
  usedToday(resident: KnownResident): Used
  /** Devices of the resident that are online or were let in just now, the one with any of these addresses left out. */
  otherDevices(resident: KnownResident, ...macs: string[]): number
  /** The device was let in: until its session's Start comes, it counts as online, here and where `onLetIn` tells of it. */
  letIn(resident: KnownResident, mac: string): void
  /** Another process has let this device in. */
  letInElsewhere(residentId: number, mac: string): void
  /** The device's binding changed. */
  forgetDevice(mac: string): void
  /** The resident, or which sessions are under way, changed; `used`: only how much was used. */
  forgetResident(id: number, change?: 'used'): void
  /** Anything may have changed. */
  forgetAll(): void
}

/** Of devices and of residents each: at least so many are kept, at most twice as many. */
const GENERATION = 250_000
/** What was read so many seconds ago is read afresh while it is used. */
const REFRESH_AGE = 60
/** What was read longer ago is read before it is used. Up to JITTER less, so that not everything ages at once. */
const MAX_AGE = 120
const JITTER = 16
/** Reads that wait; beyond, requests are left unanswered. */
const MOST_WAITING = 50_000

interface KnownOptions {
  db: Database
  database: DatabaseWatch
  sealer: Sealer
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
  interimSeconds(): number
  /** Told of each device that is let in; of one that is let in again and again only now and then. */
  onLetIn?(residentId: number, mac: string): void
}

interface Binding {
  residentId: number
  boundUntil: number
  readAt: number
}

export function createKnown({ db, database, sealer, dayOf, interimSeconds, onLetIn }: KnownOptions): Known {
  const bindings = createRecent<number, Binding>(GENERATION)
  const residents = createResidents(GENERATION)
  const todayAt = createToday(dayOf)
  const seconds = () => Math.floor(Date.now() / 1000)
  const silent = () => Math.floor(silentBefore(interimSeconds()).getTime() / 1000)
  /** Nothing that was read before is fresh. */
  let freshSince = 0

  const changesMeanwhile = createChanges()
  const read = async <T>(question: (asOf: FactsAsOf) => Promise<T>, take: (facts: T, reading: Reading) => void) => {
    const now = seconds()
    const { day, since } = todayAt(now)
    const dayBegan = new Date(since * 1000)
    const asOf = { now: new Date(), day, dayBegan, liveSince: silentBefore(interimSeconds()) }
    const reading = { day: since, readAt: now, changes: changesMeanwhile.begin() }
    try {
      take(await database.ask(() => question(asOf)), reading)
    } finally {
      changesMeanwhile.end(reading.changes)
    }
  }
  const keepResident = (facts: DeviceFacts['resident'], { day, readAt, changes }: Reading) =>
    residents.store(facts, day, changes.residents.has(facts.id) || changes.all ? 0 : readAt)

  const device = createLookup(async (macs: string[]) => {
    const found = new Map<string, KnownDevice>()
    await read(
      (asOf) => readDevices(db, macs, asOf),
      (rows, reading) => {
        for (const { mac, boundUntil, resident: facts } of rows) {
          const resident = keepResident(facts, reading)
          const overtaken = reading.changes.devices.has(macNumber(mac)) || reading.changes.all
          const readAt = overtaken ? 0 : reading.readAt
          bindings.set(macNumber(mac), { residentId: resident.id, boundUntil, readAt })
          found.set(mac, { boundUntil, resident })
        }
        for (const mac of macs) if (!found.has(mac)) bindings.delete(macNumber(mac))
      },
    )
    return found
  })
  const resident = createLookup(async (ids: number[]) => {
    const found = new Map<number, KnownResident>()
    await read(
      (asOf) => readResidents(db, ids, asOf),
      (rows, reading) => {
        for (const facts of rows) found.set(facts.id, keepResident(facts, reading))
        for (const id of ids) if (!found.has(id)) residents.delete(id)
      },
    )
    return found
  })
  const ticket = createLookup((usernames: string[]) => database.ask(() => ticketsByUsername(db, sealer, usernames)))

  let waiting = 0
  /** Reads first; what is in memory stands in when the database does not answer. */
  const readFirst = async <T>(reading: () => Promise<T | undefined>, inMemory?: T): Promise<T | undefined> => {
    if (waiting >= MOST_WAITING) throw new Error('Too many requests wait for the database.')
    waiting++
    try {
      return await reading()
    } catch (error) {
      if (inMemory !== undefined) return inMemory
      throw error
    } finally {
      waiting--
    }
  }
  const refresh = (known: KnownResident, reading: Promise<unknown>) => {
    const ended = () => {
      known.refreshing = false
    }
    known.refreshing = true
    reading.then(ended, ended)
  }
  const ageOf = (readAt: number, now: number) => (readAt < freshSince ? Number.POSITIVE_INFINITY : now - readAt)

  return {
    ticket: (username) => readFirst(() => ticket(username)),
    device(mac) {
      const key = macNumber(mac)
      const binding = bindings.get(key)
      const owner = binding && residents.get(binding.residentId)
      if (!owner) return readFirst(() => device(mac))
      const now = seconds()
      const known = { boundUntil: binding.boundUntil, resident: owner }
      const age = owner.day === todayAt(now).since ? ageOf(Math.min(binding.readAt, owner.readAt), now) : MAX_AGE
      if (age < REFRESH_AGE || database.away) return known
      if (age >= MAX_AGE - (key % JITTER)) return readFirst(() => device(mac), known)
      if (!owner.refreshing) refresh(owner, device(mac))
      return known
    },
    resident(id) {
      const known = residents.get(id)
      if (!known) return readFirst(() => resident(id))
      const now = seconds()
      const age = known.day === todayAt(now).since ? ageOf(known.readAt, now) : MAX_AGE
      return age < REFRESH_AGE || database.away ? known : readFirst(() => resident(id), known)
    },
    usedToday(known) {
      const now = seconds()
      return usedToday(known, now, todayAt(now).since, silent())
    },
    otherDevices: (known, ...macs) => otherDevices(known, macs.map(macNumber), seconds(), silent()),
    letIn(known, mac) {
      if (noteLetIn(known, macNumber(mac), seconds())) onLetIn?.(known.id, mac)
    },
    letInElsewhere: (residentId, mac) => residents.noteElsewhere(residentId, macNumber(mac), seconds()),
    forgetDevice(mac) {
      const key = macNumber(mac)
      changesMeanwhile.add('devices', key)
      const binding = bindings.get(key)
      if (binding) binding.readAt = 0
    },
    forgetResident(id, change) {
      const known = residents.get(id)
      if (change === 'used') {
        if (known) known.readAt = Math.min(known.readAt, seconds() - REFRESH_AGE)
        return
      }
      changesMeanwhile.add('residents', id)
      if (known) known.readAt = 0
    },
    forgetAll() {
      changesMeanwhile.addAll()
      freshSince = seconds() + 1
    },
  }
}

interface Reading {
  day: number
  readAt: number
  changes: Changes
}

/** What events told of while a statement was under way: its answer may be from before. */
interface Changes {
  devices: Set<number>
  residents: Set<number>
  all: boolean
}

function createChanges() {
  const underWay = new Set<Changes>()
  return {
    begin(): Changes {
      const changes = { devices: new Set<number>(), residents: new Set<number>(), all: false }
      underWay.add(changes)
      return changes
    },
    end: (changes: Changes) => underWay.delete(changes),
    add(kind: 'devices' | 'residents', key: number) {
      for (const changes of underWay) changes[kind].add(key)
    },
    addAll() {
      for (const changes of underWay) changes.all = true
    },
  }
}
