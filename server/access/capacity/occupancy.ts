import { createLookup } from '../../database/batch.ts'
import type { Database } from '../../database/connection.ts'
import { createRecent, type Recent } from '../../recent.ts'
import { silentBefore } from '../../sessions/silence.ts'
import type { DatabaseWatch } from '../cache/outage.ts'
import { BEGUN_SECONDS, type DevicesAt, devicesAt } from './devices-at.ts'

/**
 * How many devices are online at hotspots that turn further ones away, in memory: what was read lately, and those that any
 * process has admitted since. Nothing is kept of other hotspots. MAC addresses are numbers.
 */
export interface Occupancy {
  /**
   * Whether as many devices are online at the hotspot as it is made for, and this one is not. What is in memory and fresh enough answers
   * at once; else a promise, which shares a statement with others. False while the database is away: nobody is turned away
   * for want of an answer.
   *
   * @param capacity devices at a time, above 0
   */
  isFull(hotspotId: number, capacity: number, mac: number): boolean | Promise<boolean>
  /** The device was let in there, by whatever process: it counts as online until its session's Start must have come. */
  admitted(hotspotId: number, mac: number): void
  /** A device has left: a hotspot that was full is looked at again before the next one is turned away. */
  left(hotspotId: number): void
  /** Anything may have changed. */
  invalidateAll(): void
}

/** While there is room it is read again so often, in milliseconds: what is admitted meanwhile is counted at once. */
const ROOM_MS = 15_000
/** Nobody is turned away by what was read longer ago. */
const FULL_MS = 5000
const ADMITTED_MS = BEGUN_SECONDS * 1000
/** Hotspots: at least so many are kept. */
const GENERATION = 20_000

interface Entry {
  macs: ReadonlySet<number>
  unnamed: number
  readAt: number
  /** Somebody left after it was read. */
  hasRoomSince: boolean
  /** When each device counts no more, by its MAC. */
  admitted: Map<number, number>
}

interface Context {
  entries: Recent<number, Entry>
  database: DatabaseWatch
  read(hotspotId: number): Promise<DevicesAt | undefined>
  now(): number
}

/** @param parts `now`: milliseconds since 1970 */
export function createOccupancy(parts: {
  db: Pick<Database, 'pool'>
  database: DatabaseWatch
  interimSeconds(): number
  now?(): number
}): Occupancy {
  const { db, database, interimSeconds, now = Date.now } = parts
  const read = createLookup((ids: number[]) => {
    const at = now()
    return database.ask(() => devicesAt(db, ids, { liveSince: silentBefore(interimSeconds(), at), now: new Date(at) }))
  })
  const context: Context = { entries: createRecent(GENERATION), database, read, now }
  return {
    isFull: (hotspotId, capacity, mac) => isFull(context, hotspotId, capacity, mac),
    admitted(hotspotId, mac) {
      context.entries.get(hotspotId)?.admitted.set(mac, now() + ADMITTED_MS)
    },
    left(hotspotId) {
      const entry = context.entries.get(hotspotId)
      if (entry) entry.hasRoomSince = true
    },
    invalidateAll() {
      context.entries = createRecent(GENERATION)
    },
  }
}

function isFull(context: Context, hotspotId: number, capacity: number, mac: number): boolean | Promise<boolean> {
  if (context.database.away) return false
  const entry = context.entries.get(hotspotId)
  if (entry) {
    const at = context.now()
    const full = isFullOf(entry, capacity, mac, at)
    const age = at - entry.readAt
    if (full ? age < FULL_MS && !entry.hasRoomSince : age < ROOM_MS) return full
  }
  return readFirst(context, hotspotId).then(
    (fresh) => isFullOf(fresh, capacity, mac, context.now()),
    () => false,
  )
}

/** What was admitted stays until its session has begun: that, or its end, tells from then on. */
async function readFirst(context: Context, hotspotId: number): Promise<Entry> {
  const readAt = context.now()
  const before = context.entries.get(hotspotId)
  if (before) before.hasRoomSince = false
  const { macs = [], unnamed = 0, begun = [] } = (await context.read(hotspotId)) ?? {}
  const known = context.entries.get(hotspotId)
  const fresh = { macs: new Set(macs), unnamed, readAt }
  for (const mac of begun) known?.admitted.delete(mac)
  if (known) return Object.assign(known, fresh)
  const entry = { ...fresh, hasRoomSince: false, admitted: new Map<number, number>() }
  context.entries.set(hotspotId, entry)
  return entry
}

function isFullOf({ macs, unnamed, admitted }: Entry, capacity: number, mac: number, at: number): boolean {
  let online = macs.size + unnamed
  for (const [each, until] of admitted) {
    if (until <= at) admitted.delete(each)
    else if (!macs.has(each)) online++
  }
  return online >= capacity && !macs.has(mac) && !admitted.has(mac)
}
