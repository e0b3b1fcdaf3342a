import { setTimeout as pause } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { issueTicket } from '../../access/tickets.ts'
import { residentStates } from '../../directory/residents.ts'
import { FETCH_SECONDS, isOpened as isGrantOpened } from '../../sessions/grants/grants.ts'
import type { TicketArrival } from '../arrival/arrival.ts'
import { emergencyAt, sendIfClosed, sendOnline } from '../arrival/at-hotspot.ts'
import { sendIfFull } from '../arrival/full.ts'
import { admitInEmergency, admitResident, checkAddress, type OpenedGateway } from '../arrival/open-gateway.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import type { TicketCredentials } from '../gateways/dialect.ts'
import { handOver, isOpened, renewal } from '../gateways/dialects.ts'
import { connectPage, openingPage } from '../pages/pages.ts'
import { Problem } from '../problems/problem.ts'
import { countStep, familyOf } from '../way-online.ts'
import { isOnline } from './already-online.ts'
import { type DeviceCookie, endMoved } from './device-cookie.ts'
import { leave } from './leave.ts'
import { checkAllowed } from './refusal.ts'
import { arrivalIn, checkForm, mark } from './state.ts'
import { takeLatestReply, type Way } from './ways.ts'

/** The longest that a request for the page of an opening gateway is delayed, and how often the grant is looked at. */
const LONG_POLL_MS = 10_000
const LOOK_MS = 300

/**
 * The last step of the way, from a resident to a device that is online: opens the gateway, or hands a ticket over. The
 * device is bound when RADIUS accepts the ticket, not here: a redirect may lie about the MAC, the gateway's own request
 * does not.
 *
 * @throws {Problem}
 */
export async function goOnline(
  context: PortalContext,
  request: Request,
  response: Response,
  state: Way,
  residentId: number,
): Promise<void> {
  const { db, registry, limitResident, now, ways } = context
  takeLatestReply(ways.all(request, response), state)
  const arrival = arrivalIn(state, registry)
  state.signedIn = residentId
  if (await isOnline(context, request, response)) {
    delete state.residentId
    state.save()
    return sendOnline(context, request, response)
  }
  await limitResident(residentId, response)
  if (await sendIfClosed(context, request, response, arrival)) return
  if ((await residentStates(db, [residentId])).get(residentId)?.blocked !== false) {
    throw new Problem('blocked', `resident ${residentId} is blocked or erased`)
  }
  if (await sendIfFull(context, request, response, arrival, residentId)) return
  if (state.replacesMac === undefined)
    await endMoved(context.visits.toGateways, context.deviceOf(request, response), {
      residentId,
      arrived: arrival.deviceMac,
    })
  if (isOpened(arrival)) {
    checkAddress(context, arrival, request.ip)
    const opened = await admitResident(context, arrival, residentId, state.replacesMac)
    mark(state, 'opened', now())
    countStep(context, request, arrival, 'let_in')
    if (opened.pendingGrantId === undefined) countStep(context, request, arrival, 'accepted')
    keepDevice(context, request, response, { residentId, deviceMac: arrival.deviceMac })
    return redirectOnline(context, request, response, state, opened)
  }
  const refusal = await checkAllowed(context, arrival, residentId, state.replacesMac)
  // An emergency that began meanwhile lets everybody in, without a person.
  if (refusal && emergencyAt(context, arrival)) return response.redirect(303, '/portal/welcome')
  if (refusal) throw refusal
  const renewalUrl = renewal(arrival, now())
  if (renewalUrl === undefined) return sendTicket(context, request, response, state, arrival, residentId)
  // An old challenge is exchanged first; the gateway's next redirect goes on from there.
  state.residentId = residentId
  state.renewing = true
  state.save()
  leave(context, request, response, renewalUrl)
}

