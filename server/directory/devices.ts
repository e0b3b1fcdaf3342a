import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'

/** What one resident calls a device is nobody else's to read. */
const keptName = sql<string | null>`case when devices.resident_id = excluded.resident_id then devices.name end`

/** Binds `mac` (aa:bb:cc:dd:ee:ff) to the resident until `until`; a device has one resident at a time, the last one. */
export async function bindDevice(
  db: Database,
  { mac, residentId, until }: { mac: string; residentId: number; until: Date },
): Promise<void> {
  const binding = { resident_id: residentId, bound_at: new Date(), bound_until: until }
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

/** Gives the binding and name of the address `from` to `mac`: it is the same device. Another resident's binding stays. */
export async function moveDevice(
  db: Database,
  { from, mac, residentId, until }: { from: string; mac: string; residentId: number; until: Date },
): Promise<void> {
  await db.pool.query(
    `with old as (delete from devices where mac = $1 and resident_id = $3 and mac <> $2 returning name)
     insert into devices (mac, resident_id, bound_at, bound_until, name)
     values ($2, $3, now(), $4, (select name from old))
     on conflict (mac) do update
       set resident_id = excluded.resident_id, bound_at = excluded.bound_at, bound_until = excluded.bound_until,
         name = case when devices.resident_id = excluded.resident_id then coalesce(excluded.name, devices.name)
           else excluded.name end`,
    [from, mac, residentId, until],
  )
  await publish(db, { type: 'device', mac: from }, { type: 'device', mac })
}

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
  boundUntil: Date
  residentBlocked: boolean
}

/** The devices among `macs` that are bound to a resident, past bindings too: whether one still holds is for access/. */
export async function boundDevices({ query }: Pick<Database, 'query'>, macs: string[]): Promise<BoundDevice[]> {
  if (macs.length === 0) return []
  const rows = await query
    .selectFrom('devices')
    .innerJoin('residents', 'residents.id', 'devices.resident_id')
    .select(['devices.mac', 'devices.resident_id', 'devices.bound_until', 'residents.blocked_at'])
    .where('devices.mac', 'in', macs)
    .execute()
  return rows.map((row) => ({
    mac: row.mac,
    residentId: row.resident_id,
    boundUntil: row.bound_until,
    residentBlocked: row.blocked_at !== null,
  }))
}
