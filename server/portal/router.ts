import { type RequestHandler, Router, urlencoded } from 'express'
import { isLanguage } from '../languages/language.ts'
import { arrive, done, welcome } from './arrival/arrive.ts'
import { captiveApi, enterByGateway } from './captive-api.ts'
import { createContext, type PortalContext, routesOf } from './context.ts'
import { authmon, unifiRedirect } from './gateways/addresses.ts'
import { HELP } from './help/pages.ts'
import { helpRoutes } from './help/steps.ts'
import { showNearby } from './home/here.ts'
import { createHome } from './home/home.ts'
import { ME } from './me/form.ts'
import { meRoutes } from './me/steps.ts'
import { numbers } from './open-data/numbers.ts'
import { openDataRoutes } from './open-data/routes.ts'
import { assets } from './pages/assets.ts'
import { LANGUAGE_COOKIE } from './pages/chosen-language.ts'
import { termsPage } from './pages/pages.ts'
import type { PortalParts } from './parts.ts'
import { notFound, problemAnswer } from './problems/problem-answer.ts'
import { reportRoutes } from './reports/steps.ts'
import { unlessOnline } from './sign-in/already-online.ts'
import { showConfirm, whenConfirmed } from './sign-in/confirm.ts'
import { connectInEmergency, waitForGrant } from './sign-in/go-online.ts'
import { CALLBACK } from './sign-in/leave.ts'
import {
  acceptTerms,
  admit,
  completeSignIn,
  declineTerms,
  reconnect,
  returnByForm,
  showTerms,
  startSignIn,
} from './sign-in/sign-in.ts'
import { useVoucher } from './sign-in/use-voucher.ts'

const YEAR_MS = 31_536_000_000

/** Everything that residents see: `/`, `/portal` and what is below it. Needs no JavaScript in the browser. */
export function createPortal(parts: PortalParts): Router {
  const context = createContext(parts)
  const keepLanguage = languageKeeper(parts)
  const router = Router()
  router.get('/', context.limits.pages, keepLanguage, createHome(parts, context.nearby))
  router.get('/guest/s/:site', unifiRedirect)
  router.get('/me', (_request, response) => response.redirect(303, ME))
  router.get('/help', (_request, response) => response.redirect(303, HELP))
  router.get('/numeros', context.limits.pages, keepLanguage, numbers(context))
  router.use('/open', context.limits.pages, openDataRoutes(context))
  router.use('/portal', portalRoutes(context, keepLanguage))
  router.use(problemAnswer(context))
  return router
}

/** What a device asks on its way online, in the order in which it passes. */
function portalRoutes(context: PortalContext, keepLanguage: RequestHandler): Router {
  const to = routesOf(context)
  const { pages, devices, steps } = context.limits
  const limited = steps()
  // Of their own: a way that was begun within its limit may be gone to its end.
  const answers = steps()
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  const portal = Router()
  for (const { path, type, text } of Object.values(assets)) {
    portal.get(path.slice('/portal'.length), (_request, response) => {
      response.set({ 'cache-control': 'public, max-age=31536000, immutable', 'content-type': type }).send(text)
    })
  }
  portal.use(pages)
  portal.get('/', to(arrive))
  portal.get('/opennds/:gateway', to(arrive))
  portal.post('/opennds/:gateway', form, authmon(context))
  portal.get('/captive/:gateway', devices, captiveApi(context))
  portal.get('/captive/:gateway/portal', enterByGateway(context))
  portal.use(keepLanguage)
  portal.use('/me', meRoutes(context, limited))
  portal.use('/help', helpRoutes(context, limited))
  portal.get('/nearby', to(showNearby))
  portal.use('/report', reportRoutes(context, limited))
  portal.get('/welcome', to(unlessOnline(welcome)))
  portal.post('/sign-in', form, limited, to(unlessOnline(startSignIn)))
  portal.post('/emergency', form, limited, to(connectInEmergency))
  portal.post('/voucher', form, limited, to(unlessOnline(useVoucher)))
  portal.post('/again', form, limited, to(unlessOnline(reconnect)))
  portal.get(CALLBACK, limited, to(completeSignIn))
  if (context.cityKey.responseMode === 'form_post')
    portal.post(CALLBACK, urlencoded({ extended: false, limit: '8kb', parameterLimit: 20 }), to(returnByForm))
  portal.get('/confirm', to(unlessOnline(showConfirm)))
  portal.post('/confirm', form, answers, to(whenConfirmed(admit)))
  portal.get('/accept', to(unlessOnline(showTerms)))
  portal.post('/accept', form, answers, to(unlessOnline(acceptTerms)))
  portal.post('/refuse', form, answers, to(declineTerms))
  portal.get('/opening', to(waitForGrant))
  portal.get('/done', to(done))
  portal.get('/terms', (request, response) =>
    context.send(request, response, (reader) => termsPage(reader, context.config)),
  )
  portal.use(notFound)
  return portal
}

/** Keeps the language that a reader chooses. */
const languageKeeper =
  ({ config }: PortalParts): RequestHandler =>
  ({ query: { lang } }, response, next) => {
    if (isLanguage(lang)) {
      const secure = config.http.publicUrl.startsWith('https:')
      response.cookie(LANGUAGE_COOKIE, lang, { httpOnly: true, sameSite: 'lax', maxAge: YEAR_MS, secure })
    }
    next()
  }
