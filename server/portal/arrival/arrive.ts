import type { Request, Response } from 'express'
import { allowanceAt } from '../allowance.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import { gatewayNumber } from '../gateways/addresses.ts'
import { isOpened, loginOrigins, readVisit } from '../gateways/dialects.ts'
import { emergencyPage, leftPage, welcomePage } from '../pages/pages.ts'
import { Problem, RedirectProblem } from '../problems/problem.ts'
import { boundBefore } from '../sign-in/device-cookie.ts'
import { goOnline, redirectOnline } from '../sign-in/go-online.ts'
import { refusalOfGateway } from '../sign-in/refusal.ts'
import { arrivalIn, keepArrival, mark, type PortalState } from '../sign-in/state.ts'
import { isHandedOver, lastStep } from '../sign-in/ways.ts'
import { countStep } from '../way-online.ts'
import type { Arrival, Visit } from './arrival.ts'
import { emergencyAt, noticesAt, sendIfClosed, sendOnline } from './at-hotspot.ts'
import { sendIfFull } from './full.ts'
import { admitBoundDevice, checkAddress } from './open-gateway.ts'

/** A gateway's redirect: before the login, after it, or when the device has logged out. */
export const arrive: PortalStep = async (context, request, response) => {
  const { config, registry, send, now } = context
  const { originalUrl } = request
  const rawQuery = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?') + 1) : ''
  const gatewayId = gatewayNumber(String(request.params.gateway))
  const portalUrl = `${config.http.publicUrl}/portal`
  const visit = heardVisit(context, { rawQuery, portalUrl, gatewayId, registry, now: now() })
  switch (visit.event) {
    case 'online':
      noteOnline(context, request, response)
      return sendOnline(context, request, response, visit.wantedUrl)
    case 'left':
      return send(request, response, (reader) => leftPage(reader, visit.againUrl))
    case 'failed':
      return fail(context, request, response, visit)
    case 'start':
      return begin(context, request, response, visit.arrival)
  }
}

/** As {@link readVisit}; when a gateway sent somebody last is noted, also where that is not believed. @throws {Problem} */
function heardVisit({ heard, registry }: PortalContext, request: Parameters<typeof readVisit>[0]): Visit {
  try {
    const visit = readVisit(request)
    if (visit.event === 'start') heard?.hear(visit.arrival.gateway.id, 'redirect')
    return visit
  } catch (error) {
    if (!(error instanceof RedirectProblem)) throw error
    const { fault: why, parameter, gatewayId: id = request.gatewayId } = error
    if (id !== undefined && registry.gateway(id)) heard?.hear(id, 'redirect-refused', { why, parameter })
    throw error
  }
}

async function fail(
  context: PortalContext,
  request: Request,
  response: Response,
  { arrival, againUrl }: Extract<Visit, { event: 'failed' }>,
): Promise<void> {
  const { ways, stateOf, now } = context
  const way = arrival ? ways.arrive(request, response, arrival, 'failed') : stateOf(request, response)
  const asked = way.arrival
  if (arrival) keepArrival(way, arrival)
  mark(way, 'failed', now())
  way.save()
  response.locals.againUrl = againUrl
  throw (
    (asked && (await refusalOfGateway(context, way, asked))) ??
    new Problem('failed', 'the gateway came back without a login')
  )
}

/** Before the login: a device that is known goes on, anybody else gets the first page. */
async function begin(context: PortalContext, request: Request, response: Response, arrival: Arrival): Promise<void> {
  const { ways, now } = context
  const state = ways.arrive(request, response, arrival, 'start')
  const { renewing, residentId, replacesMac } = state
  keepArrival(state, arrival)
  mark(state, 'redirect', now())
  if (renewing && residentId !== undefined) {
    if (replacesMac !== undefined) state.replacesMac = replacesMac
    return goOnline(context, request, response, state, residentId)
  }
  state.save()
  if (isOpened(arrival)) {
    checkAddress(context, arrival, request.ip)
    const opened = await admitBoundDevice(context, arrival)
    if (opened) return redirectOnline(context, request, response, state, opened)
  }
  countStep(context, request, arrival, 'arrived')
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
  const { config, db, registry, send, deviceOf } = context
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
  if (await sendIfFull(context, request, response, arrival)) return
  countStep(context, request, arrival, 'shown')
  const [before, allowance] = await Promise.all([
    boundBefore(db, deviceOf(request, response), arrival.deviceMac),
    allowanceAt(context, { hotspotId: arrival.hotspot?.id ?? null, gatewayId: arrival.gateway.id }, undefined),
  ])
  const form = {
    csrf: state.csrf ?? '',
    formOrigins: loginOrigins(arrival),
    isKnown: before !== undefined,
    allowance,
  }
  send(request, response, (reader) => ({
    ...welcomePage(reader, config, arrival, form),
    ...noticesAt(context, reader, arrival.hotspot?.id),
  }))
}

/** The last page, to which the gateway sends the browser once the device is online. */
export const done: PortalStep = (context, request, response) => {
  noteOnline(context, request, response)
  return sendOnline(context, request, response)
}

/** The gateway sends the browser here once the device is online. */
function noteOnline({ ways, now }: PortalContext, request: Request, response: Response): void {
  const way = ways.all(request, response).find(isHandedOver)
  if (!way || lastStep(way) === 'online') return
  mark(way, 'online', now())
  way.save()
}
