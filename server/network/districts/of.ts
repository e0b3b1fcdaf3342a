import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { hotspotDistricts } from './within.ts'

/** The district of a hotspot or gateway. */
export interface DistrictOf {
  id: number
  name: string
  /** It was put into it; else it is of its borough's, a gateway of that of its hotspots. */
  isPut: boolean
}

type Query = Pick<Database, 'query'>
type Row = DistrictOf & { of: number }

const byId = (rows: Row[]): Map<number, DistrictOf> => new Map(rows.map(({ of, ...district }) => [of, district]))

/** The districts of these hotspots, retired ones too; one that is of none is not there. */
export async function districtsOf({ query }: Query, hotspots: readonly number[]): Promise<Map<number, DistrictOf>> {
  const { rows } = await sql<Row>`
    select o.id as of, d.id, d.name, o.is_put as "isPut"
    from ${hotspotDistricts} as o join districts d on d.id = o.district_id
    where o.id = any(${hotspots}::bigint[])`.execute(query)
  return byId(rows)
}

/** The districts of these gateways; one that is the whole city's is not there. */
export async function districtsOfGateways(
  { query }: Query,
  gateways: readonly number[],
): Promise<Map<number, DistrictOf>> {
  const { rows } = await sql<Row>`
    select g.id as of, d.id, d.name, g.district_id is not null as "isPut"
    from gateways g left join (
      select o.gateway_id, min(o.district_id) as district_id from ${hotspotDistricts} as o
      where o.retired_at is null and o.gateway_id = any(${gateways}::bigint[]) group by o.gateway_id
      having count(*) = count(o.district_id) and min(o.district_id) = max(o.district_id)) as own on own.gateway_id = g.id
    join districts d on d.id = coalesce(g.district_id, own.district_id)
    where g.id = any(${gateways}::bigint[])`.execute(query)
  return byId(rows)
}

/** A borough that hotspots or neighbourhoods name, or that is of a district. */
export interface Borough {
  name: string
  /** In use there. */
  hotspots: number
  /** Null: it is of none. */
  district: number | null
}

/** By name; spellings that differ in case or accents are one. */
export async function boroughs({ pool }: Pick<Database, 'pool'>): Promise<Borough[]> {
  const { rows } = await pool.query<Borough>(
    `with named as (
       select coalesce(h.borough_folded, n.borough_folded) as folded, coalesce(h.borough, n.borough) as borough,
         count(*) filter (where h.retired_at is null) as hotspots
       from hotspots h left join neighbourhoods n on n.id = h.neighbourhood_id and h.borough is null group by 1, 2
       union all select borough_folded, borough, 0 from neighbourhoods
       union all select borough_folded, borough, 0 from district_boroughs)
     select (array_agg(borough order by hotspots desc, borough))[1] as name, sum(hotspots)::bigint as hotspots,
       (select district_id from district_boroughs b where b.borough_folded = folded) as district
     from named where folded is not null group by folded order by folded`,
  )
  return rows
}
