import { setTimeout as pause } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { FETCH_SECONDS, isOpened as isGrantOpened } from '../access/grants.ts'
import { issueTicket } from '../access/tickets.ts'
import { whileEmergency } from '../access/while-emergency.ts'
import { residentSignedIn } from '../directory/blocks.ts'
import { hasConsented, recordConsent, residentStates } from '../directory/residents.ts'
import { openingOf } from '../hotspots/openings.ts'
import { hotspotPlaces } from '../hotspots/views.ts'
import type { Arrival } from './arrival.ts'
import { boundBefore, type DeviceCookie, deviceCookie } from './device-cookie.ts'
import { gatewayNumber } from './gateways/addresses.ts'
import { handOver, isOpened, loginOrigins, readVisit, renewal } from './gateways/dialects.ts'
import type { BeginVisit } from './me/steps.ts'
import { noticesOf } from './notices.ts'
import { gatewayOpener, type Opened } from './open-gateway.ts'
import { type Reader, readerOf, sender } from './page.ts'
import {
  ACCEPT,
  acceptPage,
  closedPage,
  connectPage,
  emergencyPage,
  leftPage,
  onlinePage,
  openingPage,
  welcomePage,
} from './pages.ts'
import type { PortalParts } from './parts.ts'
import { Problem } from './problem.ts'
import type { Kept } from './sealed-cookie.ts'
import { arrivalIn, checkForm, keepArrival, mark, type PortalState, type StateOf } from './state.ts'

/** The longest that a request is held back, and how often the grant is looked at meanwhile. */
const HELD_MS = 10_000
const LOOK_MS = 300

type Step = (request: Request, response: Response) => Promise<void>

