import type { Request, Response } from 'express'
import { isFull, isOnlineAnywhere, withRoom } from '../../access/capacity/is-full.ts'
import { logGrant } from '../../access/decide-grant.ts'
import { rulesAt } from '../../access/policies/rules.ts'
import type { HotspotRef } from '../../network/gateways/registry.ts'
import { hotspotPlaces } from '../../network/hotspots/views.ts'
import { silentBefore } from '../../sessions/silence.ts'
import type { PortalContext } from '../context.ts'
import type { NearbyPlace } from '../home/find-places.ts'
import { far } from '../home/items.ts'
import { fullPage } from '../pages/pages.ts'
import type { Arrival } from './arrival.ts'
import { emergencyAt, noticesAt } from './at-hotspot.ts'

/** Within a walk of some minutes, in metres. */
const NEAR = 1000
/** Places that are looked at. */
const LOOKED_AT = 8

/**
 * Whether the hotspot turns this device away since it is full; then the page that says so is sent, and that is recorded as
 * where RADIUS is asked. A device that is online already, wherever, is not turned away.
 *
 * @param residentId who has signed in
 */
export async function sendIfFull(
  context: PortalContext,
  request: Request,
  response: Response,
  arrival: Arrival,
  residentId: number | null = null,
): Promise<boolean> {
  const { config, db, log, now, send } = context
  const { gateway, hotspot, deviceMac } = arrival
  if (!hotspot?.capacity || emergencyAt(context, arrival)) return false
  const at = new Date(now())
  const { policy } = await rulesAt(db, hotspot.id, config.timeZone, at)
  if (policy.whenFull !== 'turn-away') return false
  const asOf = { liveSince: silentBefore(policy.interimSeconds, at.getTime()), now: at }
  if (!(await isFull(db, hotspot, deviceMac, asOf)) || (await isOnlineAnywhere(db, deviceMac))) return false
  const where = { gatewayId: gateway.id, hotspotId: hotspot.id, deviceMac, residentId }
  await logGrant(db, log, { ...where, reason: 'hotspot-full' })
  const place = await placeWithRoom(context, hotspot, asOf).catch((error) => {
    log.warn({ err: error }, 'no place with room is told')
    return undefined
  })
  send(request, response, (reader) => {
    const room = place && { place: place.name, far: far(place.metres ?? 0, reader.text, reader.language) }
    return { ...fullPage(reader, arrival, room), ...noticesAt(context, reader, hotspot.id) }
  })
  return true
}

/** The nearest place that works, is open and has room. */
async function placeWithRoom(
  { db, nearby, registry }: PortalContext,
  { id }: HotspotRef,
  asOf: Parameters<typeof withRoom>[2],
): Promise<NearbyPlace | undefined> {
  const [from] = await hotspotPlaces(db, [id])
  if (!from) return undefined
  const { found } = await nearby.find({ from }, { limit: LOOKED_AT, skip: 0 })
  const others = found.filter(
    ({ hotspots, metres = 0 }) => metres <= NEAR && hotspots.every((hotspot) => hotspot.id !== id),
  )
  const known = others.flatMap(({ hotspots }) => hotspots.flatMap((hotspot) => registry.hotspot(hotspot.id) ?? []))
  const roomy = new Set((await withRoom(db, known, asOf)).map((hotspot) => hotspot.id))
  return others.find(({ hotspots }) => hotspots.some((hotspot) => roomy.has(hotspot.id)))
}
