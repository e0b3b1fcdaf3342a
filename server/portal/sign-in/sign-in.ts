import type { Request, Response } from 'express'
import { answerAddress, returnedAddress } from '../../city-key/protocol/form-post.ts'
import { residentSignedIn } from '../../directory/blocks.ts'
import { boundDevices } from '../../directory/devices/devices.ts'
import { hasConsented, recordConsent, residentStates } from '../../directory/residents.ts'
import { sendOnline } from '../arrival/at-hotspot.ts'
import type { PortalContext, PortalStep } from '../context.ts'
import { loginOrigins } from '../gateways/dialects.ts'
import { ME } from '../me/form.ts'
import { sentField } from '../pages/form.ts'
import { readerOf, uiLocalesOf } from '../pages/page.ts'
import { ACCEPT, ANOTHER, acceptPage, CONFIRM } from '../pages/pages.ts'
import { Problem } from '../problems/problem.ts'
import { countStep } from '../way-online.ts'
import { isOnline } from './already-online.ts'
import { type ConfirmedStep, nextFor } from './confirm.ts'
import { boundBefore } from './device-cookie.ts'
import { goOnline } from './go-online.ts'
import { CALLBACK, leaveForCityKey } from './leave.ts'
import { keepingLevel, levelAsked, signedInOrLacking } from './level.ts'
import { arrivalIn, checkForm, mark } from './state.ts'
import type { Way } from './ways.ts'

/** Where the City Key sends the browser back to. */
export const redirectUriOf = ({ config }: Pick<PortalContext, 'config'>): string =>
  `${config.http.publicUrl}/portal${CALLBACK}`

/** Sends the browser to the City Key. */
export const startSignIn: PortalStep = async (context, request, response) => {
  const { registry, stateOf } = context
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const level = await levelAsked(context, arrivalIn(state, registry))
  if (sentField(request, ANOTHER) !== '') state.asksAgain = true
  await goToCityKey(context, request, response, state, level)
}

/** @param level that is asked for; undefined: none */
async function goToCityKey(
  context: PortalContext,
  request: Request,
  response: Response,
  state: Way,
  level: string | undefined,
): Promise<void> {
  const { cityKey, deviceOf, now } = context
  const asksAgain = state.asksAgain ?? deviceOf(request, response).asksAgain
  const { url, checks } = await cityKey.begin({
    ...{ redirectUri: redirectUriOf(context), locale: uiLocalesOf(request), level },
    ...(asksAgain && { fresh: true }),
  })
  state.checks = checks
  mark(state, 'sign-in', now())
  delete state.replacesMac
  delete state.visits
  state.save()
  leaveForCityKey(context, request, response, url)
}

/** The browser comes back from the City Key: to get online, or to see at `/me` what is stored. */
export const completeSignIn: PortalStep = async (context, request, response) => {
  const { db, sealer, stateOf, now } = context
  const state = stateOf(request, response)
  const { checks, visits } = state
  if (!checks && (await isOnline(context, request, response))) return sendOnline(context, request, response)
  if (checks === undefined || request.query.state !== checks.state)
    throw new Problem('lost', 'nobody here was on this way to the City Key')
  delete state.checks
  delete state.visits
  if (!visits) mark(state, 'callback', now())
  state.save()
  const redirectUri = redirectUriOf(context)
  // Nobody sees, at `/me`, the person before them.
  if (visits) response.locals.againUrl = ME
  const { search } = new URL(request.originalUrl, redirectUri)
  const signIn = await signedInOrLacking(context, returnedAddress(redirectUri, search, sealer), checks)
  // What accounts of a lower level have, the policy says.
  if (!signIn) return goToCityKey(context, request, response, state, undefined)
  const { freshness } = signIn
  const next = nextFor(freshness, context.config, visits === true)
  if (next === 'refuse')
    throw new Problem('not-fresh', 'the City Key does not tell whether somebody has signed in just now')
  const identity = await keepingLevel(context, signIn.identity, checks)
  const resident = await residentSignedIn(db, sealer, identity)
  if (!resident) throw new Problem('blocked', 'the account was erased while it was blocked')
  const who = { residentId: resident.id, visits: visits === true }
  if (next === 'go') return admit(context, request, response, who)
  state.confirms = who
  state.save()
  response.redirect(303, `${CONFIRM}?way=${state.id}`)
}

/** Lets somebody who has signed in see what is stored of them, or get online. */
export const admit: ConfirmedStep = async (context, request, response, { residentId, visits }) => {
  const { db, stateOf, visits: meVisits } = context
  const state = stateOf(request, response)
  delete state.asksAgain
  if (visits) {
    await meVisits.begin(request, response, residentId)
    return response.redirect(303, ME)
  }
  state.signedIn = residentId
  if ((await residentStates(db, [residentId])).get(residentId)?.blocked !== false)
    throw new Problem('blocked', `resident ${residentId} is blocked or erased`)
  await askConsentOrGoOnline(context, request, response, state, residentId)
}

/** Where the City Key sends back by a form, the browser comes without its cookies, and again with them. */
export const returnByForm: PortalStep = ({ sealer }, request, response) =>
  response.redirect(303, answerAddress('/portal/callback', request.body, sealer))

/** A device whose cookie tells its binding goes online without the City Key. */
export const reconnect: PortalStep = async (context, request, response) => {
  const { db, registry, stateOf, deviceOf, now } = context
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const { deviceMac } = arrivalIn(state, registry)
  const before = await boundBefore(db, deviceOf(request, response), deviceMac)
  if (!before) throw new Problem('lost', 'the device of the cookie is bound no longer')
  mark(state, 'again', now())
  state.replacesMac = before.deviceMac
  await askConsentOrGoOnline(context, request, response, state, before.residentId)
}

async function askConsentOrGoOnline(
  context: PortalContext,
  request: Request,
  response: Response,
  state: Way,
  residentId: number,
): Promise<void> {
  const { db, config, registry } = context
  const arrival = arrivalIn(state, registry)
  countStep(context, request, arrival, 'signed_in')
  if (state.replacesMac === undefined && (await boundDevices(db, [arrival.deviceMac])).length === 0)
    countStep(context, request, arrival, 'new_devices')
  if (await hasConsented(db, residentId, config.termsVersion))
    return goOnline(context, request, response, state, residentId)
  state.residentId = residentId
  state.save()
  response.redirect(303, `${ACCEPT}?way=${state.id}`)
}

/** The terms, before somebody who has signed in. */
export const showTerms: PortalStep = ({ config, registry, send, stateOf }, request, response) => {
  const state = stateOf(request, response)
  const origins = loginOrigins(arrivalIn(state, registry))
  if (state.residentId === undefined) throw new Problem('lost', 'terms shown to nobody who signed in')
  send(request, response, (reader) => acceptPage(reader, config, state, origins))
}

export const acceptTerms: PortalStep = async (context, request, response) => {
  const { db, config, stateOf, now } = context
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const { residentId } = state
  if (residentId === undefined) throw new Problem('lost', 'terms accepted by nobody who signed in')
  mark(state, 'accept', now())
  const { language } = readerOf(request)
  if (!(await hasConsented(db, residentId, config.termsVersion))) {
    await recordConsent(db, { residentId, termsVersion: config.termsVersion, language })
  }
  await goOnline(context, request, response, state, residentId)
}

export const declineTerms: PortalStep = ({ stateOf }, request, response) => {
  checkForm(stateOf(request, response), request.body)
  throw new Problem('declined', 'the resident did not accept the terms')
}
