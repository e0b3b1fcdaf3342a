import { type AcceptQuestion, acceptsOf } from '../access/log/accepts.ts'
import type { Connections } from '../database/connection.ts'
import type { SessionChange } from '../database/events/events.ts'
import { isForeignKeyViolation } from '../database/sql-errors.ts'
import { residentStates } from '../directory/residents.ts'
import { noteClassless } from '../network/gateways/classless.ts'
import type { Recent } from '../recent.ts'
import { generationOf } from '../sessions/ledger/generation.ts'
import {
  type DayUse,
  groupBySession,
  keyOf,
  readSessions,
  type SessionUpdate,
  type StoredSession,
  writeSessions,
} from '../sessions/ledger/ledger.ts'
import { addRecord, type Increment, type SessionState } from '../sessions/ledger/merge.ts'
import { endSessionsOfNas } from '../sessions/ledger/nas-restart.ts'
import {
  type AccountingRecord,
  CLOCK_WINDOW_MS,
  isNasRecord,
  type SessionRecord,
  withoutPerson,
} from '../sessions/ledger/record.ts'
import { earlierKey, retireSession } from '../sessions/ledger/retire.ts'

/** Sessions as this process wrote them last, by {@link keyOf}: they need not be read before they are written again. */
export type SessionMemory = Recent<string, StoredSession>

/**
 * Stores the records; resolves when they are durable. What `merge.ts` makes of a session is written only where nobody
 * else has changed the session meanwhile; else it is read and merged again.
 *
 * @param memory what it wrote is kept here, and need not be read the next time
 * @returns what changed; a record that tells nothing new changes nothing
 */
export async function storeRecords(
  db: Connections,
  records: AccountingRecord[],
  dayOf: (instant: Date) => string,
  memory?: SessionMemory,
): Promise<SessionChange[]> {
  const sessionRecords = records.filter((record): record is SessionRecord => !isNasRecord(record))
  const changes = await storeSessions(db, await byAccept(db, sessionRecords), dayOf, memory).catch(async (error) => {
    if (!isForeignKeyViolation(error, 'resident')) throw error
    return storeSessions(db, await byKnownResidents(db, sessionRecords), dayOf, memory)
  })
  for (const record of records.filter(isNasRecord)) {
    for (const ended of await endSessionsOfNas(db, record)) changes.push({ ...ended, change: 'ended' })
  }
  return changes
}

/**
 * Where no Class told whose session it is, the Access-Accept of the device at this gateway does: that a device is bound is
 * known to whoever hears its address. Without either the session counts for nobody, and is marked.
 */
async function byAccept(db: Connections, records: SessionRecord[]): Promise<SessionRecord[]> {
  const asked = records.filter(
    ({ residentId, deviceMac, doubt }) => residentId === null && deviceMac && (!doubt || doubt === 'class'),
  )
  if (asked.length === 0) return records
  await noteClassless(
    db,
    asked.flatMap(({ gatewayId, doubt }) => (doubt ? [] : gatewayId)),
  )
  const accepts = await acceptsOf(db, asked.map(questionOf))
  const found = new Map(asked.map((record, index) => [record, accepts[index]]))
  return records.map((record) => {
    if (!found.has(record)) return record
    const accept = found.get(record)
    if (accept) return { ...record, residentId: accept.residentId, doubt: null }
    return { ...record, doubt: record.doubt ?? 'unaccepted' }
  })
}

/** No Accept of longer ago than this, whatever Acct-Session-Time says: a longer session was heard of before. */
const ACCEPTED_WITHIN_MS = 86_400_000

const questionOf = ({ gatewayId, deviceMac, at, seconds }: SessionRecord): AcceptQuestion => ({
  gatewayId,
  deviceMac: deviceMac!,
  from: new Date(at.getTime() - Math.min(seconds * 1000, ACCEPTED_WITHIN_MS) - CLOCK_WINDOW_MS),
  to: new Date(at.getTime() + CLOCK_WINDOW_MS),
})

/** Of residents erased since their Class was made only the sums are stored. */
async function byKnownResidents(db: Connections, records: SessionRecord[]): Promise<SessionRecord[]> {
  const ids = records.flatMap(({ residentId }) => residentId ?? [])
  const known = await residentStates(db, [...new Set(ids)])
  return byAccept(
    db,
    records.map((record) =>
      record.residentId === null || known.has(record.residentId) ? record : withoutPerson(record),
    ),
  )
}

/** A session that others change all the time is tried so often before the batch counts as failed. */
const ROUNDS = 20

