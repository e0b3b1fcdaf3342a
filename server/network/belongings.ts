import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { hotspotDistricts } from './districts/within.ts'
import { agentsAbove, parentsOfHotspots } from './fragments.ts'

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
  /** Agents of gateways, switches, routers and UPS on which it hangs, and those on which these hang. */
  parentIds: readonly number[]
}

/** Of the hotspots in use, of those of `ids` or of all, by their ids. */
export async function belongingsOfHotspots(
  { query }: Pick<Database, 'query'>,
  ids?: readonly number[],
): Promise<Map<number, Belongings>> {
  const isWanted = (column: string) =>
    sql<boolean>`(${ids === undefined} or ${sql.ref(column)} = any(${ids ?? []}::bigint[]))`
  const [{ rows }, parents] = await Promise.all([
    sql<Omit<Belongings, 'parentIds'>>`
      select h.id as "hotspotId", h.gateway_id as "gatewayId", a.id as "controllerId", h.site_id as "siteId",
        h.neighbourhood_id as "neighbourhoodId", h.group_id as "groupId", h.programme, d.district_id as "districtId"
      from hotspots h join ${hotspotDistricts} as d on d.id = h.id
        left join agents a on a.id = h.agent_id and a.kind <> 'access-point'
      where h.retired_at is null and ${isWanted('h.id')} and ${isWanted('d.id')}`.execute(query),
    sql<{ id: number; parent: number }>`
      with recursive hung (id, parent) as (
        select hotspot_id, agent_id from ${sql.raw(parentsOfHotspots)} as p where ${isWanted('p.hotspot_id')}
        union
        select h.id, a.agent_id from hung h join ${sql.raw(agentsAbove)} as a on a.child_id = h.parent)
      select id, parent from hung`.execute(query),
  ])
  const parentsOf = new Map<number, number[]>()
  for (const { id, parent } of parents.rows) parentsOf.set(id, [...(parentsOf.get(id) ?? []), parent])
  return new Map(rows.map((row) => [row.hotspotId, { ...row, parentIds: parentsOf.get(row.hotspotId) ?? [] }]))
}

/** What hotspots can have in common, and a hotspot itself. */
export type Subject = 'hotspot' | 'site' | 'gateway' | 'controller' | 'parent' | 'neighbourhood' | 'group' | 'district'

const named = {
  hotspot: sql`select id, name from hotspots`,
  site: sql`select id, name from sites`,
  gateway: sql`select id, name from gateways`,
  controller: sql`select id, coalesce(name, host) as name from agents where kind <> 'access-point'`,
  parent: sql`select id, coalesce(name, host) as name from agents where kind <> 'access-point'`,
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
