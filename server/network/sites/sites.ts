import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { type Districts, isOwnHotspot } from '../districts/within.ts'

type Query = Pick<Database, 'query'>

/** A place with hotspots in use. Degrees, WGS84. */
export interface Site {
  id: number
  name: string
  latitude: number
  longitude: number
  /** In use there, of these districts. */
  hotspots: number[]
  /** On which these hang. */
  gateways: Array<{ id: number; name: string }>
  /** In which they are; null: nobody knows. */
  neighbourhood: string | null
  borough: string | null
}

/** A site at which these districts have a hotspot in use; undefined: there is none. */
export async function siteById({ query }: Query, id: number, districts: Districts): Promise<Site | undefined> {
  const site = await query
    .selectFrom('sites')
    .select(['id', 'name', 'latitude', 'longitude'])
    .where('id', '=', id)
    .executeTakeFirst()
  const hotspots = await query
    .selectFrom('hotspots')
    .leftJoin('gateways', 'gateways.id', 'hotspots.gateway_id')
    .leftJoin('neighbourhoods', 'neighbourhoods.id', 'hotspots.neighbourhood_id')
    .select([
      'hotspots.id',
      'gateway_id as gatewayId',
      'gateways.name as gateway',
      'neighbourhoods.name as neighbourhood',
    ])
    .select(sql<string | null>`coalesce(hotspots.borough, neighbourhoods.borough)`.as('borough'))
    .where('site_id', '=', id)
    .where('retired_at', 'is', null)
    .where(isOwnHotspot(districts, 'hotspots.id'))
    .orderBy('hotspots.name')
    .execute()
  const [first] = hotspots
  if (!site || !first) return undefined
  const gateways = new Map(
    hotspots.flatMap(({ gatewayId, gateway }) => (gatewayId === null ? [] : [[gatewayId, gateway ?? ''] as const])),
  )
  return {
    ...site,
    hotspots: hotspots.map((hotspot) => hotspot.id),
    gateways: [...gateways].map(([gatewayId, name]) => ({ id: gatewayId, name })),
    ...{ neighbourhood: first.neighbourhood, borough: first.borough },
  }
}

/** Sites with several hotspots in use of these districts whose name has these words, or parts of them; by name. */
export async function sitesNamed(
  { query }: Query,
  search: string,
  districts: Districts,
  limit: number,
): Promise<Array<{ id: number; name: string; hotspots: number }>> {
  const words = search.split(/\s+/).filter((word) => word !== '')
  return query
    .selectFrom('sites')
    .innerJoin('hotspots', 'hotspots.site_id', 'sites.id')
    .select(({ fn }) => ['sites.id', 'sites.name', fn.countAll<number>().as('hotspots')])
    .where('hotspots.retired_at', 'is', null)
    .where(isOwnHotspot(districts, 'hotspots.id'))
    .where(({ and }) => and(words.map((word) => sql<boolean>`strpos(folded(sites.name), folded(${word})) > 0`)))
    .groupBy('sites.id')
    .having(({ fn }) => fn.countAll(), '>', 1)
    .orderBy('sites.name')
    .orderBy('sites.id')
    .limit(limit)
    .execute()
}
