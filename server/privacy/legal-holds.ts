import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { countUpTo, type IdPage } from '../database/page.ts'
import type { LegalScope } from '../sessions/legal-hold.ts'
import { checkBasis, checkScope, LegalError } from './legal-scope.ts'

type Query = Pick<Database, 'query'>

export interface NewHold extends LegalScope {
  authority: string
  basis: string
  /** When the hold ends by itself. */
  endsAt: Date
}

/** A hold may be renewed; for ever is no legal basis. */
const LONGEST_DAYS = 366
const DAY_MS = 86_400_000

/**
 * Suspends retention for exactly the scope until the hold ends or is released.
 *
 * @param staffId null: the command
 * @throws {LegalError}
 */
export async function placeHold(
  { query }: Query,
  hold: NewHold,
  staffId: number | null,
  now = new Date(),
): Promise<number> {
  checkBasis(hold)
  checkScope(hold, now)
  if (hold.endsAt <= now || hold.endsAt.getTime() > now.getTime() + LONGEST_DAYS * DAY_MS) {
    throw new LegalError('endsAt', `A hold ends within ${LONGEST_DAYS} days from now; place another one then.`)
  }
  const { id } = await query
    .insertInto('legal_holds')
    .values({
      placed_by: staffId,
      authority: hold.authority.trim(),
      basis: hold.basis.trim(),
      resident_id: hold.residentId,
      device_mac: hold.deviceMac,
      hotspot_id: hold.hotspotId,
      since: hold.since,
      until: hold.until,
      ends_at: hold.endsAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @returns false where there is no such hold, or it has ended */
export async function releaseHold(
  { query }: Query,
  id: number,
  staffId: number | null,
  now = new Date(),
): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('legal_holds')
    .set({ released_at: now, released_by: staffId })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Every hold there was, the newest first. */
export const listHolds = ({ query }: Query, { limit, before }: IdPage) =>
  query
    .selectFrom('legal_holds')
    .selectAll()
    .$if(before !== undefined, (holds) => holds.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many there are, counted as far as `most`. */
export const countHolds = (db: Query, most: number): Promise<number> =>
  countUpTo(db, db.query.selectFrom('legal_holds').select('id'), most)

export interface Hold extends LegalScope {
  endsAt: Date
}

/** The legal holds in force: what they cover, retention and erasure leave alone. */
export async function activeHolds({ query }: Query, now: Date): Promise<Hold[]> {
  const rows = await query
    .selectFrom('legal_holds')
    .select(['resident_id', 'device_mac', 'hotspot_id', 'since', 'until', 'ends_at'])
    .where('released_at', 'is', null)
    .where('ends_at', '>', now)
    // A hold on a resident who was erased all the same holds nobody, and not everybody.
    .where((row) =>
      row.or([
        row('resident_id', 'is not', null),
        row('device_mac', 'is not', null),
        row('hotspot_id', 'is not', null),
      ]),
    )
    .execute()
  return rows.map(({ resident_id, device_mac, hotspot_id, since, until, ends_at }) => ({
    residentId: resident_id,
    deviceMac: device_mac,
    hotspotId: hotspot_id,
    since,
    until,
    endsAt: ends_at,
  }))
}

/** Holds that have ended name the erased resident, and the devices, no longer. */
export async function unnameHolds(
  client: pg.ClientBase,
  { residentId, macs }: { residentId: number; macs: readonly string[] },
  now: Date,
): Promise<void> {
  await client.query(
    `update legal_holds set resident_id = null, device_mac = null, erased_at = $3
     where (resident_id = $1 or device_mac = any($2::macaddr[])) and (released_at is not null or ends_at <= $3)`,
    [residentId, macs, now],
  )
}