async function sendTicket(
  context: PortalContext,
  request: Request,
  response: Response,
  state: Way,
  arrival: TicketArrival,
  residentId: number,
): Promise<void> {
  const { db, sealer, now } = context
  const { replacesMac } = state
  delete state.residentId
  delete state.renewing
  delete state.replacesMac
  mark(state, 'ticket', now())
  state.save()
  const { deviceMac, gateway, hotspot } = arrival
  keepDevice(context, request, response, { residentId, deviceMac })
  const holder = { residentId, deviceMac, replacesMac, gatewayId: gateway.id, hotspotId: hotspot?.id ?? null }
  const ticket = await issueTicket(db, sealer, { ...holder, system: familyOf(request) })
  sendLogin(context, request, response, arrival, ticket)
}

/** Hands a login to the gateway by way of the browser. */
function sendLogin(
  context: PortalContext,
  request: Request,
  response: Response,
  arrival: TicketArrival,
  login: TicketCredentials,
): void {
  const way = handOver(arrival, login, `${context.config.http.publicUrl}/portal/done`)
  if ('redirect' in way) leave(context, request, response, way.redirect)
  else context.send(request, response, (reader) => connectPage(reader, way.form))
}

function keepDevice(
  { deviceOf }: PortalContext,
  request: Request,
  response: Response,
  device: Omit<DeviceCookie, 'madeAt'>,
): void {
  const kept = deviceOf(request, response)
  delete kept.asksAgain
  Object.assign(kept, device, { madeAt: Date.now() }).save()
}

/** On from a gateway that the portal has opened, or that has yet to fetch its grant. */
export function redirectOnline(
  context: PortalContext,
  request: Request,
  response: Response,
  state: Way,
  { url, pendingGrantId }: OpenedGateway,
): void {
  delete state.residentId
  delete state.replacesMac
  delete state.waiting
  if (pendingGrantId !== undefined)
    state.waiting = { grantId: pendingGrantId, until: context.now() + FETCH_SECONDS * 1000 }
  state.save()
  leave(context, request, response, url)
}

/** In an emergency: a device goes online without signing in. */
export const connectInEmergency: PortalStep = async (context, request, response) => {
  const { registry, stateOf, now } = context
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const arrival = arrivalIn(state, registry)
  mark(state, 'emergency', now())
  state.save()
  if (!emergencyAt(context, arrival)) throw new Problem('lost', 'the emergency is over, or not here')
  if (isOpened(arrival)) {
    checkAddress(context, arrival, request.ip)
    const opened = await admitInEmergency(context, arrival)
    mark(state, 'opened', now())
    return redirectOnline(context, request, response, state, opened)
  }
  const renewalUrl = renewal(arrival, now())
  if (renewalUrl !== undefined) return response.redirect(303, renewalUrl)
  // MAC authentication by way of the login: RADIUS lets every device in, and learns of no person.
  sendLogin(context, request, response, arrival, { username: arrival.deviceMac, password: arrival.deviceMac })
}

/** The page that is shown until the gateway has fetched its grant. */
export const waitForGrant: PortalStep = async (context, request, response) => {
  const { db, registry, send, stateOf, now } = context
  const state = stateOf(request, response)
  const { waiting } = state
  if (!waiting) throw new Problem('lost', 'no grant waits for its gateway')
  // Delayed rather than shown again and again, which screen readers would read out each time.
  const until = Math.min(waiting.until, now() + LONG_POLL_MS)
  const isDelayed = () => request.query.wait !== undefined && !response.closed && now() < until
  let opened = await isGrantOpened(db, waiting.grantId)
  while (!opened && isDelayed()) {
    await pause(LOOK_MS)
    opened = await isGrantOpened(db, waiting.grantId)
  }
  if (opened) {
    delete state.waiting
    state.save()
    countStep(context, request, arrivalIn(state, registry), 'accepted')
    return response.redirect(303, '/portal/done')
  }
  if (now() > waiting.until) throw new Problem('gateway-down', 'the gateway did not fetch its grant')
  send(request, response, openingPage)
}
