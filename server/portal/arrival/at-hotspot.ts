import type { Request, Response } from 'express'
import { BRIEF_SECONDS } from '../../access/decide-grant.ts'
import type { Emergency } from '../../access/emergencies/emergencies.ts'
import { whileEmergency } from '../../access/emergencies/while-emergency.ts'
import { rulesWhere } from '../../access/policies/rules.ts'
import { allowanceOn } from '../allowance.ts'
import type { PortalContext } from '../context.ts'
import { isPlaced } from '../gateways/dialects.ts'
import { nearbyUrlOf } from '../home/here.ts'
import { noticesOf } from '../notices.ts'
import type { Markup } from '../pages/html.ts'
import type { Reader } from '../pages/page.ts'
import { closedPage, onlinePage } from '../pages/pages.ts'
import type { Arrival, OpenedArrival } from './arrival.ts'

/** What is to be read first at a hotspot; undefined: nobody knows which hotspot it is. */
export const noticesAt = (
  { notices, now }: Pick<PortalContext, 'notices' | 'now'>,
  reader: Reader,
  hotspotId: number | undefined,
): { notices: Markup[] } => ({ notices: noticesOf(reader, notices?.at(hotspotId ?? null, now()) ?? []) })

/** The emergency that is on at the hotspot now. */
export const emergencyAt = (
  { emergencies, now }: Pick<PortalContext, 'emergencies' | 'now'>,
  { hotspot }: Pick<Arrival, 'hotspot'>,
): Emergency | undefined => emergencies?.at(hotspot?.id ?? null, now())

/**
 * Until when an emergency is on for a device at a gateway that the portal opens, if any is: at a hotspot that nobody has
 * proven for minutes at a time, or as long as it is on at every hotspot of the gateway.
 */
export function emergencyEnd(context: Pick<PortalContext, 'emergencies' | 'now' | 'registry'>, arrival: OpenedArrival) {
  const endsAt = emergencyAt(context, arrival)?.endsAt
  if (!endsAt || isPlaced(arrival)) return endsAt
  const ends = context.registry
    .hotspotsAt(arrival.gateway.id)
    .map((hotspot) => emergencyAt(context, { hotspot })?.endsAt)
  const everywhere = Math.min(...ends.map((end) => end?.getTime() ?? 0))
  return new Date(Math.min(endsAt.getTime(), Math.max(everywhere, context.now() + 1000 * BRIEF_SECONDS)))
}

/** The page that says that one is online, with a link to where one wanted to go. */
export async function sendOnline(
  context: PortalContext,
  request: Request,
  response: Response,
  wantedUrl?: string | null,
): Promise<void> {
  const { config, registry, send, stateOf } = context
  const state = stateOf(request, response)
  const { arrival } = state
  const hotspot = arrival && registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
  const allowance = await allowanceOn(context, state)
  send(request, response, (reader) => ({
    ...onlinePage(reader, config, wantedUrl ?? arrival?.wantedUrl, allowance),
    ...noticesAt(context, reader, hotspot?.id),
  }))
}

/**
 * Whether the hotspot is closed now; then the page that says so is sent. Where nobody knows which of the gateway's it is, it
 * is closed while one of them is: so RADIUS decides too, and signing in would be for nothing.
 */
export async function sendIfClosed(
  context: Pick<PortalContext, 'config' | 'db' | 'emergencies' | 'notices' | 'now' | 'registry' | 'send'>,
  request: Request,
  response: Response,
  arrival: Arrival,
): Promise<boolean> {
  const { config, db, now, registry, send } = context
  const { gateway, hotspot } = arrival
  // In no group it is always open: most are, and nothing is asked for them.
  const groups = hotspot ? [hotspot.groupId ?? null] : registry.groupsAt(gateway.id)
  if (groups.every((group) => group === null)) return false
  const at = new Date(now())
  const where = { hotspotId: hotspot?.id ?? null, gatewayId: gateway.id }
  const { opening } = await rulesWhere(db, where, config.timeZone, at)
  const { open, until: opensAt } = whileEmergency(opening, emergencyAt(context, arrival)?.endsAt, at)
  if (open) return false
  const nearbyUrl = await nearbyUrlOf(db, hotspot?.id)
  send(request, response, (reader) => ({
    ...closedPage(reader, config, arrival, { opensAt, now: at, nearbyUrl }),
    ...noticesAt(context, reader, hotspot?.id),
  }))
  return true
}
