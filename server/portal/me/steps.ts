import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import { openPolicy } from '../../access/policies/policies.ts'
import { eraseResident } from '../../privacy/erase.ts'
import { residentFile } from '../../privacy/export.ts'
import { LegalError } from '../../privacy/legal-scope.ts'
import { startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { ownerOfSession } from '../../sessions/views.ts'
import { sentField } from '../pages/form.ts'
import { uiLocalesOf } from '../pages/page.ts'
import type { PortalParts } from '../parts.ts'
import type { HoldResident } from '../problems/limits.ts'
import { Problem } from '../problems/problem.ts'
import { checkForm, type StateOf } from '../sign-in/state.ts'
import { deviceSteps } from './device-steps.ts'
import { ME } from './form.ts'
import { deletedPage, deletePage, heldPage, overviewPage, signInPage } from './pages.ts'
import { readOverview } from './read.ts'
import { secureSteps } from './secure-steps.ts'
import { createVisits } from './visit.ts'

export type BeginVisit = (request: Request, response: Response, residentId: number) => void

/**
 * `/portal/me`: what is stored of a resident, for the resident. Each visit signs in anew at the City Key, whoever used
 * the phone before, and ends with the browser, the button, or a quarter of an hour.
 */
export function createMe(
  parts: PortalParts,
  stateOf: StateOf,
  limited: RequestHandler[],
  holdResident: HoldResident,
): { router: Router; beginVisit: BeginVisit } {
  const { config, db, cityKey, certificates, log } = parts
  const visits = createVisits(parts, stateOf)
  const { send, note, toGateways } = visits

  const router = Router()
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  const visited: RequestHandler[] = [
    ...limited,
    form,
    async (request, response, next) => {
      const visitor = visits.visitor(request, response)
      if (visitor) await holdResident(visitor.residentId, response)
      next()
    },
  ]
  router.get('/', async (request, response) => {
    const visitor = visits.visitor(request, response)
    if (visitor) {
      const { interimSeconds } = (await openPolicy(db)).get()
      const times = { timeZone: config.timeZone, silentBefore: silentBefore(interimSeconds) }
      const mine = await readOverview(db, visitor.residentId, times)
      if (mine)
        return send(request, response, (reader) =>
          overviewPage(reader, config, visitor.csrf, mine, certificates && config.secureWifiSsid),
        )
    }
    const state = stateOf(request, response)
    state.csrf ??= randomBytes(16).toString('base64url')
    state.save()
    const origins = await cityKey.origins()
    send(request, response, (reader) => signInPage(reader, state.csrf ?? '', origins))
  })
  router.post('/sign-in', limited, form, async (request: Request, response: Response) => {
    const state = stateOf(request, response)
    checkForm(state, request.body)
    const begun = await cityKey.begin({
      redirectUri: `${config.http.publicUrl}/portal/callback`,
      locale: uiLocalesOf(request),
      // Whoever is signed in at the City Key on this phone may be somebody else.
      prompt: 'login',
    })
    state.checks = begun.checks
    state.visits = true
    state.save()
    response.redirect(303, begun.url.href)
  })
  router.post('/sign-out', form, (request, response) => {
    visits.ofForm(request, response)
    visits.end(request, response)
    response.redirect(303, ME)
  })
  router.post('/session', visited, async (request: Request, response: Response) => {
    const { residentId } = visits.ofForm(request, response)
    const id = Number(sentField(request, 'session'))
    if (!Number.isSafeInteger(id) || (await ownerOfSession(db, id)) !== residentId)
      throw new Problem('lost', 'this session is not the resident’s')
    await note(residentId, 'session.disconnect')
    await visits.settled(await startDisconnectRun(toGateways, { session: id }, null))
    response.redirect(303, `${ME}#sessions`)
  })
  deviceSteps(router, visited, visits)
  secureSteps(router, visited, visits, parts)
  router.post('/data', visited, async (request: Request, response: Response) => {
    const { residentId } = visits.ofForm(request, response)
    const text = await residentFile(db, residentId)
    if (!text) throw new Problem('lost', 'the resident has been erased meanwhile')
    await note(residentId, 'resident.export')
    response
      .set({ 'content-disposition': 'attachment; filename="plaza.json"', 'cache-control': 'no-store' })
      .type('application/json')
    await pipeline(Readable.from(text), response).catch((error) => {
      // Whoever went away took what there was; anything else leaves a file that is no JSON, and not one that looks whole.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') log.error({ err: error }, 'what is stored was not handed over')
    })
  })
  router.get('/delete', (request, response) => {
    const visitor = visits.visitor(request, response)
    if (!visitor) return response.redirect(303, ME)
    send(request, response, (reader) => deletePage(reader, visitor.csrf))
  })
  router.post('/delete', visited, async (request: Request, response: Response) => {
    const { residentId } = visits.ofForm(request, response)
    const erased = await eraseResident(toGateways, residentId).catch((error) => {
      if (error instanceof LegalError) return undefined
      throw error
    })
    if (!erased) return send(request, response, heldPage)
    await note(residentId, 'resident.erase', { ...erased })
    visits.end(request, response)
    send(request, response, (reader) => deletedPage(reader, config.timeZone, erased))
  })
  return {
    router,
    beginVisit(request, response, residentId) {
      visits.begin(request, response, residentId)
      response.redirect(303, ME)
    },
  }
}
