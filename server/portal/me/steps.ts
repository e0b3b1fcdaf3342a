import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import { loadDefaultPolicy } from '../../access/policies/policies.ts'
import { eraseResident } from '../../privacy/erase.ts'
import { residentFile } from '../../privacy/export.ts'
import { LegalError } from '../../privacy/legal-scope.ts'
import { startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { ownerOfSession } from '../../sessions/views.ts'
import { allowanceAt } from '../allowance.ts'
import { type PortalContext, type PortalStep, routesOf } from '../context.ts'
import { sentField } from '../pages/form.ts'
import { uiLocalesOf } from '../pages/page.ts'
import { onwardPage } from '../pages/pages.ts'
import { Problem } from '../problems/problem.ts'
import { leaveForCityKey } from '../sign-in/leave.ts'
import { redirectUriOf } from '../sign-in/sign-in.ts'
import { checkForm } from '../sign-in/state.ts'
import { nameTheirDevice, removeTheirDevice } from './device-steps.ts'
import { ME } from './form.ts'
import { deletedPage, deletePage, heldPage, overviewPage, signInPage } from './pages.ts'
import { readOverview } from './read.ts'
import { addCredential, isSecureWifiOffered, revokeCredential, sendProfile, showCredential } from './secure-steps.ts'

/**
 * `/portal/me`: what is stored of a resident, for the resident. Each visit signs in anew at the City Key, whoever used
 * the phone before, and ends with the browser, the button, or a quarter of an hour.
 */
export function meRoutes(context: PortalContext, limited: RequestHandler): Router {
  const router = Router()
  const to = routesOf(context)
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  const visited: RequestHandler[] = [form, limited, limitVisitor(context)]
  router.use(async (request, response, next) => {
    await context.visits.check(request, response)
    next()
  })
  router.get('/', to(showOverview))
  router.post('/sign-in', form, limited, to(startVisit))
  router.post('/sign-out', form, to(endVisit))
  router.post('/session', visited, to(endSession))
  router.post('/device', visited, to(removeTheirDevice))
  router.post('/name', visited, to(nameTheirDevice))
  if (isSecureWifiOffered(context)) {
    router.post('/secure', visited, to(addCredential))
    router.get('/secure', to(showCredential))
    router.get('/profile/:credential/:kind', visited, to(sendProfile))
    router.post('/revoke', visited, to(revokeCredential))
  }
  router.post('/data', visited, to(sendData))
  router.get('/delete', to(confirmErasure))
  router.post('/delete', visited, to(erase))
  return router
}

const limitVisitor =
  ({ visits, limitResident }: PortalContext): RequestHandler =>
  async (request, response, next) => {
    const visitor = visits.visitor(request, response)
    if (visitor) await limitResident(visitor.residentId, response)
    next()
  }

const showOverview: PortalStep = async (context, request, response) => {
  const { config, db, certificates, visits, stateOf } = context
  const visitor = visits.visitor(request, response)
  if (visitor) {
    const { interimSeconds } = await loadDefaultPolicy(db)
    const thisMac = thisDevice(context, request, response, visitor.residentId)
    const overview = await readOverview(db, visitor.residentId, {
      ...{ timeZone: config.timeZone, silentBefore: silentBefore(interimSeconds), thisMac },
    })
    const ssid = certificates && config.secureWifiSsid
    if (overview) {
      const { hotspotId, gatewayId } = overview.sessions[0] ?? { hotspotId: null }
      const allowance = await allowanceAt(context, { hotspotId, gatewayId }, visitor.residentId)
      return visits.send(request, response, (reader) =>
        overviewPage(reader, config, visitor.csrf, overview, { ssid, allowance }),
      )
    }
  }
  const state = stateOf(request, response)
  state.csrf ??= randomBytes(16).toString('base64url')
  state.save()
  visits.send(request, response, (reader) => signInPage(reader, state.csrf ?? ''))
}

/** By the redirect of this browser, else by the cookie of the resident's own binding. */
function thisDevice(
  { stateOf, deviceOf }: PortalContext,
  request: Request,
  response: Response,
  residentId: number,
): string | undefined {
  const { arrival } = stateOf(request, response)
  const bound = deviceOf(request, response)
  return arrival?.deviceMac ?? (bound.residentId === residentId ? bound.deviceMac : undefined)
}

const startVisit: PortalStep = async (context, request, response) => {
  const { cityKey, stateOf } = context
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const begun = await cityKey.begin({
    redirectUri: redirectUriOf(context),
    locale: uiLocalesOf(request),
    // Whoever is signed in at the City Key on this phone may be somebody else.
    fresh: true,
  })
  state.checks = begun.checks
  state.visits = true
  state.save()
  leaveForCityKey(context, request, response, begun.url)
}

const endVisit: PortalStep = async ({ cityKey, config, visits }, request, response) => {
  visits.ofForm(request, response)
  await visits.end(request, response)
  const out = await cityKey.signOutUrl(config.http.publicUrl + ME)
  // A page, not a redirect: the form that is sent here leads to no other origin.
  if (out) visits.send(request, response, (reader) => onwardPage(reader, out.href, 'signedOut'))
  else response.redirect(303, ME)
}

/** That it was asked for is recorded before a gateway is asked. */
const endSession: PortalStep = async ({ visits }, request, response) => {
  const { residentId } = visits.ofForm(request, response)
  const id = Number(sentField(request, 'session'))
  await visits.recorded(residentId, 'session.disconnect', async (db) => {
    if (!Number.isSafeInteger(id) || (await ownerOfSession(db, id)) !== residentId)
      throw new Problem('lost', 'this session is not the resident’s')
  })
  await visits.waitBriefly(await startDisconnectRun(visits.toGateways, { session: id }, null))
  response.redirect(303, `${ME}#sessions`)
}

/** Everything that is stored, as a file. */
const sendData: PortalStep = async ({ db, log, visits }, request, response) => {
  const { residentId } = visits.ofForm(request, response)
  const text = await residentFile(db, residentId)
  if (!text) throw new Problem('lost', 'the resident has been erased meanwhile')
  await visits.recorded(residentId, 'resident.export', async () => {})
  response
    .set({ 'content-disposition': 'attachment; filename="plaza.json"', 'cache-control': 'no-store' })
    .type('application/json')
  await pipeline(Readable.from(text), response).catch((error) => {
    // Whoever went away took what there was; anything else leaves a file that is no JSON, and not one that looks whole.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') log.error({ err: error }, 'what is stored was not handed over')
  })
}

const confirmErasure: PortalStep = ({ visits }, request, response) => {
  const visitor = visits.visitor(request, response)
  if (!visitor) return response.redirect(303, ME)
  visits.send(request, response, (reader) => deletePage(reader, visitor.csrf))
}

const erase: PortalStep = async ({ config, visits }, request, response) => {
  const { residentId } = visits.ofForm(request, response)
  const erased = await eraseResident(visits.toGateways, residentId, { kind: 'resident' }).catch((error) => {
    if (error instanceof LegalError) return undefined
    throw error
  })
  if (!erased) return visits.send(request, response, heldPage)
  await visits.end(request, response)
  visits.send(request, response, (reader) => deletedPage(reader, config.timeZone, erased))
}
