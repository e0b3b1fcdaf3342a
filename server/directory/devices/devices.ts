import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'

/** What one resident calls a device is nobody else's to read. */
const keptName = sql<string | null>`case when devices.resident_id = excluded.resident_id then devices.name end`

/** Binds `mac` (aa:bb:cc:dd:ee:ff) to the resident until `until`; a device has one resident at a time, the last one. */
export async function bindDevice(
  db: Database,
  { mac, residentId, until }: { mac: string; residentId: number; until: Date },
): Promise<void> {
  const binding = { resident_id: residentId, bound_at: new Date(), bound_until: until, moved_from: [] }
  await db.query
    .insertInto('devices')
    .values({ mac, ...binding })
    .onConflict((conflict) => conflict.column('mac').doUpdateSet({ ...binding, name: keptName }))
    .execute()
  await publish(db, { type: 'device', mac })
}

/** Forgets the resident's device: it has to sign in again. @returns false where it is not theirs */
export async function removeDevice(db: Database, residentId: number, mac: string): Promise<boolean> {
  const { numDeletedRows } = await db.query
    .deleteFrom('devices')
    .where('mac', '=', mac)
    .where('resident_id', '=', residentId)
    .executeTakeFirstOrThrow()
  if (numDeletedRows > 0n) await publish(db, { type: 'device', mac })
  return numDeletedRows > 0n
}

/** Keeps what the resident calls the device, see {@link parseDeviceName}. @returns false where it is not theirs */
export async function nameDevice(
  { query }: Pick<Database, 'query'>,
  residentId: number,
  mac: string,
  name: string,
): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('devices')
    .set({ name })
    .where('mac', '=', mac)
    .where('resident_id', '=', residentId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** A device moves so often until its resident signs in anew: the next time nothing moves. */
const MOST_MOVES = 20

/**
 * Gives the binding and name of the address `from` to `mac`: it is the same device, as its cookie says. Nobody signed in:
 * the binding ends when it would have ended, and the address from which it came is kept. Of several who do this at once
 * one does. Where both are one address nothing changes.
 *
 * @returns false where there is no such binding of the resident's: nothing is bound
 */
export async function moveDevice(
  db: Database,
  { from, mac, residentId }: { from: string; mac: string; residentId: number },
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `with old as materialized (
       select name, bound_at, bound_until, moved_from from devices
       where mac = $1 and resident_id = $3 and bound_until > now() and ($1 = $2 or cardinality(moved_from) < ${MOST_MOVES})
       for update),
     gone as (delete from devices where mac = $1 and $1 <> $2 and exists (select from old))
     insert into devices (mac, resident_id, bound_at, bound_until, name, moved_from)
     select $2, $3, case when $1 = $2 then bound_at else now() end, bound_until, name,
       case when $1 = $2 then moved_from else moved_from || $1 end
     from old
     on conflict (mac) do update
       set resident_id = excluded.resident_id, bound_at = excluded.bound_at, bound_until = excluded.bound_until,
         moved_from = excluded.moved_from,
         name = case when devices.resident_id = excluded.resident_id then coalesce(excluded.name, devices.name)
           else excluded.name end`,
    [from, mac, residentId],
  )
  // The gateway asks again where the answer was lost.
  if (rowCount === 0) return (await movedFrom(db, residentId, from)) === mac
  await publish(db, { type: 'device', mac: from }, { type: 'device', mac })
  return true
}

/** The address of the resident's device that came by `mac` before; undefined: none, or it is over. */
export async function movedFrom(
  { pool }: Pick<Database, 'pool'>,
  residentId: number,
  mac: string,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ mac: string }>(
    'select mac from devices where resident_id = $1 and $2 = any(moved_from) and bound_until > now()',
    [residentId, mac],
  )
  return rows[0]?.mac
}

/**
 * Gives the binding of a device that has moved back to the address that its resident signed in with; cookies of before
 * tell of it no more. @returns false where it is not theirs, or has not moved
 */
export async function moveBack(db: Database, residentId: number, mac: string): Promise<boolean> {
  const { rows } = await db.pool.query<{ first: string }>(
    `with gone as (delete from devices where mac = $1 and resident_id = $2 and moved_from <> '{}'
                   returning name, bound_until, moved_from[1] as first),
     back as (insert into devices (mac, resident_id, bound_at, bound_until, name)
              select first, $2, now() + $3 * interval '1 millisecond', bound_until, name from gone
              on conflict (mac) do nothing)
     select first::text from gone`,
    [mac, residentId, COOKIE_BEFORE_MS],
  )
  const [moved] = rows
  if (!moved) return false
  await publish(db, { type: 'device', mac }, { type: 'device', mac: moved.first })
  return true
}

/** A device's cookie is made before the gateway has it bound by its ticket, which is good for two minutes. */
export const COOKIE_BEFORE_MS = 300_000

/**
 * Forgets the devices whose binding ended before `before`, save those of these addresses or residents.
 *
 * @returns how many
 */
export async function forgetUnboundDevices(
  { pool }: Pick<Database, 'pool'>,
  before: Date,
  save: { macs: string[]; residents: number[] } = { macs: [], residents: [] },
): Promise<number> {
  const { rowCount } = await pool.query(
    'delete from devices where bound_until < $1 and mac <> all($2::macaddr[]) and resident_id <> all($3::bigint[])',
    [before, save.macs, save.residents],
  )
  return rowCount ?? 0
}

export interface BoundDevice {
  mac: string
  residentId: number
  boundAt: Date
  boundUntil: Date
  residentBlocked: boolean
}

/** The devices among `macs` that are bound to a resident, past bindings too: whether one still holds is for access/. */
export async function boundDevices({ query }: Pick<Database, 'query'>, macs: string[]): Promise<BoundDevice[]> {
  if (macs.length === 0) return []
  const rows = await query
    .selectFrom('devices')
    .innerJoin('residents', 'residents.id', 'devices.resident_id')
    .select(['devices.mac', 'devices.resident_id', 'devices.bound_at', 'devices.bound_until', 'residents.blocked_at'])
    .where('devices.mac', 'in', macs)
    .execute()
  return rows.map((row) => ({
    mac: row.mac,
    residentId: row.resident_id,
    boundAt: row.bound_at,
    boundUntil: row.bound_until,
    residentBlocked: row.blocked_at !== null,
  }))
}
