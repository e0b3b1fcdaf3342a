import type { ClientBase } from 'pg'
import { type Batcher, createBatcher } from '../database/batch.ts'
import type { Database } from '../database/connection.ts'
import { inTransaction } from '../database/transaction.ts'
import { boundDevices } from '../directory/devices.ts'
import { residentStates } from '../directory/residents.ts'
import type { Log } from '../log.ts'
import {
  addToDays,
  type DayIncrement,
  endSessionsOfNas,
  groupBySession,
  lockSessions,
  type StoredSession,
  updateSessions,
} from './ledger.ts'
import { addRecord } from './merge.ts'
import type { AccountingRecord, NasRecord, SessionRecord } from './record.ts'

/** What a batch did to a session, after commit; told of both hotspots where it moved from one to another. */
export interface SessionChange {
  id: number
  hotspotId: number | null
  residentId: number | null
  change: 'started' | 'updated' | 'ended'
}

export interface IngestOptions {
  db: Database
  log: Log
  /** The local day of an instant, `yyyy-mm-dd`: see `local-day.ts`. */
  dayOf(instant: Date): string
  /** Called after each committed batch that changed something; what it throws is logged. */
  onCommitted(changes: SessionChange[]): Promise<void>
}

const WAIT_MS = 5
const BATCH = 200
const ATTEMPTS = 3

/**
 * Writes accounting records in batches, each in one transaction. The result of `add` is true when the record is
 * durable, so that it may be acknowledged (RFC 2866 section 4.1), and false when it can never be stored: the NAS is then
 * not answered. It rejects when the database is away.
 */
export function createIngest({ db, log, dayOf, onCommitted }: IngestOptions): Batcher<AccountingRecord, boolean> {
  return createBatcher<AccountingRecord, boolean>({
    waitMs: WAIT_MS,
    max: BATCH,
    parallel: 2,
    async run(records) {
      const { stored, changes } = await storeApart(records)
      if (changes.length > 0) {
        await onCommitted(changes).catch((error) =>
          log.error({ err: error }, 'accounting is stored, but not announced'),
        )
      }
      return stored
    },
  })

  /** One record that the database refuses (a value it cannot hold) must not keep the others from being stored. */
  async function storeApart(records: AccountingRecord[]): Promise<{ stored: boolean[]; changes: SessionChange[] }> {
    try {
      return { stored: records.map(() => true), changes: await storeAgain(db, records, dayOf) }
    } catch (error) {
      if (!isDataError(error)) throw error
      if (records.length > 1) {
        const half = records.length >> 1
        const first = await storeApart(records.slice(0, half))
        const second = await storeApart(records.slice(half))
        return { stored: [...first.stored, ...second.stored], changes: [...first.changes, ...second.changes] }
      }
      log.warn({ err: error, gatewayId: records[0]?.gatewayId }, 'an accounting record cannot be stored')
      return { stored: [false], changes: [] }
    }
  }
}

/** Deadlocks and the like end one transaction of several: it is tried again. */
async function storeAgain(db: Database, records: AccountingRecord[], dayOf: (instant: Date) => string) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeRecords(db, records, dayOf)
    } catch (error) {
      if (attempt === ATTEMPTS || !/^40/.test(sqlState(error))) throw error
    }
  }
}

const sqlState = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')
/** SQLSTATE class 22 (data) and 23 (integrity). */
const isDataError = (error: unknown) => /^2[23][0-9A-Z]{3}$/.test(sqlState(error))

/**
 * Stores the records in one transaction.
 *
 * @returns what changed; a record that tells nothing new changes nothing
 */
export async function storeRecords(
  db: Database,
  records: AccountingRecord[],
  dayOf: (instant: Date) => string,
): Promise<SessionChange[]> {
  const sessionRecords = records.filter((record): record is SessionRecord => !isNasRecord(record))
  const attributed = await attribute(db, sessionRecords)
  return inTransaction(db, async (client) => {
    const changes = await storeSessions(client, attributed, dayOf)
    for (const record of records.filter(isNasRecord)) {
      for (const ended of await endSessionsOfNas(client, record)) {
        changes.push({ ...ended, residentId: null, change: 'ended' })
      }
    }
    return changes
  })
}

const isNasRecord = (record: AccountingRecord): record is NasRecord => record.kind === 'on' || record.kind === 'off'

/**
 * Where no Class told whose session it is, the device's binding does. Residents erased since are left out: their
 * sessions stay, without them.
 */
async function attribute(db: Database, records: SessionRecord[]): Promise<SessionRecord[]> {
  const macs = records.flatMap(({ residentId, deviceMac }) => (residentId === null && deviceMac ? [deviceMac] : []))
  const bound = new Map((await boundDevices(db, [...new Set(macs)])).map((device) => [device.mac, device.residentId]))
  const ids = records.flatMap(({ residentId }) => (residentId === null ? [] : [residentId]))
  const known = await residentStates(db, [...new Set(ids)])
  return records.map((record) => {
    if (record.residentId !== null && known.has(record.residentId)) return record
    return { ...record, residentId: (record.deviceMac && bound.get(record.deviceMac)) || null }
  })
}

async function storeSessions(
  client: ClientBase,
  records: SessionRecord[],
  dayOf: (instant: Date) => string,
): Promise<SessionChange[]> {
  if (records.length === 0) return []
  const groups = groupBySession(records)
  const locked = await lockSessions(
    client,
    groups.map(([first]) => first!),
  )
  const changed: StoredSession[] = []
  const days: DayIncrement[] = []
  const changes: SessionChange[] = []
  groups.forEach((group, index) => {
    const { id, state: before } = locked[index]!
    let state = before
    let anyChanged = false
    const byPlace = new Map<string, DayIncrement>()
    for (const record of group) {
      const step = addRecord(state, record)
      state = step.state
      anyChanged ||= step.changed
      const { seconds, inputOctets, outputOctets } = step.added
      if (seconds + inputOctets + outputOctets === 0) continue
      const day = dayOf(record.at)
      const { residentId, deviceMac } = state
      const hotspotId = record.hotspotId ?? state.hotspotId
      const place = `${day} ${hotspotId}`
      const sum = byPlace.get(place) ?? { sessionId: id, day, seconds: 0, inputOctets: 0, outputOctets: 0 }
      byPlace.set(place, {
        ...sum,
        ...{ residentId, deviceMac, hotspotId },
        seconds: sum.seconds + seconds,
        inputOctets: sum.inputOctets + inputOctets,
        outputOctets: sum.outputOctets + outputOctets,
      })
    }
    if (!state || !anyChanged) return
    changed.push({ id, ...state })
    days.push(...byPlace.values())
    const change = state.endedAt !== null && !before?.endedAt ? 'ended' : before === undefined ? 'started' : 'updated'
    changes.push({ id, hotspotId: state.hotspotId, residentId: state.residentId, change })
    if (before && before.hotspotId !== null && before.hotspotId !== state.hotspotId) {
      changes.push({ id, hotspotId: before.hotspotId, residentId: state.residentId, change: 'updated' })
    }
  })
  await updateSessions(client, changed)
  await addToDays(client, days)
  return changes
}
