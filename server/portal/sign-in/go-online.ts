import { setTimeout as pause } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { issueTicket } from '../../access/tickets.ts'
import { residentStates } from '../../directory/residents.ts'
import { FETCH_SECONDS, isOpened as isGrantOpened } from '../../sessions/grants/grants.ts'
import type { AtHotspot } from '../arrival/at-hotspot.ts'
import type { GatewayOpener, Opened } from '../arrival/open-gateway.ts'
import { handOver, isOpened, renewal } from '../gateways/dialects.ts'
import { sender } from '../pages/page.ts'
import { connectPage, openingPage } from '../pages/pages.ts'
import type { PortalParts } from '../parts.ts'
import type { HoldResident } from '../problems/limits.ts'
import { Problem } from '../problems/problem.ts'
import { type DeviceCookie, deviceCookie } from './device-cookie.ts'
import type { Kept } from './sealed-cookie.ts'
import { arrivalIn, checkForm, mark, type PortalState, type StateOf, type Step } from './state.ts'

/** The longest that a request is held back, and how often the grant is looked at meanwhile. */
const HELD_MS = 10_000
const LOOK_MS = 300

export interface GoingOnline {
  /** Lets the device of a resident in, or gives its browser what the gateway wants. @throws {Problem} */
  goOnline(request: Request, response: Response, state: Kept<PortalState>, residentId: number): Promise<void>
  /** On from a gateway that the portal has opened, or that has yet to fetch its grant. */
  goOn(response: Response, state: Kept<PortalState>, opened: Opened): void
  /** In an emergency: whoever it is. */
  emergency: Step
  /** Until the gateway has fetched its grant. */
  opening: Step
}

/** The last step of the way: from a resident, or from nobody in an emergency, to a device that is online. */
export function goingOnline(
  parts: PortalParts,
  stateOf: StateOf,
  here: AtHotspot,
  opener: GatewayOpener,
  holdResident: HoldResident,
): GoingOnline {
  const { config, db, sealer, registry, now = Date.now } = parts
  const deviceOf = deviceCookie(sealer, config)
  const successUrl = `${config.http.publicUrl}/portal/done`
  const send = sender(config.cityName)

  const keepDevice = (request: Request, response: Response, device: DeviceCookie) => {
    const kept = deviceOf(request, response)
    delete kept.asksAgain
    Object.assign(kept, device).save()
  }

  const goOn: GoingOnline['goOn'] = (response, state, { url, waitingFor }) => {
    delete state.residentId
    delete state.replacesMac
    delete state.waiting
    if (waitingFor !== undefined) state.waiting = { grantId: waitingFor, until: now() + FETCH_SECONDS * 1000 }
    state.save()
    response.set('referrer-policy', 'no-referrer').redirect(303, url)
  }

  /**
   * Issues the ticket and hands it over. The device is bound when RADIUS accepts the ticket, not here: a redirect may lie
   * about the MAC, the gateway's own request does not. An old challenge is exchanged first, and `arrive` goes on from
   * there.
   */
  const goOnline: GoingOnline['goOnline'] = async (request, response, state, residentId) => {
    const arrival = arrivalIn(state, registry)
    state.signedIn = residentId
    await holdResident(residentId, response)
    if (await here.sendClosed(request, response, arrival)) return
    if ((await residentStates(db, [residentId])).get(residentId)?.blocked !== false) {
      throw new Problem('blocked', `resident ${residentId} is blocked or erased`)
    }
    if (isOpened(arrival)) {
      opener.checkAddress(arrival, request.ip)
      const opened = await opener.letIn(arrival, residentId, state.replacesMac)
      mark(state, 'opened', now())
      keepDevice(request, response, { residentId, deviceMac: arrival.deviceMac })
      return goOn(response, state, opened)
    }
    const renewalUrl = renewal(arrival, now())
    if (renewalUrl !== undefined) {
      state.residentId = residentId
      state.renewing = true
      state.save()
      return response.redirect(303, renewalUrl)
    }
    const { replacesMac } = state
    delete state.residentId
    delete state.renewing
    delete state.replacesMac
    mark(state, 'ticket', now())
    state.save()
    const { deviceMac, gateway, hotspot } = arrival
    keepDevice(request, response, { residentId, deviceMac })
    const holder = { residentId, deviceMac, replacesMac, gatewayId: gateway.id, hotspotId: hotspot?.id ?? null }
    const way = handOver(arrival, await issueTicket(db, sealer, holder), successUrl)
    if ('redirect' in way) return response.set('referrer-policy', 'no-referrer').redirect(303, way.redirect)
    send(request, response, (reader) => connectPage(reader, way.form))
  }

  return {
    goOnline,
    goOn,
    async emergency(request, response) {
      const state = stateOf(request, response)
      checkForm(state, request.body)
      const arrival = arrivalIn(state, registry)
      mark(state, 'emergency', now())
      state.save()
      if (!here.emergencyAt(arrival)) throw new Problem('lost', 'the emergency is over, or not here')
      if (isOpened(arrival)) {
        opener.checkAddress(arrival, request.ip)
        const opened = await opener.letInAnybody(arrival)
        mark(state, 'opened', now())
        return goOn(response, state, opened)
      }
      const renewalUrl = renewal(arrival, now())
      if (renewalUrl !== undefined) return response.redirect(303, renewalUrl)
      // MAC authentication by way of the login: RADIUS lets every device in, and learns of no person.
      const login = { username: arrival.deviceMac, password: arrival.deviceMac }
      const way = handOver(arrival, login, successUrl)
      if ('redirect' in way) return response.set('referrer-policy', 'no-referrer').redirect(303, way.redirect)
      send(request, response, (reader) => connectPage(reader, way.form))
    },

    async opening(request, response) {
      const state = stateOf(request, response)
      const { waiting } = state
      if (!waiting) throw new Problem('lost', 'no grant waits for its gateway')
      // Held back rather than shown again and again, which screen readers would read out each time.
      const until = Math.min(waiting.until, now() + HELD_MS)
      const isHeld = () => request.query.wait !== undefined && !response.closed && now() < until
      let opened = await isGrantOpened(db, waiting.grantId)
      while (!opened && isHeld()) {
        await pause(LOOK_MS)
        opened = await isGrantOpened(db, waiting.grantId)
      }
      if (opened) {
        delete state.waiting
        state.save()
        return response.redirect(303, '/portal/done')
      }
      if (now() > waiting.until) throw new Problem('gateway-down', 'the gateway did not fetch its grant')
      send(request, response, openingPage)
    },
  }
}
