import { distance } from 'geoflatbush'
import type { Database } from '../../database/connection.ts'
import { hotspotsByName } from '../../network/fragments.ts'
import { placesInNeighbourhoods } from '../../network/hotspots/places.ts'
import { folded } from '../../network/spelling.ts'
import { listProposals, type Proposal } from './proposals.ts'

/** A hotspot that may be the one of a proposal. */
export interface NearbyHotspot {
  id: number
  name: string
  metres: number
}

const MOST = 20

/**
 * Hotspots in use that are of no other proposal, the nearest to this one first.
 *
 * @param search those alone with these letters in their name, in any case and without accents
 */
export async function nearbyHotspots(
  db: Pick<Database, 'query'>,
  { id, latitude, longitude }: Proposal,
  search: string,
): Promise<NearbyHotspot[]> {
  const [places, names, proposals] = await Promise.all([
    placesInNeighbourhoods(db),
    hotspotsByName(db).execute(),
    listProposals(db),
  ])
  const taken = new Set(proposals.flatMap((other) => (other.id === id ? [] : (other.hotspotId ?? []))))
  const nameOf = new Map(names.map((one) => [one.id, one.name]))
  const sought = folded(search)
  return places
    .filter((place) => !taken.has(place.id) && folded(nameOf.get(place.id) ?? '').includes(sought))
    .map((place) => ({
      ...{ id: place.id, name: nameOf.get(place.id)! },
      metres: 1000 * distance(longitude, latitude, place.longitude, place.latitude),
    }))
    .sort((a, b) => a.metres - b.metres || a.id - b.id)
    .slice(0, MOST)
}
