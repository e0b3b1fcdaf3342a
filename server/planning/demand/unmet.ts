import { sql } from 'kysely'
import { fullHotspots } from '../../analytics/full-hotspots.ts'
import type { Database } from '../../database/connection.ts'
import { knownStates } from '../../health/known-states.ts'
import { hotspotPlaces, hotspotsByName } from '../../network/fragments.ts'
import { placesInNeighbourhoods } from '../../network/hotspots/places.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { populationCells } from '../cells.ts'
import { type AreaAccess, accessByArea } from './access-by-area.ts'
import { offeredLoad } from './erlang.ts'

/** Days over which use is looked at. */
const DAYS = 28
/** As far as residents walk to a hotspot, in metres. */
export const CATCHMENT_METRES = 250
/** Places at once for each resident without internet that are enough: one in fifty is online in the busy hour. */
export const ENOUGH = 0.02
/** Users at once of a hotspot of which nothing else is known: one antenna. */
export const USUAL_PLACES = 40

/** A hotspot that was full at times, and how many would have used it. */
export interface SaturatedHotspot {
  id: number
  name: string
  latitude: number
  longitude: number
  /** Devices at a time that it is made for. */
  places: number
  /** Devices at a time in the busiest hour, in the mean of the days. */
  carried: number
  /** Those who would have used it then by Erlang's loss formula; with `atLeast`, so many or more. */
  offered: number
  atLeast: boolean
  /** In the mean of the days. */
  fullMinutesADay: number
}

export interface UnmetDemand {
  period: { from: string; to: string } | null
  /** Those with most who find no place first. */
  hotspots: SaturatedHotspot[]
  /** Those with most places missing first. */
  areas: AreaAccess[]
}

/** Who finds no place: at hotspots that are full, and where residents live. */
export async function unmetDemand(db: Pick<Database, 'query' | 'pool'>): Promise<UnmetDemand> {
  const [full, places, names, areas] = await Promise.all([
    fullHotspots(db, DAYS),
    placesInNeighbourhoods(db),
    hotspotsByName(db).execute(),
    areasOf(db),
  ])
  const [placeOf, nameOf] = [
    new Map(places.map((one) => [one.id, one])),
    new Map(names.map((one) => [one.id, one.name])),
  ]
  const hotspots = full.hotspots.flatMap(({ hotspotId: id, places: most, carried, days, fullMinutes }) => {
    const place = placeOf.get(id)
    if (!place) return []
    const { latitude, longitude } = place
    const load = { carried, ...offeredLoad(most, carried) }
    return [
      {
        id,
        name: nameOf.get(id) ?? '',
        latitude,
        longitude,
        places: most,
        ...load,
        fullMinutesADay: fullMinutes / days,
      },
    ]
  })
  const missing = ({ offered, carried }: SaturatedHotspot) => offered - carried
  return {
    period: full.period,
    hotspots: hotspots.sort((a, b) => missing(b) - missing(a) || a.id - b.id),
    areas: areas.sort((a, b) => b.missing - a.missing || a.id - b.id),
  }
}

/** What the hotspots that work offer to those without internet at home, by neighbourhood. */
async function areasOf(db: Pick<Database, 'query' | 'pool'>): Promise<AreaAccess[]> {
  const [areas, cells, places, states, { rows: capacities }] = await Promise.all([
    listNeighbourhoods(db),
    populationCells(db),
    placesInNeighbourhoods(db),
    knownStates(db),
    sql<{ id: number; capacity: number | null }>`
      select id, capacity from ${sql.raw(hotspotPlaces)} as p where not retired`.execute(db.query),
  ])
  const capacityOf = new Map(capacities.map(({ id, capacity }) => [id, capacity ?? USUAL_PLACES]))
  const works = (id: number) => ['up', 'degraded'].includes(states.get(id)?.state ?? 'unknown')
  const sites = places
    .filter(({ id }) => works(id))
    .map(({ id, latitude, longitude }) => ({ latitude, longitude, capacity: capacityOf.get(id) ?? USUAL_PLACES }))
  return accessByArea({ areas, cells, sites, catchment: CATCHMENT_METRES, enough: ENOUGH })
}
