import type { Connections } from '../database/connection.ts'
import type { SessionChange } from '../database/events.ts'
import { isForeignKeyViolation } from '../database/sql-errors.ts'
import { boundDevices } from '../directory/devices.ts'
import { residentStates } from '../directory/residents.ts'
import type { Recent } from '../recent.ts'
import {
  type DayUse,
  endSessionsOfNas,
  groupBySession,
  keyOf,
  readSessions,
  type SessionUpdate,
  type StoredSession,
  writeSessions,
} from '../sessions/ledger/ledger.ts'
import { addRecord, type SessionState } from '../sessions/ledger/merge.ts'
import { type AccountingRecord, isNasRecord, type SessionRecord, withoutPerson } from '../sessions/ledger/record.ts'

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
  const changes = await storeSessions(db, await byBinding(db, sessionRecords), dayOf, memory).catch(async (error) => {
    if (!isForeignKeyViolation(error, 'resident')) throw error
    return storeSessions(db, await byKnownResidents(db, sessionRecords), dayOf, memory)
  })
  for (const record of records.filter(isNasRecord)) {
    for (const ended of await endSessionsOfNas(db, record)) changes.push({ ...ended, change: 'ended' })
  }
  return changes
}

/** Where no Class told whose session it is, the device's binding does. */
async function byBinding(db: Connections, records: SessionRecord[]): Promise<SessionRecord[]> {
  const macs = records.flatMap(({ residentId, deviceMac }) => (residentId === null && deviceMac ? [deviceMac] : []))
  if (macs.length === 0) return records
  const bound = new Map((await boundDevices(db, [...new Set(macs)])).map((device) => [device.mac, device.residentId]))
  return records.map((record) => {
    if (record.residentId !== null) return record
    return { ...record, residentId: (record.deviceMac && bound.get(record.deviceMac)) || null }
  })
}

/** Of residents erased since their Class was made only the sums are stored. */
async function byKnownResidents(db: Connections, records: SessionRecord[]): Promise<SessionRecord[]> {
  const ids = records.flatMap(({ residentId }) => residentId ?? [])
  const known = await residentStates(db, [...new Set(ids)])
  return byBinding(
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
  for (let round = 0; rest.length > 0; round++) {
    if (round === ROUNDS) throw new Error('Sessions were changed by others again and again: they are not stored.')
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
    const merged = rest.flatMap((group) => merge(group, stored(keyOf(group[0]!)), dayOf) ?? [])
    const written = await writeSessions(db, merged)
    const left: SessionRecord[][] = []
    merged.forEach((session, index) => {
      const row = written.get(index)
      if (row === undefined) left.push(session.records)
      else {
        // An erased one is read each time: it must be known to be erased.
        if (!session.before?.erased) memory?.set(keyOf(session), Object.assign(session.state, row))
        changes.push(...changesOf(row.id, session))
      }
    })
    rest = left
  }
  return changes
}

/** What the records make of the session; undefined where they tell nothing new. */
function merge(
  reported: SessionRecord[],
  before: StoredSession | undefined,
  dayOf: (instant: Date) => string,
): (SessionUpdate & { records: SessionRecord[] }) | undefined {
  const records = before?.erased ? reported.map(withoutPerson) : reported
  let state: SessionState | undefined = before
  let anyChanged = false
  const use: DayUse[] = []
  for (const record of records) {
    const step = addRecord(state, record)
    state = step.state
    anyChanged ||= step.changed
    const { seconds, inputOctets, outputOctets } = step.added
    if (seconds + inputOctets + outputOctets === 0) continue
    const day = dayOf(record.at)
    const hotspotId = record.hotspotId ?? state.hotspotId
    const sum = use.find((other) => other.day === day && other.hotspotId === hotspotId)
    if (sum) {
      sum.seconds += seconds
      sum.inputOctets += inputOctets
      sum.outputOctets += outputOctets
    } else use.push({ day, hotspotId, seconds, inputOctets, outputOctets })
  }
  if (!state || !anyChanged) return undefined
  const { gatewayId, sessionKey, acctSessionId } = records[0]!
  return { before, gatewayId, sessionKey, acctSessionId, state, use, records }
}

function changesOf(id: number, { before, state: { hotspotId, residentId, endedAt } }: SessionUpdate): SessionChange[] {
  const change = endedAt !== null && !before?.endedAt ? 'ended' : before === undefined ? 'started' : 'updated'
  const changes: SessionChange[] = [{ id, hotspotId, residentId, change }]
  if (before && before.hotspotId !== null && before.hotspotId !== hotspotId) {
    changes.push({ id, hotspotId: before.hotspotId, residentId, change: 'updated' })
  }
  return changes
}
