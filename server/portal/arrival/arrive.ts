import type { Request, Response } from 'express'
import { allowanceAt, allowanceOn } from '../allowance.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import { gatewayNumber } from '../gateways/addresses.ts'
import { isOpened, loginOrigins, readVisit } from '../gateways/dialects.ts'
import { emergencyPage, leftPage, onlinePage, welcomePage } from '../pages/pages.ts'
import { Problem } from '../problems/problem.ts'
import { boundBefore } from '../sign-in/device-cookie.ts'
import { goOnline, redirectOnline } from '../sign-in/go-online.ts'
import { arrivalIn, keepArrival, mark, type PortalState } from '../sign-in/state.ts'
import type { Arrival } from './arrival.ts'
import { emergencyAt, noticesAt, sendIfClosed } from './at-hotspot.ts'
import { admitBoundDevice, checkAddress } from './open-gateway.ts'

/** A gateway's redirect: before the login, after it, or when the device has logged out. */
export const arrive: PortalStep = async (context, request, response) => {
  const { config, registry, send, stateOf, now } = context
  const state = stateOf(request, response)
  const { originalUrl } = request
  const rawQuery = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?') + 1) : ''
  const gatewayId = gatewayNumber(String(request.params.gateway))
  const portalUrl = `${config.http.publicUrl}/portal`
  const visit = readVisit({ rawQuery, portalUrl, gatewayId, registry, now: now() })
  switch (visit.event) {
    case 'online': {
      const allowance = await allowanceOn(context, state)
      return send(request, response, (reader) => onlinePage(reader, config, visit.wantedUrl, allowance))
    }
    case 'left':
      return send(request, response, (reader) => leftPage(reader, visit.againUrl))
    case 'failed':
      if (visit.arrival) keepArrival(state, visit.arrival)
      mark(state, 'failed', now())
      state.save()
      response.locals.againUrl = visit.againUrl
      throw new Problem('failed', 'the gateway came back without a login')
    case 'start':
      return begin(context, request, response, visit.arrival)
  }
}

/** Before the login: a device that is known goes on, anybody else gets the first page. */
async function begin(context: PortalContext, request: Request, response: Response, arrival: Arrival): Promise<void> {
  const { stateOf, now } = context
  const state = stateOf(request, response)
  const before = state.arrival
  const { renewing, residentId, replacesMac } = state
  keepArrival(state, arrival)
  mark(state, 'redirect', now())
  const isSame = before?.gatewayId === arrival.gateway.id && before.deviceMac === arrival.deviceMac
  if (renewing && isSame && residentId !== undefined) {
    if (replacesMac !== undefined) state.replacesMac = replacesMac
    return goOnline(context, request, response, state, residentId)
  }
  state.save()
  if (isOpened(arrival)) {
    checkAddress(context, arrival, request.ip)
    const opened = await admitBoundDevice(context, arrival)
    if (opened) return redirectOnline(context, response, state, opened)
  }
  return sendWelcome(context, request, response, state)
}

/** The first page once more, in another language or after a problem. */
export const welcome: PortalStep = (context, request, response) =>
  sendWelcome(context, request, response, context.stateOf(request, response))

async function sendWelcome(
  context: PortalContext,
  request: Request,
  response: Response,
  state: PortalState,
): Promise<void> {
  const { config, db, registry, cityKey, send, deviceOf } = context
  const arrival = arrivalIn(state, registry)
  const emergency = emergencyAt(context, arrival)
  if (emergency) {
    const form = { csrf: state.csrf ?? '', formOrigins: loginOrigins(arrival) }
    return send(request, response, (reader) => ({
      ...emergencyPage(reader, config, emergency, form),
      ...noticesAt(context, reader, arrival.hotspot?.id),
    }))
  }
  if (await sendIfClosed(context, request, response, arrival)) return
  const [keyOrigins, before, allowance] = await Promise.all([
    cityKey.origins(),
    boundBefore(db, deviceOf(request, response)),
    allowanceAt(context, arrival.hotspot?.id ?? null, undefined),
  ])
  const form = {
    csrf: state.csrf ?? '',
    formOrigins: [...keyOrigins, ...loginOrigins(arrival)],
    isKnown: before !== undefined,
    allowance,
  }
  send(request, response, (reader) => ({
    ...welcomePage(reader, config, arrival, form),
    ...noticesAt(context, reader, arrival.hotspot?.id),
  }))
}

/** The last page, to which the gateway sends the browser once the device is online. */
export const done: PortalStep = async (context, request, response) => {
  const { config, registry, send, stateOf, now } = context
  const state = stateOf(request, response)
  const { arrival } = state
  if (arrival && state.steps?.at(-1)?.[0] !== 'online') {
    mark(state, 'online', now())
    state.save()
  }
  const hotspot = arrival && registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
  const allowance = await allowanceOn(context, state)
  send(request, response, (reader) => ({
    ...onlinePage(reader, config, arrival?.wantedUrl, allowance),
    ...noticesAt(context, reader, hotspot?.id),
  }))
}