/** The way from a gateway's redirect to a ticket, a step a route. */
export function signInSteps(parts: PortalParts, stateOf: StateOf, beginVisit: BeginVisit): Record<SignInStep, Step> {
  const { config, db, sealer, registry, cityKey, now = Date.now } = parts
  const deviceOf = deviceCookie(sealer, config)
  const { publicUrl } = config.http
  const opener = gatewayOpener(parts)
  const redirectUri = `${publicUrl}/portal/callback`
  const send = sender(config.cityName)

  const noticesAt = (reader: Reader, hotspotId: number | undefined) =>
    noticesOf(reader, parts.notices?.at(hotspotId ?? null, now()) ?? [])
  const emergencyAt = ({ hotspot }: Arrival) => parts.emergencies?.at(hotspot?.id ?? null, now())

  /** Sends the page that says so, where it is. */
  const isClosedAt = async (request: Request, response: Response, arrival: Arrival): Promise<boolean> => {
    const hotspotId = arrival.hotspot?.id ?? null
    const at = new Date(now())
    const hours = await openingOf(db, hotspotId, config.timeZone, at)
    const { open, until: opensAt } = whileEmergency(hours, emergencyAt(arrival)?.endsAt, at)
    if (open || hotspotId === null) return false
    const [place] = await hotspotPlaces(db, [hotspotId])
    const nearbyUrl = place ? `/?lat=${place.latitude.toFixed(4)}&lon=${place.longitude.toFixed(4)}` : '/'
    send(request, response, (reader) => closedPage(reader, config, arrival, { opensAt, now: at, nearbyUrl }))
    return true
  }

  const welcome = async (request: Request, response: Response, state: PortalState): Promise<void> => {
    const arrival = arrivalIn(state, registry)
    const emergency = emergencyAt(arrival)
    const noticesFor = (reader: Reader) => ({ notices: noticesAt(reader, arrival.hotspot?.id) })
    if (emergency) {
      const form = { csrf: state.csrf ?? '', formOrigins: loginOrigins(arrival) }
      return send(request, response, (reader) => ({
        ...emergencyPage(reader, config, emergency, form),
        ...noticesFor(reader),
      }))
    }
    if (await isClosedAt(request, response, arrival)) return
    const [keyOrigins, before] = await Promise.all([cityKey.origins(), boundBefore(db, deviceOf(request, response))])
    const form = {
      csrf: state.csrf ?? '',
      formOrigins: [...keyOrigins, ...loginOrigins(arrival)],
      isKnown: before !== undefined,
    }
    send(request, response, (reader) => ({ ...welcomePage(reader, config, arrival, form), ...noticesFor(reader) }))
  }

  const keepDevice = (request: Request, response: Response, device: DeviceCookie) =>
    Object.assign(deviceOf(request, response), device).save()

  /** On from a gateway that the portal has opened, or that has yet to fetch its grant. */
  const goOn = (response: Response, state: Kept<PortalState>, { url, waitingFor }: Opened): void => {
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
  const goOnline = async (
    request: Request,
    response: Response,
    state: Kept<PortalState>,
    residentId: number,
  ): Promise<void> => {
    const arrival = arrivalIn(state, registry)
    state.signedIn = residentId
    if (await isClosedAt(request, response, arrival)) return
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
    const way = handOver(arrival, await issueTicket(db, sealer, holder), `${publicUrl}/portal/done`)
    if ('redirect' in way) return response.set('referrer-policy', 'no-referrer').redirect(303, way.redirect)
    send(request, response, (reader) => connectPage(reader, way.form))
  }

  const goOnlineOrTerms: typeof goOnline = async (request, response, state, residentId) => {
    if (await hasConsented(db, residentId, config.termsVersion)) return goOnline(request, response, state, residentId)
    state.residentId = residentId
    state.save()
    response.redirect(303, ACCEPT)
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

    async signIn(request, response) {
      const state = stateOf(request, response)
      checkForm(state, request.body)
      arrivalIn(state, registry)
      // The City Key may not have the language: it shall go on in Spanish then, not in one of its own.
      const locale = [...new Set([readerOf(request).language, 'es'])].join(' ')
      const { url, checks } = await cityKey.begin({ redirectUri, locale })
      state.checks = checks
      mark(state, 'sign-in', now())
      delete state.replacesMac
      delete state.visits
      state.save()
      response.redirect(303, url.href)
    },

    async emergency(request, response) {
      const state = stateOf(request, response)
      checkForm(state, request.body)
      const arrival = arrivalIn(state, registry)
      mark(state, 'emergency', now())
      state.save()
      if (!emergencyAt(arrival)) throw new Problem('lost', 'the emergency is over, or not here')
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
      const way = handOver(arrival, login, `${publicUrl}/portal/done`)
      if ('redirect' in way) return response.set('referrer-policy', 'no-referrer').redirect(303, way.redirect)
      send(request, response, (reader) => connectPage(reader, way.form))
    },

    async again(request, response) {
      const state = stateOf(request, response)
      checkForm(state, request.body)
      const { deviceMac } = arrivalIn(state, registry)
      const before = await boundBefore(db, deviceOf(request, response))
      if (!before) throw new Problem('lost', 'the device of the cookie is bound no longer')
      mark(state, 'again', now())
      if (before.deviceMac !== deviceMac) state.replacesMac = before.deviceMac
      await goOnlineOrTerms(request, response, state, before.residentId)
    },

    async callback(request, response) {
      const state = stateOf(request, response)
      const { checks, visits } = state
      if (!checks) throw new Problem('lost', 'nobody here was on the way to the City Key')
      delete state.checks
      delete state.visits
      if (!visits) mark(state, 'callback', now())
      state.save()
      const returned = new URL(redirectUri)
      returned.search = new URL(request.originalUrl, redirectUri).search
      const resident = await residentSignedIn(db, sealer, await cityKey.complete(returned, checks))
      if (!resident) throw new Problem('blocked', 'the account was erased while it was blocked')
      if (visits) return beginVisit(request, response, resident.id)
      state.signedIn = resident.id
      if (resident.blocked) throw new Problem('blocked', `resident ${resident.id} is blocked`)
      await goOnlineOrTerms(request, response, state, resident.id)
    },

    async terms(request, response) {
      const state = stateOf(request, response)
      const origins = loginOrigins(arrivalIn(state, registry))
      if (state.residentId === undefined) throw new Problem('lost', 'terms shown to nobody who signed in')
      send(request, response, (reader) => acceptPage(reader, config, state.csrf ?? '', origins))
    },

    async accept(request, response) {
      const state = stateOf(request, response)
      checkForm(state, request.body)
      const { residentId } = state
      if (residentId === undefined) throw new Problem('lost', 'terms accepted by nobody who signed in')
      mark(state, 'accept', now())
      const { language } = readerOf(request)
      if (!(await hasConsented(db, residentId, config.termsVersion))) {
        await recordConsent(db, { residentId, termsVersion: config.termsVersion, language })
      }
      await goOnline(request, response, state, residentId)
    },

    async refuse(request, response) {
      checkForm(stateOf(request, response), request.body)
      throw new Problem('declined', 'the resident did not accept the terms')
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
        notices: noticesAt(reader, hotspot?.id),
      }))
    },
  }
}

type SignInStep =
  | 'arrive'
  | 'welcome'
  | 'signIn'
  | 'again'
  | 'emergency'
  | 'callback'
  | 'terms'
  | 'accept'
  | 'refuse'
  | 'opening'
  | 'done'
