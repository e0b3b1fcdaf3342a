import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { parseMac } from '../../mac.ts'
import { type Districts, isOfNoDistrict, isOwnHotspot } from '../districts/within.ts'

type Query = Pick<Database, 'query'>

/** Where a hotspot in use stands; degrees, WGS84. */
export interface HotspotPlace {
  id: number
  latitude: number
  longitude: number
}

/** Every hotspot in use, or those of `ids` that are. */
export function hotspotPlaces({ query }: Query, ids?: number[]): Promise<HotspotPlace[]> {
  return query
    .selectFrom('hotspots')
    .select(['id', 'latitude', 'longitude'])
    .where('retired_at', 'is', null)
    .$if(ids !== undefined, (places) => places.where('id', '=', sql<number>`any(${ids}::bigint[])`))
    .orderBy('id')
    .execute()
}

/** The ids of every hotspot in use. */
export async function hotspotsInUse({ query }: Query): Promise<number[]> {
  const rows = await query.selectFrom('hotspots').select('id').where('retired_at', 'is', null).orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** Where the hotspots in use are that hang on a gateway, `most` at most, and how many there are in all. */
export async function hotspotsBehind(
  { query }: Query,
  gatewayId: number,
  most: number,
  districts: Districts = null,
): Promise<{ total: number; places: Array<HotspotPlace & { name: string }> }> {
  const behind = query
    .selectFrom('hotspots')
    .where('gateway_id', '=', gatewayId)
    .where('retired_at', 'is', null)
    .where(isOwnHotspot(districts, 'hotspots.id'))
  const places = await behind.select(['id', 'name', 'latitude', 'longitude']).orderBy('id').limit(most).execute()
  const { total } = await behind.select((count) => count.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { total, places }
}

/** The hotspots in use at a hotspot's place, itself among them: whoever stands there cannot tell them apart. */
export async function hotspotsAtPlaceOf({ query }: Query, id: number): Promise<number[]> {
  const rows = await query
    .selectFrom('hotspots')
    .select('id')
    .where('retired_at', 'is', null)
    .where('site_id', '=', (place) => place.selectFrom('hotspots').select('site_id').where('id', '=', id))
    .execute()
  return rows.map((row) => row.id)
}

/** The site of a hotspot, and how many hotspots in use it has. */
export const siteOfHotspot = ({ query }: Query, id: number): Promise<{ id: number; hotspots: number } | undefined> =>
  query
    .selectFrom('hotspots as h')
    .select(['h.site_id as id'])
    .select(
      sql<number>`(select count(*) from hotspots s where s.site_id = h.site_id and s.retired_at is null)`.as(
        'hotspots',
      ),
    )
    .where('h.id', '=', id)
    .executeTakeFirst()

/** What lists and searches show of a hotspot. */
export interface ListedHotspot {
  id: number
  code: string
  name: string
  programme: string
  settlement: string | null
  borough: string | null
}

const listed = ['id', 'code', 'name', 'programme', 'settlement', 'borough'] as const

export interface HotspotFilter {
  /** Those of these districts. */
  districts?: Districts | undefined
  /** Those of this one. */
  district?: number | undefined
  search?: string | undefined
  ids?: number[]
  group?: number | undefined
  /** Whether those that are retired are meant; absent: those in use. */
  retired?: boolean | undefined
  gatewayId?: number | undefined
  siteId?: number | undefined
  agentId?: number | undefined
  programme?: string | undefined
  borough?: string | undefined
  /** Those that lack this, or all of these. */
  without?: Lack | readonly Lack[] | undefined
  /** Those that have all of these. */
  having?: readonly Lack[] | undefined
}

/** What a hotspot may have or lack. */
export const lacks = ['gateway', 'agent', 'address', 'district'] as const
export type Lack = (typeof lacks)[number]

const column = { gateway: 'gateway_id', agent: 'agent_id', address: 'mac' } as const

const lacking = (what: Lack) =>
  what === 'district' ? isOfNoDistrict('hotspots.id') : sql<boolean>`${sql.ref(`hotspots.${column[what]}`)} is null`

function matchingHotspots({ query }: Query, filter: HotspotFilter) {
  const {
    districts = null,
    district,
    search,
    ids,
    group,
    retired = false,
    gatewayId,
    siteId,
    agentId,
    programme,
    borough,
    without = [],
    having = [],
  } = filter
  const chosen = query
    .selectFrom('hotspots')
    .where('retired_at', retired ? 'is not' : 'is', null)
    .where(isOwnHotspot(districts, 'hotspots.id'))
    .$if(district !== undefined, (hotspots) => hotspots.where(isOwnHotspot([district!], 'hotspots.id')))
    .$if(ids !== undefined, (hotspots) => hotspots.where('hotspots.id', '=', sql<number>`any(${ids}::bigint[])`))
    .$if(group !== undefined, (hotspots) => hotspots.where('group_id', '=', group!))
    .$if(gatewayId !== undefined, (hotspots) => hotspots.where('gateway_id', '=', gatewayId!))
    .$if(siteId !== undefined, (hotspots) => hotspots.where('site_id', '=', siteId!))
    .$if(programme !== undefined, (hotspots) => hotspots.where('programme', '=', programme!))
    .$if(agentId !== undefined, (hotspots) => hotspots.where('agent_id', '=', agentId!))
    .$if(borough !== undefined, (hotspots) => hotspots.where('borough', '=', borough!))
  const bare = [without].flat().reduce((some, what) => some.where(lacking(what)), chosen)
  const found = having.reduce((some, what) => some.where(sql<boolean>`not (${lacking(what)})`), bare)
  return wordsOf(search).reduce((some, word) => some.where(holds(word)), found)
}

const MOST_WORDS = 10

/** A search's words, in any order. */
const wordsOf = (search: string | undefined): string[] =>
  [...new Set((search ?? '').split(/\s+/).filter((word) => word !== ''))].slice(0, MOST_WORDS)

/**
 * Whether a hotspot has a word, or part of one, in its name, code, programme, settlement, borough, address, serial or
 * model, in what gateways call it, its neighbourhood's or gateway's name, or its agent's address. Addresses in any
 * spelling.
 */
function holds(word: string) {
  const mac = parseMac(word)
  const pattern = sql`folded(${`%${(mac ?? word).replace(/[\\%_]/g, '\\$&')}%`})`
  return sql<boolean>`(hotspots.search like ${pattern}
    or hotspots.neighbourhood_id in (select id from neighbourhoods where search like ${pattern})
    or hotspots.gateway_id in (select id from gateways where folded(name) like ${pattern})
    or hotspots.agent_id in (select id from agents where host like ${pattern}))`
}

/** The hotspots that {@link listHotspots} finds. */
export async function hotspotsFound(db: Query, filter: HotspotFilter): Promise<number[]> {
  const rows = await matchingHotspots(db, filter).select('hotspots.id').execute()
  return rows.map(({ id }) => id)
}

/**
 * A page of the hotspots in use, by name, and how many there are in all.
 *
 * @param search words or parts of words in any order, case and with or without accents, see {@link holds}
 * @param ids limits the list to these, `group` to those of a hotspot group; `after`: those that come after this one
 */
export async function listHotspots(
  db: Query,
  { limit, after, ...filter }: HotspotFilter & { limit: number; after?: { name: string; id: number } | undefined },
): Promise<{ total: number; items: ListedHotspot[] }> {
  const matching = matchingHotspots(db, filter).select(['hotspots.id', 'hotspots.name'])
  const later = after === undefined ? sql`true` : sql`(name, id) > (${after.name}, ${after.id})`
  // Searched once for both the page and the number.
  const { rows } = await sql<ListedHotspot & { total: number }>`
    with matching as materialized (${matching}),
      page as (select id from matching where ${later} order by name, id limit ${limit})
    select total, h.id, h.code, h.name, h.programme, h.settlement, h.borough
    from (select count(*) as total from matching) as counted left join page on true left join hotspots h using (id)
    order by h.name, h.id`.execute(db.query)
  const items = rows.flatMap(({ total: _, ...item }) => ((item.id as number | null) === null ? [] : [item]))
  return { total: rows[0]?.total ?? 0, items }
}

/** One hotspot with the names of its neighbourhood and gateway; undefined when there is none, or it is retired. */
export function hotspotById({ query }: Query, id: number) {
  return query
    .selectFrom('hotspots')
    .leftJoin('neighbourhoods', 'neighbourhoods.id', 'hotspots.neighbourhood_id')
    .leftJoin('gateways', 'gateways.id', 'hotspots.gateway_id')
    .innerJoin('sites', 'sites.id', 'hotspots.site_id')
    .select(listed.map((column) => `hotspots.${column}` as const))
    .select([
      'hotspots.latitude',
      'hotspots.longitude',
      'neighbourhoods.name as neighbourhood',
      'gateways.name as gateway',
      'gateways.vendor as vendor',
      'gateways.id as gatewayId',
      'sites.id as siteId',
      'sites.name as site',
    ])
    .where('hotspots.id', '=', id)
    .where('hotspots.retired_at', 'is', null)
    .executeTakeFirst()
}

/** Names by id, of hotspots retired too. */
export async function hotspotNames({ query }: Query, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await query.selectFrom('hotspots').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Names by id, of gateways no longer in use too. */
export async function gatewayNames({ query }: Query, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await query.selectFrom('gateways').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The hotspots of a neighbourhood that are in use. */
export async function hotspotsIn({ query }: Query, neighbourhoodId: number): Promise<number[]> {
  const rows = await query
    .selectFrom('hotspots')
    .select('id')
    .where('neighbourhood_id', '=', neighbourhoodId)
    .where('retired_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Every neighbourhood without its shape; `withoutInternet` is a share, 0 to 1. */
export function listNeighbourhoods({ query }: Query) {
  return query
    .selectFrom('neighbourhoods')
    .select(['id', 'code', 'name', 'borough', 'population', 'marginalisation', 'without_internet as withoutInternet'])
    .orderBy('id')
    .execute()
}

/** Every neighbourhood's shape: GeoJSON, WGS84. */
export const neighbourhoodGeometries = ({ query }: Query) =>
  query.selectFrom('neighbourhoods').select(['id', 'geometry']).orderBy('id').execute()
