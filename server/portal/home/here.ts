import type { Database } from '../../database/connection.ts'
import { hotspotPlaces } from '../../network/hotspots/views.ts'
import type { PortalStep } from '../context.ts'

/** The public page, around the hotspot where this browser is. */
export const NEARBY_HERE = '/portal/nearby'

/** The public page around a hotspot in use; from the middle of the city where there is none. */
export async function nearbyUrlOf(db: Pick<Database, 'query'>, hotspotId: number | undefined): Promise<string> {
  const [place] = hotspotId === undefined ? [] : await hotspotPlaces(db, [hotspotId])
  return place ? `/?lat=${place.latitude.toFixed(4)}&lon=${place.longitude.toFixed(4)}` : '/'
}

/** The cookie that tells of the redirect is not for `/`. */
export const showNearby: PortalStep = async ({ db, registry, stateOf }, request, response) => {
  const { arrival } = stateOf(request, response)
  const hotspot = arrival && registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
  // The page itself goes on from memory while the database is away.
  response.redirect(303, await nearbyUrlOf(db, hotspot?.id).catch(() => '/'))
}
