import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { type Districts, isOwnHotspot } from './districts/within.ts'

/** Kinds of places by which hotspots are told together; a borough is known as it is folded, the others by their id. */
export type NamedKind = 'borough' | 'neighbourhood' | 'programme' | 'group' | 'site' | 'hotspot'

export interface NamedPlace {
  place: string
  name: string
  /** What tells it from others of its name: its borough, or its programme and code. */
  detail: string | null
}

type Query = Pick<Database, 'query'>

/** Every place of a kind as `place, name, detail`; hotspots and sites, also without hotspots now, of the districts alone. */
function places(kind: NamedKind, districts: Districts): RawBuilder<NamedPlace> {
  switch (kind) {
    case 'borough':
      return sql`select borough_folded as place, max(borough) as name, null as detail
        from (select borough_folded, borough from hotspots union select borough_folded, borough from neighbourhoods) as b
        where borough_folded is not null group by borough_folded`
    case 'neighbourhood':
      return sql`select id::text as place, name, borough as detail from neighbourhoods`
    case 'programme':
      return sql`select distinct programme as place, programme as name, null as detail from hotspots`
    case 'group':
      return sql`select id::text as place, name, null as detail from hotspot_groups`
    case 'site':
      return sql`select sites.id::text as place, sites.name, min(h.borough) as detail
        from sites left join hotspots h on h.site_id = sites.id
        where ${isOwnHotspot(districts, 'h.id')} group by sites.id`
    case 'hotspot':
      return sql`select id::text as place, name, programme || ' ' || code as detail from hotspots
        where ${isOwnHotspot(districts, 'hotspots.id')}`
  }
}

/** Places of a kind with `search` in their name, in any case and without accents; by name, at most `limit`. */
export async function searchPlaces(
  { query }: Query,
  { kind, search, districts, limit }: { kind: NamedKind; search: string; districts: Districts; limit: number },
): Promise<NamedPlace[]> {
  const pattern = sql`folded(${`%${search.replace(/[\\%_]/g, '\\$&')}%`})`
  const { rows } = await sql<NamedPlace>`
    select place, name, detail from (${places(kind, districts)}) as p
    where folded(name || ' ' || coalesce(detail, '')) like ${pattern} order by name, place limit ${limit}`.execute(
    query,
  )
  return rows
}

/** One place; undefined where there is none, or it is of another district. */
export async function namedPlace(
  { query }: Query,
  { kind, place, districts }: { kind: NamedKind; place: string; districts: Districts },
): Promise<NamedPlace | undefined> {
  const { rows } = await sql<NamedPlace>`
    select place, name, detail from (${places(kind, districts)}) as p where place = ${place}`.execute(query)
  return rows[0]
}
