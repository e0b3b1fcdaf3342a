import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events.ts'
import { hoursText, readHours } from './opening-hours.ts'

/** Hotspots under one programme's rules. */
export interface HotspotGroup {
  id: number
  name: string
  /** As `opening-hours.ts` writes it; null: always open. */
  hours: string | null
  /** Null: the default policy. */
  policyId: number | null
  hotspots: number
}

export const hotspotGroups = ({ query }: Pick<Database, 'query'>): Promise<HotspotGroup[]> =>
  query
    .selectFrom('hotspot_groups as g')
    .select(['g.id', 'g.name', 'g.hours', 'g.policy_id as policyId'])
    .select(({ selectFrom }) =>
      selectFrom('hotspots as h')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('h.group_id', '=', 'g.id')
        .where('h.retired_at', 'is', null)
        .$castTo<{ count: number }>()
        .as('hotspots'),
    )
    .orderBy('g.name')
    .$castTo<HotspotGroup>()
    .execute()

/** Which group each hotspot is in; those in none are absent. */
export async function groupOfHotspots({ query }: Pick<Database, 'query'>): Promise<Map<number, number>> {
  const rows = await query.selectFrom('hotspots').select(['id', 'group_id']).where('group_id', 'is not', null).execute()
  return new Map(rows.map(({ id, group_id }) => [id, group_id!]))
}

/**
 * Makes a group, or changes the one of this name; what is undefined stays as it is.
 *
 * @throws {HoursError}
 */
export async function putGroup(
  db: Database,
  { name, hours, policyId }: { name: string; hours?: string | null | undefined; policyId?: number | null | undefined },
): Promise<number> {
  const given = {
    ...(hours !== undefined && { hours: hours === null ? null : hoursText(readHours(hours)) }),
    ...(policyId !== undefined && { policy_id: policyId }),
  }
  const { id } = await db.query
    .insertInto('hotspot_groups')
    .values({ name, hours: null, policy_id: null, ...given })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name, ...given }))
    .returning('id')
    .executeTakeFirstOrThrow()
  await publish(db, { type: 'hotspots' })
  return id
}

/** Its hotspots are under the rules of all others again. @returns false where there is none of this name */
export async function removeGroup(db: Database, name: string): Promise<boolean> {
  const { numDeletedRows } = await db.query.deleteFrom('hotspot_groups').where('name', '=', name).executeTakeFirst()
  await publish(db, { type: 'hotspots' })
  return numDeletedRows === 1n
}

/** By what hotspots are told for a group; all that is given must fit. */
export interface HotspotFilter {
  ids?: number[] | undefined
  programme?: string | undefined
  borough?: string | undefined
}

/**
 * Puts hotspots into a group, out of any other; null: into none.
 *
 * @param dryRun only counts
 * @returns how many
 */
export async function assignGroup(
  db: Database,
  groupId: number | null,
  { ids, programme, borough }: HotspotFilter,
  dryRun: boolean,
): Promise<number> {
  const chosen = db.query
    .selectFrom('hotspots')
    .select('id')
    .where('retired_at', 'is', null)
    .$if(ids !== undefined, (hotspots) => hotspots.where('id', '=', sql<number>`any(${ids}::bigint[])`))
    .$if(programme !== undefined, (hotspots) => hotspots.where('programme', '=', programme!))
    .$if(borough !== undefined, (hotspots) => hotspots.where('borough', '=', borough!))
  if (dryRun) return (await chosen.execute()).length
  const { numUpdatedRows } = await db.query
    .updateTable('hotspots')
    .set({ group_id: groupId })
    .where('id', 'in', chosen)
    .executeTakeFirst()
  await publish(db, { type: 'hotspots' })
  return Number(numUpdatedRows)
}
