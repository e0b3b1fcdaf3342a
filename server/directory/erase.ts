import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'

/** An erasure that was asked for and is not through. */
export interface Erasing {
  residentId: number
  since: Date
  /** The resident's devices when it was asked for. */
  macs: string[]
  /** The account was blocked before: it is known again, see blocks.ts. */
  blocked: boolean
}

/**
 * Notes that the resident is to be erased: from now on nothing of theirs gets online, and whoever signs in with the
 * account is a new resident. An erasure that is cut off leaves it so.
 *
 * @returns undefined where there is no such resident
 */
export async function beginErasing(db: Database, residentId: number): Promise<Erasing | undefined> {
  const { rows } = await db.pool.query<Erasing>(
    `with before as (select blocked_at is not null and erasing_since is null as blocked from residents where id = $1)
     update residents r set
       erasing_since = coalesce(erasing_since, date_trunc('milliseconds', now()) + interval '1 millisecond'),
       blocked_at = coalesce(blocked_at, now()),
       erasing_macs = array(select mac from devices where resident_id = $1 union select unnest(r.erasing_macs))
     where id = $1
     returning id as "residentId", erasing_since as "since", erasing_macs::text[] as "macs",
       (select blocked from before) as "blocked"`,
    [residentId],
  )
  await publish(db, { type: 'resident', id: residentId })
  return rows[0]
}

/** Erasures that are not through, the oldest first. */
export async function erasingResidents({ pool }: Pick<Database, 'pool'>): Promise<Erasing[]> {
  const { rows } = await pool.query<Erasing>(
    `select id as "residentId", erasing_since as "since", erasing_macs::text[] as "macs", false as "blocked"
     from residents where erasing_since is not null order by erasing_since, id`,
  )
  return rows
}

/**
 * Removes the account with devices, credentials and consents, and the number from what was audited; where something is
 * `held`, number and subject stay alone, by which an authority would ask for it.
 */
export async function eraseFromDirectory(client: pg.ClientBase, residentId: number, held: boolean): Promise<void> {
  await client.query('select unname_in_audit($1)', [residentId])
  if (!held) {
    await client.query('delete from residents where id = $1', [residentId])
    return
  }
  for (const table of ['devices', 'device_credentials', 'consents'])
    await client.query(`delete from ${table} where resident_id = $1`, [residentId])
  await client.query('update residents set locale = null, verification_level = null where id = $1', [residentId])
}
