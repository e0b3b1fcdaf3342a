import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction, type OneTransaction } from '../../database/one-transaction.ts'
import { removeLeftAgents } from '../agents/agents.ts'
import { countAgain } from '../statistics.ts'
import { holdersOf } from './held/address-holders.ts'
import { type WrittenChange, writeChanges } from './held/write-changes.ts'
import { settle } from './places-of-moved.ts'
import { type Differences, differences, type HotspotRecord, hotspotRecords } from './record.ts'

/** What is to become of one hotspot. */
export interface HotspotChange {
  before: HotspotRecord
  after: HotspotRecord
  /** Absent: they are worked out. */
  differences?: Differences | undefined
}

export type ChangeAction = 'add' | 'edit' | 'move' | 'retire' | 'restore' | 'replace' | 'import' | 'accept'

/** Who changes hotspots, and by what. */
export interface ChangeAuthor {
  /** Null: the plaza command. */
  staffId: number | null
  action: ChangeAction
}

/** Whoever gives the plaza command. */
export const byCommand: Pick<ChangeAuthor, 'staffId'> = { staffId: null }

/** A change that cannot be: the message is for the person who asked for it. */
export class HotspotError extends Error {
  override name = 'HotspotError'
  /** What of the hotspot is wrong. */
  readonly field: string | undefined
  /** What words for it name: of an address that another hotspot has, the `address` and the `other`. */
  readonly details: Record<string, string> | undefined
  constructor(message: string, field?: string, details?: Record<string, string>) {
    super(message)
    this.field = field
    this.details = details
  }
}

const BATCH = 2500

/**
 * Stores changes of any number of hotspots, and of each what it changed, by whom; tells every process. What is the same
 * afterwards is left alone. Within the caller's transaction where there is one.
 *
 * @param onStored told how many of how many are stored
 * @returns what changed, by hotspot
 * @throws {HotspotError} where two hotspots in use would have one address
 */
export async function changeHotspots(
  db: Database,
  changes: readonly HotspotChange[],
  author: ChangeAuthor,
  onStored?: (done: number, total: number) => Promise<void>,
): Promise<Map<number, Differences>> {
  const each = changes
    .map(
      ({ differences: found, ...states }): WrittenChange => ({
        ...states,
        differences: found ?? differencesOf(states),
      }),
    )
    .filter((change) => Object.keys(change.differences).length > 0)
  if (each.length === 0) return new Map()
  await inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    await refuseSharedAddresses(one, each)
    const moved = each.filter(({ differences: { latitude, longitude } }) => latitude || longitude)
    await settle(
      one,
      moved.map(({ after }) => after),
    )
    await freeAddresses(one, each)
    await writeInBatches(one, each, author, onStored)
    await removeLeftAgents(one, [...new Set(each.flatMap(({ before, after }) => leftAgent(before, after)))])
    await countAgain(one.pool, each.length)
    await publish(one, { type: 'hotspots' })
  })
  return new Map(each.map((change) => [change.before.id, change.differences]))
}

/** Makes each batch ready while PostgreSQL stores the one before it. */
async function writeInBatches(
  one: OneTransaction,
  each: readonly WrittenChange[],
  author: ChangeAuthor,
  onStored: (done: number, total: number) => Promise<void> = async () => {},
): Promise<void> {
  let before: Promise<void> | undefined
  for (let from = 0; from < each.length; from += BATCH) {
    const now = writeChanges(one, each.slice(from, from + BATCH), author)
    // Told by the one before, where that fails.
    now.catch(() => {})
    await before
    if (from > 0) await onStored(from, each.length)
    before = now
  }
  await before
  await onStored(each.length, each.length)
}

const differencesOf = ({ before, after }: HotspotChange): Differences => differences(before, after)

const leftAgent = (before: HotspotRecord, after: HotspotRecord): number[] =>
  before.agentId !== null && before.agentId !== after.agentId ? [before.agentId] : []

/** Addresses that change hands within these changes would be two hotspots' for a moment. */
async function freeAddresses({ pool }: Database, each: readonly WrittenChange[]): Promise<void> {
  const idsOf = (field: keyof Differences) =>
    each.filter(({ differences: found }) => found[field]).map(({ before }) => before.id)
  await pool.query('update hotspots set mac = null where id = any($1::bigint[]) and mac is not null', [idsOf('mac')])
  const called = [...new Set([...idsOf('bssids'), ...idsOf('names')])]
  if (called.length > 0) await pool.query('delete from hotspot_calls where hotspot_id = any($1::bigint[])', [called])
}

/** The addresses by which a hotspot in use is known. */
export function addressesOf({ mac, bssids, retiredAt }: HotspotRecord): readonly string[] {
  if (retiredAt !== null) return []
  return mac === null || bssids.includes(mac) ? bssids : [mac, ...bssids]
}

const shownAs = ({ programme, code, name }: Pick<HotspotRecord, 'programme' | 'code' | 'name'>) =>
  `${programme} ${code} (${name})`

/** @throws {HotspotError} naming the address and both hotspots, before anything is written */
async function refuseSharedAddresses(db: Database, each: readonly WrittenChange[]): Promise<void> {
  const holders = new Map<string, { after: HotspotRecord; isTouched: boolean }>()
  const refuse = (address: string, one: string, other: string) => {
    const message = `${address} would be the address of two hotspots: ${one} and ${other}.`
    throw new HotspotError(message, 'mac', { address, other })
  }
  const addresses: string[] = []
  for (const { after, differences: found } of each) {
    const isTouched = Boolean(found.mac || found.bssids || found.retiredAt)
    for (const address of addressesOf(after)) {
      const other = holders.get(address)
      // Two that share one already are not kept from another change: see `health/doubts/`.
      if (other && (isTouched || other.isTouched)) refuse(address, shownAs(other.after), shownAs(after))
      holders.set(address, { after, isTouched: isTouched || other?.isTouched === true })
      if (isTouched) addresses.push(address)
    }
  }
  const changed = new Set(each.map(({ before }) => before.id))
  const shared = (await holdersOf(db, addresses)).find(({ id }) => !changed.has(id))
  if (shared) refuse(shared.address, shownAs(holders.get(shared.address)!.after), shownAs(shared))
}

/**
 * Changes one hotspot as `change` says, of what it is now.
 *
 * @returns what it is then and what changed; undefined where there is none
 * @throws {HotspotError}
 */
export function changeHotspot(
  db: Database,
  id: number,
  author: ChangeAuthor,
  change: (now: HotspotRecord) => HotspotRecord,
): Promise<{ hotspot: HotspotRecord; differences: Differences } | undefined> {
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const before = (await hotspotRecords(one, [id])).get(id)
    if (!before) return undefined
    const after = change(before)
    const found = await changeHotspots(one, [{ before, after }], author)
    return { hotspot: after, differences: found.get(id) ?? {} }
  })
}
