import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { districtsOfHotspots } from './districts/within.ts'

/** What a hotspot has in common with others: where it stands and what it hangs on; null: nothing of that kind. */
export interface Belongings {
  hotspotId: number
  gatewayId: number | null
  /** The SNMP agent of the controller that speaks for it. */
  controllerId: number | null
  siteId: number
  neighbourhoodId: number | null
  groupId: number | null
  programme: string
  districtId: number | null
}

/** Of the hotspots in use, of those of `ids` or of all, by their ids. */
export async function belongingsOfHotspots(
  db: Pick<Database, 'query'>,
  ids?: readonly number[],
): Promise<Map<number, Belongings>> {
  const [{ rows }, districts] = await Promise.all([
    sql<Omit<Belongings, 'districtId'>>`
      select h.id as "hotspotId", h.gateway_id as "gatewayId", a.id as "controllerId", h.site_id as "siteId",
        h.neighbourhood_id as "neighbourhoodId", h.group_id as "groupId", h.programme
      from hotspots h left join agents a on a.id = h.agent_id and a.kind <> 'access-point'
      where h.retired_at is null and (${ids === undefined} or h.id = any(${ids ?? []}::bigint[]))`.execute(db.query),
    districtsOfHotspots(db, ids),
  ])
  return new Map(rows.map((row) => [row.hotspotId, { ...row, districtId: districts.get(row.hotspotId) ?? null }]))
}

/** What hotspots can have in common, and a hotspot itself. */
export type Subject = 'hotspot' | 'site' | 'gateway' | 'controller' | 'parent' | 'neighbourhood' | 'group' | 'district'

const named = {
  hotspot: sql`select id, name from hotspots`,
  site: sql`select id, name from sites`,
  gateway: sql`select id, name from gateways`,
  controller: sql`select id, coalesce(name, host) as name from agents`,
  parent: sql`select id, coalesce(name, host) as name from agents`,
  neighbourhood: sql`select id, name from neighbourhoods`,
  group: sql`select id, name from hotspot_groups`,
  district: sql`select id, name from districts`,
}

/** Names of those of a kind that are there, by id. */
export async function namesOfSubjects(
  { query }: Pick<Database, 'query'>,
  subject: Subject,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from (${named[subject]}) as s where id = any(${ids}::bigint[])`.execute(query)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Those of a kind whose name holds the words, in any order and with or without accents; by name, at most so many. */
export async function subjectsFound(
  { query }: Pick<Database, 'query'>,
  subject: Subject,
  search: string,
  limit: number,
): Promise<Array<{ id: number; name: string }>> {
  const words = search.split(/\s+/).filter((word) => word !== '')
  const holds = words.map((word) => sql`and strpos(folded(name), folded(${word})) > 0`)
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from (${named[subject]}) as s where true ${sql.join(holds, sql` `)}
    order by name, id limit ${limit}`.execute(query)
  return rows
}

/** Names of the programmes of hotspots in use. */
export async function programmeNames({ query }: Pick<Database, 'query'>): Promise<string[]> {
  const rows = await query
    .selectFrom('hotspots')
    .select('programme')
    .distinct()
    .where('retired_at', 'is', null)
    .orderBy('programme')
    .execute()
  return rows.map(({ programme }) => programme)
}

/** What hotspots are called and where they stand, retired ones too: the borough, or else the settlement. */
export async function hotspotSpots(
  { query }: Pick<Database, 'query'>,
  ids: readonly number[],
): Promise<Map<number, { name: string; place: string | null }>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; name: string; place: string | null }>`
    select id, name, coalesce(borough, settlement) as place from hotspots where id = any(${ids}::bigint[])`.execute(
    query,
  )
  return new Map(rows.map(({ id, ...spot }) => [id, spot]))
}
