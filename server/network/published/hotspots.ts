import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { withoutHardware } from './without-hardware.ts'

type Query = Pick<Database, 'query'>

/** What the public may know of a hotspot in use: no address, no serial number, no gateway. */
export interface PublishedHotspot {
  id: number
  programme: string
  /** The city's own identifier, unique within the programme; Plaza's where that is a MAC, address or serial number. */
  code: string
  name: string
  siteId: number
  site: string
  /** Degrees, WGS84. */
  latitude: number
  longitude: number
  settlement: string | null
  /** The neighbourhood's, or where it has none the hotspot's own: as coverage and use are told by. */
  borough: string | null
  neighbourhood: string | null
  neighbourhoodCode: string | null
  /** yyyy-mm-dd. */
  installedOn: string | null
}

/** Hotspots in use but those of `withheld` programmes, by programme and code. */
export async function publishedHotspots({ query }: Query, withheld: readonly string[]): Promise<PublishedHotspot[]> {
  const rows = await query
    .selectFrom('hotspots as h')
    .innerJoin('sites as s', 's.id', 'h.site_id')
    .leftJoin('neighbourhoods as n', 'n.id', 'h.neighbourhood_id')
    .select(['h.id', 'h.programme', 'h.code', 'h.name', 'h.latitude', 'h.longitude', 'h.settlement'])
    .select(['s.id as siteId', 's.name as site', 'h.installed_on as installedOn', 'h.mac', 'h.serial'])
    .select(['n.name as neighbourhood', 'n.code as neighbourhoodCode'])
    .select((hotspot) => hotspot.fn.coalesce('n.borough', 'h.borough').as('borough'))
    .where('h.retired_at', 'is', null)
    .where('h.programme', '!=', sql<string>`all(${withheld}::text[])`)
    .orderBy('h.programme')
    .orderBy('h.code')
    .execute()
  return rows.map(({ mac, serial, ...row }) => {
    const [code, name, site] = [row.code, row.name, row.site].map((text) => withoutHardware(text, { mac, serial }))
    // A code that was only half told might be another's; so might a number.
    const told = code === row.code ? code : `plaza-${row.id}`
    const settlement = row.settlement === null ? null : withoutHardware(row.settlement, { mac, serial })
    return { ...row, code: told, name: name || site || told, site: site || name || told, settlement }
  })
}

/** Hotspots in use of these programmes. */
export async function hotspotsOfProgrammes({ query }: Query, programmes: readonly string[]): Promise<number[]> {
  const rows = await query
    .selectFrom('hotspots')
    .select('id')
    .where('retired_at', 'is', null)
    .where('programme', '=', sql<string>`any(${programmes}::text[])`)
    .execute()
  return rows.map(({ id }) => id)
}

/** Programmes, and how many hotspots in use each has: none where all are retired, whose use of past months is still told. */
export function programmes({ query }: Query): Promise<Array<{ name: string; hotspots: number }>> {
  return query
    .selectFrom('hotspots')
    .select(['programme as name'])
    .select((of) => of.fn.countAll<number>().filterWhere('retired_at', 'is', null).as('hotspots'))
    .groupBy('programme')
    .orderBy('programme')
    .execute()
}

/** In which neighbourhood and borough hotspots are, or were while they were in use; not those of `withheld` programmes. */
export interface HotspotArea {
  id: number
  neighbourhoodCode: string | null
  neighbourhood: string | null
  /** The neighbourhood's, or where it has none the hotspot's own. */
  borough: string | null
}

export function hotspotAreas({ query }: Query, withheld: readonly string[]): Promise<HotspotArea[]> {
  return query
    .selectFrom('hotspots as h')
    .leftJoin('neighbourhoods as n', 'n.id', 'h.neighbourhood_id')
    .select(['h.id', 'n.code as neighbourhoodCode', 'n.name as neighbourhood'])
    .select((hotspot) => hotspot.fn.coalesce('n.borough', 'h.borough').as('borough'))
    .where('h.programme', '!=', sql<string>`all(${withheld}::text[])`)
    .orderBy('h.id')
    .execute()
}
