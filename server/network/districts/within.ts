import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { agentsAbove } from '../fragments.ts'

/** The districts, by id, to which somebody is limited; null: to none, the whole city is theirs. */
export type Districts = readonly number[] | null

type Query = Pick<Database, 'query'>

/** SQL: every hotspot, retired ones too, with its district: its own, or else its borough's. */
export const hotspotDistricts = sql`(
  select h.id, h.gateway_id, h.agent_id, h.site_id, h.neighbourhood_id, h.retired_at,
    coalesce(h.district_id, b.district_id) as district_id, h.district_id is not null as is_put
  from hotspots h left join neighbourhoods n on n.id = h.neighbourhood_id and h.borough is null
    left join district_boroughs b on b.borough_folded = coalesce(h.borough_folded, n.borough_folded))`

const isOf = (districts: readonly number[], row: string) =>
  sql<boolean>`coalesce(${sql.ref(`${row}.district_id`)} = any(${districts}::bigint[]), false)`

const hotspotsOf = (districts: readonly number[]) =>
  sql`(select o.id from ${hotspotDistricts} as o where ${isOf(districts, 'o')})`

/** Gateways put into one of the districts, and those that are in none and whose hotspots in use are all of them. */
const gatewaysOf = (districts: readonly number[]) => sql`(
  select g.id from gateways g
  where ${isOf(districts, 'g')} or (g.district_id is null and (
    select bool_and(${isOf(districts, 'o')}) from ${hotspotDistricts} as o
    where o.gateway_id = g.id and o.retired_at is null)))`

/**
 * SQL: whether the hotspot of a row is one of these districts; of no known hotspot none is. `true` where they are not
 * limited, which costs nothing.
 *
 * @param column with the hotspot's id, e.g. `hotspot_id`
 */
export const isOwnHotspot = (districts: Districts, column: string): RawBuilder<boolean> =>
  districts === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} in ${hotspotsOf(districts)}`

/** SQL: as {@link isOwnHotspot}, of a gateway. One whose hotspots are of several districts is the whole city's. */
export const isOwnGateway = (districts: Districts, column: string): RawBuilder<boolean> =>
  districts === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} in ${gatewaysOf(districts)}`

/** SQL: whether the hotspot of a row is of no district. */
export const isOfNoDistrict = (column: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} in (select o.id from ${hotspotDistricts} as o where o.district_id is null)`

/** SQL: whether a row's hotspot is one of these districts, or, where nobody knows the hotspot, its gateway. */
export const isOwnPlace = (districts: Districts, hotspot: string, gateway: string): RawBuilder<boolean> =>
  districts === null
    ? sql<boolean>`true`
    : sql<boolean>`(${isOwnHotspot(districts, hotspot)}
        or (${sql.ref(hotspot)} is null and ${isOwnGateway(districts, gateway)}))`

/** SQL: whether what holds at a hotspot, in a neighbourhood or (neither) in the whole city touches these districts. */
export const touchesOwn = (districts: Districts, hotspot: string, neighbourhood: string): RawBuilder<boolean> =>
  districts === null
    ? sql<boolean>`true`
    : sql<boolean>`(${isOwnHotspot(districts, hotspot)}
        or (${sql.ref(hotspot)} is null and ${sql.ref(neighbourhood)} is null)
        or ${sql.ref(neighbourhood)} in (select o.neighbourhood_id from ${hotspotDistricts} as o
          where o.retired_at is null and ${isOf(districts, 'o')}))`

/** Which of these hotspots are of the districts, retired ones too. */
export async function ownHotspots(db: Query, districts: Districts, ids: readonly number[]): Promise<Set<number>> {
  if (districts === null || ids.length === 0) return new Set(ids)
  const rows = await db.query
    .selectFrom('hotspots')
    .select('id')
    .where('id', '=', sql<number>`any(${ids}::bigint[])`)
    .where(isOwnHotspot(districts, 'hotspots.id'))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** Which of these gateways are of the districts. */
export async function ownGateways(db: Query, districts: Districts, ids: readonly number[]): Promise<Set<number>> {
  if (districts === null || ids.length === 0) return new Set(ids)
  const rows = await db.query
    .selectFrom('gateways')
    .select('id')
    .where('id', '=', sql<number>`any(${ids}::bigint[])`)
    .where(isOwnGateway(districts, 'gateways.id'))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** Which of these SNMP agents no hotspot of another district is asked through, or hangs on. */
export async function ownAgents(db: Query, districts: Districts, ids: readonly number[]): Promise<Set<number>> {
  if (districts === null || ids.length === 0) return new Set(ids)
  const rows = await db.query
    .selectFrom('agents')
    .select('id')
    .where('id', '=', sql<number>`any(${ids}::bigint[])`)
    .where(
      sql<boolean>`not exists (select from ${hotspotDistricts} as o
        where not ${isOf(districts, 'o')} and (o.agent_id = agents.id or exists (
          with recursive below (id) as (
            select agents.id union select a.child_id from below b join ${sql.raw(agentsAbove)} as a on a.agent_id = b.id)
          select from agent_children c join below b on b.id = c.agent_id
          where c.hotspot_id = o.id or c.site_id = o.site_id or c.gateway_id = o.gateway_id)))`,
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The hotspots of the districts, retired ones too; null: all. */
export async function hotspotsWithin({ query }: Query, districts: Districts): Promise<number[] | null> {
  if (districts === null) return null
  const rows = await query.selectFrom('hotspots').select('id').where(isOwnHotspot(districts, 'hotspots.id')).execute()
  return rows.map(({ id }) => id)
}

/** The gateways of the districts; null: all. */
export async function gatewaysWithin({ query }: Query, districts: Districts): Promise<number[] | null> {
  if (districts === null) return null
  const rows = await query.selectFrom('gateways').select('id').where(isOwnGateway(districts, 'gateways.id')).execute()
  return rows.map(({ id }) => id)
}

/** The SNMP agents on which no hotspot of another district hangs; null: all. */
export async function agentsWithin(db: Query, districts: Districts): Promise<number[] | null> {
  if (districts === null) return null
  const rows = await db.query.selectFrom('agents').select('id').execute()
  return [
    ...(await ownAgents(
      db,
      districts,
      rows.map(({ id }) => id),
    )),
  ]
}

/** Whether every hotspot in use of a neighbourhood is one of the districts, and there is one. */
export async function isOwnNeighbourhood(db: Query, districts: Districts, id: number): Promise<boolean> {
  if (districts === null) return true
  const { rows } = await sql<{ own: boolean | null }>`
    select bool_and(${isOf(districts, 'o')}) as own from ${hotspotDistricts} as o
    where o.neighbourhood_id = ${id} and o.retired_at is null`.execute(db.query)
  return rows[0]?.own ?? false
}

/** The district of each hotspot in use that is of one, of those of `ids` or of all. */
export async function districtsOfHotspots({ query }: Query, ids?: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; district: number }>`
    select o.id, o.district_id as district from ${hotspotDistricts} as o
    where o.retired_at is null and o.district_id is not null
      and (${ids === undefined} or o.id = any(${ids ?? []}::bigint[]))`.execute(query)
  return new Map(rows.map(({ id, district }) => [id, district]))
}
