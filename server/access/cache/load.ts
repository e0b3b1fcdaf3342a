import { createLookup } from '../../database/batch.ts'
import type { Database } from '../../database/connection.ts'
import { macNumber } from '../../mac.ts'
import { createRecent, type Recent } from '../../recent.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { type Invalidations, trackInvalidations } from './invalidations.ts'
import type { DatabaseWatch } from './outage.ts'
import { type DeviceFacts, type FactsAsOf, readDevices, readResidents } from './read-facts.ts'
import { type CachedResident, createResidents } from './residents.ts'
import type { Today } from './today.ts'

/** A bound device and its resident. */
export interface CachedDevice {
  /** Seconds since 1970. */
  boundUntil: number
  resident: CachedResident
}

/** Of devices and of residents each: at least so many are kept, at most twice as many. */
const GENERATION = 250_000

interface Binding {
  residentId: number
  boundUntil: number
  readAt: number
}

/** What is in memory, by MAC as a number and by id. */
export interface Entries {
  bindings: Recent<number, Binding>
  residents: ReturnType<typeof createResidents>
  invalidations: ReturnType<typeof trackInvalidations>
}

export const createEntries = (): Entries => ({
  bindings: createRecent<number, Binding>(GENERATION),
  residents: createResidents(GENERATION),
  invalidations: trackInvalidations(),
})

interface LoadContext {
  db: Database
  database: DatabaseWatch
  interimSeconds(): number
  todayAt(seconds: number): Today
}

/** When a statement began, and what was invalidated while it ran. Times in seconds since 1970. */
interface Reading {
  /** When the local day began. */
  day: number
  readAt: number
  invalidated: Invalidations
}

/** Read devices and residents into memory. Those asked for at the same time share a statement. */
export interface Loaders {
  device(mac: string): Promise<CachedDevice | undefined>
  resident(id: number): Promise<CachedResident | undefined>
}

export const createLoaders = (context: LoadContext, entries: Entries): Loaders => ({
  device: createLookup((macs: string[]) => loadDevices(context, entries, macs)),
  resident: createLookup((ids: number[]) => loadResidents(context, entries, ids)),
})

async function loadDevices(context: LoadContext, entries: Entries, macs: string[]): Promise<Map<string, CachedDevice>> {
  const found = new Map<string, CachedDevice>()
  await read(
    context,
    entries,
    (asOf) => readDevices(context.db, macs, asOf),
    (rows, reading) => {
      const { invalidated } = reading
      for (const { mac, boundUntil, resident: facts } of rows) {
        const resident = storeResident(entries, facts, reading)
        const isStale = invalidated.devices.has(macNumber(mac)) || invalidated.all
        const readAt = isStale ? 0 : reading.readAt
        entries.bindings.set(macNumber(mac), { residentId: resident.id, boundUntil, readAt })
        found.set(mac, { boundUntil, resident })
      }
      for (const mac of macs) if (!found.has(mac)) entries.bindings.delete(macNumber(mac))
    },
  )
  return found
}

async function loadResidents(
  context: LoadContext,
  entries: Entries,
  ids: number[],
): Promise<Map<number, CachedResident>> {
  const found = new Map<number, CachedResident>()
  await read(
    context,
    entries,
    (asOf) => readResidents(context.db, ids, asOf),
    (rows, reading) => {
      for (const facts of rows) found.set(facts.id, storeResident(entries, facts, reading))
      for (const id of ids) if (!found.has(id)) entries.residents.delete(id)
    },
  )
  return found
}

async function read<T>(
  { database, interimSeconds, todayAt }: LoadContext,
  { invalidations }: Entries,
  query: (asOf: FactsAsOf) => Promise<T>,
  store: (facts: T, reading: Reading) => void,
): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const { day, since } = todayAt(now)
  const dayBegan = new Date(since * 1000)
  const asOf = { now: new Date(), day, dayBegan, liveSince: silentBefore(interimSeconds()) }
  const reading = { day: since, readAt: now, invalidated: invalidations.begin() }
  try {
    store(await database.ask(() => query(asOf)), reading)
  } finally {
    invalidations.end(reading.invalidated)
  }
}

const storeResident = (
  { residents }: Entries,
  facts: DeviceFacts['resident'],
  { day, readAt, invalidated }: Reading,
): CachedResident => residents.store(facts, day, invalidated.residents.has(facts.id) || invalidated.all ? 0 : readAt)