async function storeSessions(
  db: Connections,
  records: SessionRecord[],
  dayOf: (instant: Date) => string,
  memory: SessionMemory | undefined,
): Promise<SessionChange[]> {
  const changes: SessionChange[] = []
  let rest = groupBySession(records)
  let conflicts = 0
  for (let round = 0; rest.length > 0; round++) {
    if (conflicts === ROUNDS) throw new Error('Sessions were changed by others again and again: they are not stored.')
    // A session that begins is new, as a rule, and one in memory as it was; where that is not so, writing it says so.
    const remembered = new Map(
      round > 0 ? [] : rest.map(([first]) => [keyOf(first!), memory?.get(keyOf(first!))] as const),
    )
    const unread = rest.filter(
      ([first, ...others]) =>
        round > 0 || !(remembered.get(keyOf(first!)) ?? [first!, ...others].some(({ kind }) => kind === 'start')),
    )
    const read = await readSessions(
      db,
      unread.map(([first]) => first!),
    )
    const stored = (key: string) => read.get(key) ?? remembered.get(key)
    const merged = rest.map((group) => merge(group, stored(keyOf(group[0]!)), dayOf))
    const updates = merged.flatMap(({ update }) => update ?? [])
    const written = await writeSessions(db, updates)
    const left: SessionRecord[][] = []
    let index = 0
    let isConflict = false
    for (const { update, before, records: all, later, earlier } of merged) {
      const row = update ? written.get(index++) : before
      if (row === undefined || (later.length > 0 && !(await retireSession(db, row)))) {
        isConflict = true
        left.push(all)
        continue
      }
      if (update) {
        // An erased one is read each time: it must be known to be erased.
        if (!update.before?.erased) memory?.set(keyOf(update), Object.assign(update.state, row))
        changes.push(...changesOf(row.id, update))
      }
      if (later.length > 0) left.push(later)
      for (const record of earlier) left.push([{ ...record, sessionKey: await earlierKey(db, record) }])
    }
    if (isConflict) conflicts += 1
    rest = groupBySession(left.flat())
  }
  return changes
}

/** What the records make of a session; those of other sessions with the same key are left over. */
interface Merged {
  before: StoredSession | undefined
  records: SessionRecord[]
  /** Absent where they tell nothing new. */
  update?: SessionUpdate
  later: SessionRecord[]
  earlier: SessionRecord[]
}

function merge(reported: SessionRecord[], before: StoredSession | undefined, dayOf: (instant: Date) => string): Merged {
  const merged: Merged = { before, records: reported, later: [], earlier: [] }
  let state: SessionState | undefined = before
  let anyChanged = false
  const use: DayUse[] = []
  for (const each of inTime(reported)) {
    const record = before?.erased ? withoutPerson(each) : each
    const generation = state ? generationOf(state, record) : 'this'
    // What comes behind the first of a later session is put in its place together with that.
    if (generation === 'later' || (generation === 'this' && merged.later.length > 0)) merged.later.push(each)
    else if (generation === 'earlier') merged.earlier.push(each)
    else {
      const step = addRecord(state, record)
      state = step.state
      anyChanged ||= step.changed
      const residentId = record.doubt === 'class' ? null : state.residentId
      addUse(use, step.added, { day: dayOf(record.at), hotspotId: record.hotspotId ?? state.hotspotId, residentId })
    }
  }
  if (!state || !anyChanged) return merged
  const { gatewayId, sessionKey, acctSessionId } = before?.erased ? withoutPerson(reported[0]!) : reported[0]!
  return { ...merged, update: { before, gatewayId, sessionKey, acctSessionId, state, use } }
}

const inTime = (records: SessionRecord[]): SessionRecord[] =>
  records.length === 1 ? records : records.toSorted((a, b) => a.at.getTime() - b.at.getTime())

type Whereabouts = Pick<DayUse, 'day' | 'hotspotId' | 'residentId'>

function addUse(use: DayUse[], added: Increment, { day, hotspotId, residentId }: Whereabouts): void {
  const { seconds, inputOctets, outputOctets } = added
  if (seconds === 0 && inputOctets === 0 && outputOctets === 0) return
  const sum = use.find((other) => other.day === day && other.hotspotId === hotspotId)
  if (sum) {
    sum.residentId ??= residentId
    sum.seconds += seconds
    sum.inputOctets += inputOctets
    sum.outputOctets += outputOctets
  } else use.push({ day, hotspotId, residentId, seconds, inputOctets, outputOctets })
}

function changesOf(id: number, { before, state: { hotspotId, residentId, endedAt } }: SessionUpdate): SessionChange[] {
  const isLiveAgain = before !== undefined && before.endedAt !== null && endedAt === null
  const change =
    endedAt !== null && !before?.endedAt ? 'ended' : before === undefined || isLiveAgain ? 'started' : 'updated'
  const changes: SessionChange[] = [{ id, hotspotId, residentId, change }]
  if (before && before.hotspotId !== null && before.hotspotId !== hotspotId) {
    changes.push({ id, hotspotId: before.hotspotId, residentId, change: 'updated' })
  }
  return changes
}
