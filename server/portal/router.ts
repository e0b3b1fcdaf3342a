import { type RequestHandler, Router, urlencoded } from 'express'
import { isLanguage } from '../languages/language.ts'
import { arriving } from './arrival/arrive.ts'
import { atHotspot } from './arrival/at-hotspot.ts'
import { gatewayOpener } from './arrival/open-gateway.ts'
import { captiveApi } from './captive-api.ts'
import { authmon, unifiRedirect } from './gateways/addresses.ts'
import { caseOpener } from './help/open-case.ts'
import { HELP } from './help/pages.ts'
import { createHelp } from './help/steps.ts'
import { createHome } from './home/home.ts'
import { ME } from './me/form.ts'
import { createMe } from './me/steps.ts'
import { assets } from './pages/assets.ts'
import { LANGUAGE_COOKIE } from './pages/chosen-language.ts'
import { sender } from './pages/page.ts'
import { termsPage } from './pages/pages.ts'
import type { PortalParts } from './parts.ts'
import { addressLimit, limits, pageLimit, residentLimit } from './problems/limits.ts'
import { notFound, problemAnswer } from './problems/problem-answer.ts'
import { goingOnline } from './sign-in/go-online.ts'
import { signingIn } from './sign-in/sign-in.ts'
import { portalState } from './sign-in/state.ts'

const YEAR_MS = 31_536_000_000

/** Everything that residents see: `/`, `/portal` and what is below it. Needs no JavaScript in the browser. */
export function createPortal(parts: PortalParts): Router {
  const { config, sealer } = parts
  const send = sender(config.cityName)
  const stateOf = portalState(sealer, config)
  const limited = limits(stateOf)
  // Of their own: a way that was begun within its limit may be gone to its end.
  const answers = limits(stateOf)
  const holdResident = residentLimit()
  const pages = pageLimit()
  const me = createMe(parts, stateOf, limited, holdResident)
  const here = atHotspot(parts)
  const opener = gatewayOpener(parts)
  const going = goingOnline(parts, stateOf, here, opener, holdResident)
  const arrival = arriving(parts, stateOf, here, opener, going)
  const signIn = signingIn(parts, stateOf, me.beginVisit, going)
  const openCase = caseOpener(parts)
  const byAddress = addressLimit()
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })

  const keepLanguage: RequestHandler = ({ query: { lang } }, response, next) => {
    if (isLanguage(lang)) {
      const secure = config.http.publicUrl.startsWith('https:')
      response.cookie(LANGUAGE_COOKIE, lang, { httpOnly: true, sameSite: 'lax', maxAge: YEAR_MS, secure })
    }
    next()
  }

  const portal = Router()
  for (const { path, type, text } of Object.values(assets)) {
    portal.get(path.slice('/portal'.length), (_request, response) => {
      response.set({ 'cache-control': 'public, max-age=31536000, immutable', 'content-type': type }).send(text)
    })
  }
  portal.use(pages)
  portal.get('/', arrival.arrive)
  portal.get('/opennds/:gateway', arrival.arrive)
  portal.post('/opennds/:gateway', form, authmon(parts))
  portal.get('/captive/:gateway', byAddress, captiveApi(parts))
  portal.use(keepLanguage)
  portal.use('/me', me.router)
  portal.use('/help', createHelp(parts, stateOf, limited, openCase))
  portal.get('/welcome', arrival.welcome)
  portal.post('/sign-in', limited, form, signIn.signIn)
  portal.post('/emergency', limited, form, going.emergency)
  portal.post('/again', limited, form, signIn.again)
  portal.get('/callback', limited, signIn.callback)
  portal.get('/accept', signIn.terms)
  portal.post('/accept', answers, form, signIn.accept)
  portal.post('/refuse', answers, form, signIn.refuse)
  portal.get('/opening', going.opening)
  portal.get('/done', arrival.done)
  portal.get('/terms', (request, response) => send(request, response, (reader) => termsPage(reader, config)))
  portal.use(notFound)

  const router = Router()
  router.get('/', pages, keepLanguage, createHome(parts))
  router.get('/guest/s/:site', unifiRedirect)
  router.get('/me', (_request, response) => response.redirect(303, ME))
  router.get('/help', (_request, response) => response.redirect(303, HELP))
  router.use('/portal', portal)
  router.use(problemAnswer(parts, stateOf, openCase))
  return router
}
