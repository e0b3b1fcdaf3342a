import type { Request, Response } from 'express'
import { gatewayNumber } from '../gateways/addresses.ts'
import { isOpened, loginOrigins, readVisit } from '../gateways/dialects.ts'
import { sender } from '../pages/page.ts'
import { emergencyPage, leftPage, onlinePage, welcomePage } from '../pages/pages.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problems/problem.ts'
import { boundBefore, deviceCookie } from '../sign-in/device-cookie.ts'
import type { GoingOnline } from '../sign-in/go-online.ts'
import { arrivalIn, keepArrival, mark, type PortalState, type StateOf, type Step } from '../sign-in/state.ts'
import type { AtHotspot } from './at-hotspot.ts'
import type { GatewayOpener } from './open-gateway.ts'

/** From a gateway's redirect to the first page, and the last one, from which the gateway's redirect leads back. */
export function arriving(
  parts: PortalParts,
  stateOf: StateOf,
  here: AtHotspot,
  opener: GatewayOpener,
  { goOnline, goOn }: GoingOnline,
): Record<'arrive' | 'welcome' | 'done', Step> {
  const { config, db, sealer, registry, cityKey, now = Date.now } = parts
  const deviceOf = deviceCookie(sealer, config)
  const { publicUrl } = config.http
  const send = sender(config.cityName)

  const welcome = async (request: Request, response: Response, state: PortalState): Promise<void> => {
    const arrival = arrivalIn(state, registry)
    const emergency = here.emergencyAt(arrival)
    if (emergency) {
      const form = { csrf: state.csrf ?? '', formOrigins: loginOrigins(arrival) }
      return send(request, response, (reader) => ({
        ...emergencyPage(reader, config, emergency, form),
        ...here.noticesFor(reader, arrival.hotspot?.id),
      }))
    }
    if (await here.sendClosed(request, response, arrival)) return
    const [keyOrigins, before] = await Promise.all([cityKey.origins(), boundBefore(db, deviceOf(request, response))])
    const form = {
      csrf: state.csrf ?? '',
      formOrigins: [...keyOrigins, ...loginOrigins(arrival)],
      isKnown: before !== undefined,
    }
    send(request, response, (reader) => ({
      ...welcomePage(reader, config, arrival, form),
      ...here.noticesFor(reader, arrival.hotspot?.id),
    }))
  }

  return {
    async arrive(request, response) {
      const state = stateOf(request, response)
      const { originalUrl } = request
      const rawQuery = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?') + 1) : ''
      const gatewayId = gatewayNumber(String(request.params.gateway))
      const visit = readVisit({ rawQuery, portalUrl: `${publicUrl}/portal`, gatewayId, registry, now: now() })
      switch (visit.event) {
        case 'online':
          return send(request, response, (reader) => onlinePage(reader, visit.wantedUrl))
        case 'left':
          return send(request, response, (reader) => leftPage(reader, visit.againUrl))
        case 'failed':
          if (visit.arrival) {
            keepArrival(state, visit.arrival)
          }
          mark(state, 'failed', now())
          state.save()
          response.locals.againUrl = visit.againUrl
          throw new Problem('failed', 'the gateway came back without a login')
        case 'start': {
          const { arrival } = visit
          const before = state.arrival
          const { renewing, residentId, replacesMac } = state
          keepArrival(state, arrival)
          mark(state, 'redirect', now())
          const isSame = before?.gatewayId === arrival.gateway.id && before.deviceMac === arrival.deviceMac
          if (renewing && isSame && residentId !== undefined) {
            if (replacesMac !== undefined) state.replacesMac = replacesMac
            return goOnline(request, response, state, residentId)
          }
          state.save()
          if (isOpened(arrival)) {
            opener.checkAddress(arrival, request.ip)
            const known = await opener.letInKnown(arrival)
            if (known) return goOn(response, state, known)
          }
          return welcome(request, response, state)
        }
      }
    },

    async welcome(request, response) {
      await welcome(request, response, stateOf(request, response))
    },

    async done(request, response) {
      const state = stateOf(request, response)
      const { arrival } = state
      if (arrival && state.steps?.at(-1)?.[0] !== 'online') {
        mark(state, 'online', now())
        state.save()
      }
      const hotspot = arrival && registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
      send(request, response, (reader) => ({
        ...onlinePage(reader, arrival?.wantedUrl),
        ...here.noticesFor(reader, hotspot?.id),
      }))
    },
  }
}
