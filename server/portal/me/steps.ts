import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import { openPolicy } from '../../access/policies.ts'
import { audit } from '../../directory/audit.ts'
import { removeDevice } from '../../directory/devices.ts'
import { parseMac } from '../../mac.ts'
import { eraseResident } from '../../privacy/erase.ts'
import { residentFile } from '../../privacy/export.ts'
import { LegalError } from '../../privacy/legal-scope.ts'
import { type DisconnectScope, startDisconnectRun } from '../../sessions/disconnect-runs.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { ownerOfSession } from '../../sessions/views.ts'
import { sentField } from '../form.ts'
import { readerOf, sender } from '../page.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problem.ts'
import { type Kept, sealedCookie } from '../sealed-cookie.ts'
import { checkForm, type StateOf } from '../state.ts'
import { ME } from './form.ts'
import { deletedPage, deletePage, heldPage, minePage, signInPage } from './pages.ts'
import { readMine } from './read.ts'
import { secureSteps } from './secure-steps.ts'
import { VISIT_SECONDS, type Visitor } from './visitor.ts'

/** A gateway's answer is waited for so long; the page then shows what is so by then. */
const WAIT_MS = 3000

export type BeginVisit = (request: Request, response: Response, residentId: number) => void

/**
 * `/portal/me`: what is stored of a resident, for the resident. Each visit signs in anew at the City Key, whoever used
 * the phone before, and ends with the browser, the button, or a quarter of an hour.
 */
export function createMe(
  parts: PortalParts,
  stateOf: StateOf,
  limited: RequestHandler[],
): { router: Router; beginVisit: BeginVisit } {
  const { config, db, sealer, registry, cityKey, log, connectionTo, certificates } = parts
  const { publicUrl } = config.http
  const visitorOf = sealedCookie<Visitor>({
    ...{ sealer, name: 'plaza_me', path: ME, seconds: VISIT_SECONDS, secure: publicUrl.startsWith('https:') },
  })
  const toGateways = { db, registry, log, ...(connectionTo && { connectionTo }) }
  const send = sender(config.cityName)
  const isSignedIn = (visitor: Partial<Visitor>): visitor is Visitor =>
    visitor.residentId !== undefined && visitor.csrf !== undefined

  /** The visitor of a form. @throws {Problem} `lost` unless the form was made for this visit */
  const visitorOfForm = (request: Request, response: Response): Kept<Visitor> => {
    const visitor = visitorOf(request, response)
    if (!isSignedIn(visitor)) throw new Problem('lost', 'nobody has signed in here')
    checkForm(visitor, request.body)
    return visitor
  }
  const endVisit = (visitor: Kept<Partial<Visitor>>) => {
    delete visitor.residentId
    delete visitor.csrf
    delete visitor.secured
    visitor.save()
  }
  /** The number names nobody once the resident is erased; nor may a session's number tell whose it was. */
  const note = (residentId: number, action: string, detail?: Record<string, unknown>) =>
    audit(db, { kind: 'resident' }, action, `resident ${residentId}`, detail)
  const disconnect = async (scope: DisconnectScope) => {
    const { done } = await startDisconnectRun(toGateways, scope, null)
    const ended = done.catch((error) => log.error({ err: error }, 'a resident’s sessions were not ended'))
    await Promise.race([ended, pause(WAIT_MS, undefined, { ref: false })])
  }

  const router = Router()
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  router.get('/', async (request, response) => {
    const visitor = visitorOf(request, response)
    if (isSignedIn(visitor)) {
      const { interimSeconds } = (await openPolicy(db)).get()
      const times = { timeZone: config.timeZone, silentBefore: silentBefore(interimSeconds) }
      const mine = await readMine(db, visitor.residentId, times)
      if (mine)
        return send(request, response, (reader) =>
          minePage(reader, config, visitor.csrf, mine, certificates && config.secureWifiSsid),
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
    // Whoever is signed in at the City Key on this phone may be somebody else.
    const locale = [...new Set([readerOf(request).language, 'es'])].join(' ')
    const begun = await cityKey.begin({ redirectUri: `${publicUrl}/portal/callback`, locale, prompt: 'login' })
    state.checks = begun.checks
    state.visits = true
    state.save()
    response.redirect(303, begun.url.href)
  })
  router.post('/sign-out', form, (request, response) => {
    endVisit(visitorOfForm(request, response))
    response.redirect(303, ME)
  })
  router.post('/session', limited, form, async (request: Request, response: Response) => {
    const { residentId } = visitorOfForm(request, response)
    const id = Number(sentField(request, 'session'))
    if (!Number.isSafeInteger(id) || (await ownerOfSession(db, id)) !== residentId)
      throw new Problem('lost', 'this session is not the resident’s')
    await note(residentId, 'session.disconnect')
    await disconnect({ session: id })
    response.redirect(303, `${ME}#sessions`)
  })
  router.post('/device', limited, form, async (request: Request, response: Response) => {
    const { residentId } = visitorOfForm(request, response)
    const mac = parseMac(sentField(request, 'mac'))
    if (mac === undefined || !(await removeDevice(db, residentId, mac)))
      throw new Problem('lost', 'this device is not the resident’s')
    await note(residentId, 'device.remove')
    await disconnect({ device: mac })
    response.redirect(303, `${ME}#devices`)
  })
  secureSteps({ parts, router, limited, visitorOf, visitorOfForm, note, disconnect })
  router.post('/data', limited, form, async (request: Request, response: Response) => {
    const { residentId } = visitorOfForm(request, response)
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
    const visitor = visitorOf(request, response)
    if (!isSignedIn(visitor)) return response.redirect(303, ME)
    send(request, response, (reader) => deletePage(reader, visitor.csrf))
  })
  router.post('/delete', limited, form, async (request: Request, response: Response) => {
    const visitor = visitorOfForm(request, response)
    const erased = await eraseResident(toGateways, visitor.residentId).catch((error) => {
      if (error instanceof LegalError) return undefined
      throw error
    })
    if (!erased) return send(request, response, heldPage)
    await note(visitor.residentId, 'resident.erase', { ...erased })
    endVisit(visitor)
    send(request, response, (reader) => deletedPage(reader, config.timeZone, erased))
  })
  return {
    router,
    beginVisit(request, response, residentId) {
      const visitor = visitorOf(request, response)
      Object.assign(visitor, { residentId, csrf: randomBytes(16).toString('base64url') })
      visitor.save()
      response.redirect(303, ME)
    },
  }
}
