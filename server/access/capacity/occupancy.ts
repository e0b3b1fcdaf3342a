import { createLookup } from '../../database/batch.ts'
import type { Database } from '../../database/connection.ts'
import { createRecent, type Recent } from '../../recent.ts'
import { silentBefore } from '../../sessions/silence.ts'
import type { DatabaseWatch } from '../cache/outage.ts'
import { BEGUN_SECONDS, type DevicesAt, devicesAt } from './devices-at.ts'

/**
 * How many devices are online at hotspots, in memory: what was read lately, and those that any process has admitted since.
 * MAC addresses are numbers.
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
  /**
   * The same by what is in memory and fresh enough, else false: of those who waited for one answer some were let in since.
   */
  hasFilled(hotspotId: number, capacity: number, mac: number): boolean
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

const NONE: ReadonlySet<number> = new Set()

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
    hasFilled: (hotspotId, capacity, mac) => isKnownFull(context, hotspotId, capacity, mac) === true,
    admitted(hotspotId, mac) {
      admit(entryOf(context, hotspotId), mac, now())
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
  const known = isKnownFull(context, hotspotId, capacity, mac)
  if (known !== undefined) return known
  return readFirst(context, hotspotId).then(
    (fresh) => isFullOf(fresh, capacity, mac, context.now()),
    () => false,
  )
}

/** By what is in memory; undefined where that is not fresh enough. */
function isKnownFull(context: Context, hotspotId: number, capacity: number, mac: number): boolean | undefined {
  const entry = context.entries.get(hotspotId)
  if (!entry) return undefined
  const at = context.now()
  const full = isFullOf(entry, capacity, mac, at)
  const age = at - entry.readAt
  return (full ? age < FULL_MS && !entry.hasRoomSince : age < ROOM_MS) ? full : undefined
}

/** What was admitted stays until its session has begun: that, or its end, tells from then on. */
async function readFirst(context: Context, hotspotId: number): Promise<Entry> {
  const readAt = context.now()
  entryOf(context, hotspotId).hasRoomSince = false
  const { macs = [], unnamed = 0, begun = [] } = (await context.read(hotspotId)) ?? {}
  const entry = entryOf(context, hotspotId)
  for (const mac of begun) entry.admitted.delete(mac)
  return Object.assign(entry, { macs: new Set(macs), unnamed, readAt })
}

/** In the order in which they count no more, so that what is over is found at the front: nobody may ever ask. */
function admit({ admitted }: Entry, mac: number, at: number): void {
  admitted.delete(mac)
  admitted.set(mac, at + ADMITTED_MS)
  for (const [each, until] of admitted) {
    if (until > at) return
    admitted.delete(each)
  }
}

/** What is known of the hotspot; nothing was read yet where it is new. */
function entryOf({ entries }: Context, hotspotId: number): Entry {
  const known = entries.get(hotspotId)
  if (known) return known
  const entry = { macs: NONE, unnamed: 0, readAt: 0, hasRoomSince: true, admitted: new Map<number, number>() }
  entries.set(hotspotId, entry)
  return entry
}

function isFullOf({ macs, unnamed, admitted }: Entry, capacity: number, mac: number, at: number): boolean {
  let online = macs.size + unnamed
  for (const [each, until] of admitted) if (until > at && !macs.has(each)) online++
  return online >= capacity && !macs.has(mac) && (admitted.get(mac) ?? 0) <= at
}
