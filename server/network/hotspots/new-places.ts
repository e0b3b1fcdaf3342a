import type { Polygon } from 'geojson'
import type { Database } from '../../database/connection.ts'

type Query = Pick<Database, 'query'>

/** PostgreSQL takes at most 65,535 parameters a statement. */
const ROWS_PER_STATEMENT = 1000

export interface NewNeighbourhood {
  code: string
  name: string
  borough: string
  population: number
  marginalisation: string
  /** Shares, 0 to 1. */
  withoutInternet: number
  withoutMobile: number
  geometry: Polygon
  areaM2: number
}

/** Degrees are WGS84; what hangs it on the network is told by `changeHotspots`; hotspots of the same `siteName` at the same coordinates share a site. */
export interface NewHotspot {
  programme: string
  code: string
  name: string
  siteName: string
  latitude: number
  longitude: number
  settlement: string
  borough: string
  neighbourhoodId: number
  installedOn: string
}

/** Whether nothing was put in the city yet: no neighbourhood, no gateway, no hotspot. */
export async function isCityEmpty({ query }: Query): Promise<boolean> {
  for (const table of ['neighbourhoods', 'gateways', 'hotspots'] as const) {
    if (await query.selectFrom(table).select('id').limit(1).executeTakeFirst()) return false
  }
  return true
}

/** Stores neighbourhoods that are not there yet. Ids are in the order given. */
export async function insertNeighbourhoods({ query }: Query, neighbourhoods: NewNeighbourhood[]): Promise<number[]> {
  const ids = new Map<string, number>()
  for (const batch of batches(neighbourhoods)) {
    const rows = await query
      .insertInto('neighbourhoods')
      .values(
        batch.map((one) => ({
          code: one.code,
          name: one.name,
          borough: one.borough,
          population: one.population,
          marginalisation: one.marginalisation,
          without_internet: one.withoutInternet,
          without_mobile: one.withoutMobile,
          geometry: JSON.stringify(one.geometry),
          area_m2: one.areaM2,
          updated_at: new Date(),
        })),
      )
      .returning(['id', 'code'])
      .execute()
    for (const { id, code } of rows) ids.set(code, id)
  }
  return neighbourhoods.map(({ code }) => ids.get(code)!)
}

/** Stores hotspots that are not there yet, and their sites. Ids are in the order given. */
export async function insertHotspots({ query }: Query, hotspots: NewHotspot[]): Promise<number[]> {
  const place = ({ latitude, longitude }: { latitude: number; longitude: number }) => `${latitude} ${longitude}`
  const sites = new Map(
    hotspots.map((one) => [place(one), { name: one.siteName, latitude: one.latitude, longitude: one.longitude }]),
  )
  const siteIds = new Map<string, number>()
  for (const batch of batches([...sites.values()])) {
    const rows = await query.insertInto('sites').values(batch).returning(['id', 'latitude', 'longitude']).execute()
    for (const row of rows) siteIds.set(place(row), row.id)
  }
  const ids = new Map<string, number>()
  for (const batch of batches(hotspots)) {
    const rows = await query
      .insertInto('hotspots')
      .values(
        batch.map((one) => ({
          programme: one.programme,
          code: one.code,
          name: one.name,
          site_id: siteIds.get(place(one))!,
          latitude: one.latitude,
          longitude: one.longitude,
          settlement: one.settlement,
          borough: one.borough,
          neighbourhood_id: one.neighbourhoodId,
          installed_on: one.installedOn,
          updated_at: new Date(),
        })),
      )
      .returning(['id', 'programme', 'code'])
      .execute()
    for (const { id, programme, code } of rows) ids.set(`${programme} ${code}`, id)
  }
  return hotspots.map(({ programme, code }) => ids.get(`${programme} ${code}`)!)
}

function* batches<T>(rows: T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) yield rows.slice(from, from + ROWS_PER_STATEMENT)
}
