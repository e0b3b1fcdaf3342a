import { residentSignedIn } from '../../directory/blocks.ts'
import { hasConsented, recordConsent } from '../../directory/residents.ts'
import { loginOrigins } from '../gateways/dialects.ts'
import type { BeginVisit } from '../me/steps.ts'
import { readerOf, sender, uiLocalesOf } from '../pages/page.ts'
import { ACCEPT, acceptPage } from '../pages/pages.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problems/problem.ts'
import { boundBefore, deviceCookie } from './device-cookie.ts'
import type { GoingOnline } from './go-online.ts'
import { arrivalIn, checkForm, mark, type StateOf, type Step } from './state.ts'

type SignInStep = 'signIn' | 'again' | 'callback' | 'terms' | 'accept' | 'refuse'

/** Who it is: the City Key and the way back, the terms, or a device that was here before. */
export function signingIn(
  parts: PortalParts,
  stateOf: StateOf,
  beginVisit: BeginVisit,
  { goOnline }: GoingOnline,
): Record<SignInStep, Step> {
  const { config, db, sealer, registry, cityKey, now = Date.now } = parts
  const deviceOf = deviceCookie(sealer, config)
  const redirectUri = `${config.http.publicUrl}/portal/callback`
  const send = sender(config.cityName)

  const goOnlineOrTerms: GoingOnline['goOnline'] = async (request, response, state, residentId) => {
    if (await hasConsented(db, residentId, config.termsVersion)) return goOnline(request, response, state, residentId)
    state.residentId = residentId
    state.save()
    response.redirect(303, ACCEPT)
  }

  return {
    async signIn(request, response) {
      const state = stateOf(request, response)
      checkForm(state, request.body)
      arrivalIn(state, registry)
      const { asksAgain } = deviceOf(request, response)
      const { url, checks } = await cityKey.begin({
        ...{ redirectUri, locale: uiLocalesOf(request) },
        ...(asksAgain && { prompt: 'login' }),
      })
      state.checks = checks
      mark(state, 'sign-in', now())
      delete state.replacesMac
      delete state.visits
      state.save()
      response.redirect(303, url.href)
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
  }
}
