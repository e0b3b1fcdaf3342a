import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { acceptFound } from '../../network/found/accept.ts'
import { forgetFound, listFound } from '../../network/found/store.ts'
import { addressesOf, type ChangeAuthor, changeHotspots, HotspotError } from '../../network/hotspots/change.ts'
import { moveHotspot } from '../../network/hotspots/edits.ts'
import { type Differences, type HotspotRecord, hotspotRecords } from '../../network/hotspots/record.ts'
import { giveSessions } from '../../sessions/give-sessions.ts'
import type { Doubt, DoubtWay } from './doubt.ts'
import { keepRight, listDoubts } from './list.ts'

/** What was done: what changed of each hotspot, and how many sessions were given to it. */
interface Done {
  changes: Record<number, Differences>
  sessions: number
}

export interface Settled extends Done {
  doubt: Doubt
}

type Author = Pick<ChangeAuthor, 'staffId'>

/**
 * Settles a doubt in one of its ways, in one transaction; what changes is in the history of each hotspot.
 *
 * @returns undefined where there is no such doubt, or no more
 * @throws {HotspotError} where it is no way of this doubt, or the change cannot be
 */
export function settleDoubt(db: Database, id: string, way: DoubtWay, author: Author): Promise<Settled | undefined> {
  return inOneTransaction(db, async (one) => {
    // No hotspot changes between this reading and the change.
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const doubt = (await listDoubts(one)).find((each) => each.id === id)
    if (!doubt) return undefined
    const done = await settled(one, doubt, way, author)
    return { doubt, ...done }
  })
}

async function settled(one: Database, doubt: Doubt, way: DoubtWay, author: Author): Promise<Done> {
  const { hotspot, facts, ways } = doubt
  if (!ways.includes(way))
    throw new HotspotError(`This is settled by ${ways.join(' or ')}, not by ${way}.`, 'way', { ways: ways.join(', ') })
  if (way === 'right') await keepRight(one, doubt, author.staffId)
  if (way === 'first') return edited(one, author, [without(doubt, doubt.other!)])
  if (way === 'second') return edited(one, author, [without(doubt, hotspot)])
  if (way === 'device') return edited(one, author, [deviceOf(doubt)])
  if (way === 'swap') return edited(one, author, swapped(hotspot, doubt.other!))
  if (way === 'back') {
    const { differences } = await moveHotspot(one, hotspot.id, author, facts.place!)
    return { changes: { [hotspot.id]: differences }, sessions: 0 }
  }
  return way === 'gateway' ? toGateway(one, author, doubt) : { changes: {}, sessions: 0 }
}

async function edited(db: Database, { staffId }: Author, after: readonly HotspotRecord[]): Promise<Done> {
  const before = await hotspotRecords(
    db,
    after.map(({ id }) => id),
  )
  const changes = after.map((record) => ({ before: before.get(record.id)!, after: record }))
  const done = await changeHotspots(db, changes, { staffId, action: 'edit' })
  return { changes: Object.fromEntries(done), sessions: 0 }
}

/** The hotspot without what it is said to share. */
function without({ kind, facts: { ours } }: Doubt, record: HotspotRecord): HotspotRecord {
  if (kind === 'serial') return { ...record, serial: null }
  return {
    ...record,
    mac: record.mac === ours ? null : record.mac,
    bssids: record.bssids.filter((address) => address !== ours),
  }
}

/** As the device that its agent says it is; networks' addresses of another device go with that. */
function deviceOf({ hotspot, facts: { device } }: Doubt): HotspotRecord {
  const { mac = hotspot.mac, serial, model } = device!
  const isOther = mac !== hotspot.mac
  const bssids = isOther ? [] : hotspot.bssids
  return { ...hotspot, mac, serial: serial ?? (isOther ? null : hotspot.serial), model: model ?? hotspot.model, bssids }
}

/** Each with the device of the other: what belongs to the access point, not to the place. */
function swapped(one: HotspotRecord, other: HotspotRecord): HotspotRecord[] {
  const deviceIn = ({ mac, bssids, serial, model }: HotspotRecord) => ({ mac, bssids, serial, model })
  return [
    { ...one, ...deviceIn(other) },
    { ...other, ...deviceIn(one) },
  ]
}

/** Hangs it on the gateway that names it, and gives it the sessions from there that belonged to none. */
async function toGateway(db: Database, author: Author, { hotspot, facts }: Doubt): Promise<Done> {
  const { foundId, gatewayId } = facts.heard!
  const after = { ...hotspot, gatewayId, gateway: facts.theirs ?? null }
  const { changes } = await edited(db, author, [after])
  const [found] = await listFound(db, { ids: [foundId] })
  if (!found) return { changes, sessions: 0 }
  const { called } = found
  if (addressesOf(after).includes(called) || after.names.includes(called)) await forgetFound(db, found.id)
  else await acceptFound(db, found, hotspot.id, author)
  return { changes, sessions: await giveSessions(db, { gatewayId, called, hotspotId: hotspot.id }) }
}
