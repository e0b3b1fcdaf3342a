import { sql } from 'kysely'
import { fullHotspots } from '../../analytics/full-hotspots.ts'
import type { Database } from '../../database/connection.ts'
import { knownStates } from '../../health/known-states.ts'
import type { Log } from '../../log.ts'
import { hotspotPlaces, hotspotsByName } from '../../network/fragments.ts'
import { placesInNeighbourhoods } from '../../network/hotspots/places.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { populationCells } from '../cells.ts'
import { positionsOf } from '../points/points.ts'
import type { Within } from '../points/rings.ts'
import { openWalks } from '../streets/along.ts'
import { type AreaAccess, accessByArea } from './access-by-area.ts'
import { offeredLoad } from './erlang.ts'
import { linksOf, type Ways, waysAlong, waysInLine } from './links.ts'

/** Days over which use is looked at. */
const DAYS = 28
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
  /** As far as residents walk to a hotspot, and how that is measured. */
  within: Within
  period: { from: string; to: string } | null
  /** Those with most who find no place first. */
  hotspots: SaturatedHotspot[]
  /** Those with most places missing first. */
  areas: AreaAccess[]
}

/** Where residents live, where hotspots stand, and the ways between: what changes seldom, and takes longest. */
export interface CatchmentAreas {
  within: Within
  cells: Awaited<ReturnType<typeof populationCells>>
  hotspots: Awaited<ReturnType<typeof placesInNeighbourhoods>>
  ways: Ways
}

/** @param metres that residents walk at most: along the streets that the city has imported, in a straight line otherwise */
export async function readCatchmentAreas(db: Database, log: Log, metres: number): Promise<CatchmentAreas> {
  const [cells, hotspots] = await Promise.all([populationCells(db), placesInNeighbourhoods(db)])
  const walks = await openWalks(db, log, { positions: positionsOf(cells) }, metres)
  try {
    const ways = walks ? await waysAlong(walks, hotspots) : waysInLine(cells, hotspots, metres)
    return { within: { metres, streets: walks?.asOf ?? null }, cells, hotspots, ways }
  } finally {
    await walks?.close()
  }
}

/** Who finds no place: at hotspots that are full, and where residents live. */
export async function unmetDemand(
  db: Pick<Database, 'query' | 'pool'>,
  catchment: CatchmentAreas,
): Promise<UnmetDemand> {
  const places = catchment.hotspots
  const [full, names, areas] = await Promise.all([
    fullHotspots(db, DAYS),
    hotspotsByName(db).execute(),
    areasOf(db, catchment),
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
    ...{ within: catchment.within, period: full.period },
    hotspots: hotspots.sort((a, b) => missing(b) - missing(a) || a.id - b.id),
    areas: areas.sort((a, b) => b.missing - a.missing || a.id - b.id),
  }
}

/** What the hotspots that work offer to those without internet at home, by neighbourhood. */
async function areasOf(
  db: Pick<Database, 'query' | 'pool'>,
  { within, cells, hotspots, ways }: CatchmentAreas,
): Promise<AreaAccess[]> {
  const [areas, states, { rows: capacities }] = await Promise.all([
    listNeighbourhoods(db),
    knownStates(db),
    sql<{ id: number; capacity: number | null }>`
      select id, capacity from ${sql.raw(hotspotPlaces)} as p where not retired`.execute(db.query),
  ])
  const capacityOf = new Map(capacities.map(({ id, capacity }) => [id, capacity ?? USUAL_PLACES]))
  const works = hotspots.map(({ id }) => ['up', 'degraded'].includes(states.get(id)?.state ?? 'unknown'))
  return accessByArea({
    ...{ areas, cells, enough: ENOUGH, links: linksOf(ways, within.metres, (site) => works[site]!) },
    capacity: hotspots.map(({ id }) => capacityOf.get(id) ?? USUAL_PLACES),
  })
}
