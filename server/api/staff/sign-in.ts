import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express'
import { rateLimit } from 'express-rate-limit'
import { getIronSession, type SessionOptions } from 'iron-session'
import { answerAddress, returnedAddress } from '../../city-key/protocol/form-post.ts'
import { type CityKey, CityKeyError, type SignInChecks } from '../../city-key/provider.ts'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { audit, auditAlone } from '../../directory/audit.ts'
import { useSignInLink } from '../../directory/sign-in-links.ts'
import { findStaff } from '../../directory/staff.ts'
import type { Sealer } from '../../sealing.ts'
import { pagesCss, sendPage } from '../pages.ts'
import { isOwnPage } from './same-origin.ts'
import { linkIsOver, type SignInFailure, sendFailure, sendLinkPage, sendSignedOut } from './staff-pages.ts'
import type { StaffSessions } from './staff-session.ts'

const DASHBOARD = '/dashboard/'
const SIGN_IN_SECONDS = 600
/** Staff sign in at their desks, many behind one address: as many as the portal takes of residents' steps. */
const REQUESTS_FOR_EACH_ATTEMPT = 10

interface PendingSignIn {
  checks: SignInChecks
  from: string
}

export interface SignInParts {
  config: Config
  db: Database
  sealer: Sealer
  cityKey: CityKey
  sessions: StaffSessions
}

interface SignIn extends SignInParts {
  redirectUri: string
  /** Of a sign-in that is under way. */
  pendingCookie: SessionOptions
}

/** The pages under `/staff` through which staff sign in with the City Key and sign out. */
export function createSignIn(parts: SignInParts): Router {
  const context = signInOf(parts)
  const router = Router()
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  router.get('/pages.css', (_request, response) => {
    response.set('cache-control', 'max-age=3600').type('css').send(pagesCss)
  })
  router.get('/signed-out', (_request, response) => signedOut(context, response))
  router.post('/sign-out', (request, response) => signOut(context, request, response))
  const limit = Math.ceil(parts.config.limits.addressRequests / REQUESTS_FOR_EACH_ATTEMPT)
  router.use(rateLimit({ windowMs: 60_000, limit, standardHeaders: 'draft-8', handler: tooMany }))
  router.get('/sign-in', (request, response) => begin(context, request, response))
  router.get('/callback', (request, response) => complete(context, request, response))
  if (context.cityKey.responseMode === 'form_post')
    router.post('/callback', urlencoded({ extended: false, limit: '8kb', parameterLimit: 20 }), (request, response) =>
      response.redirect(303, answerAddress('/staff/callback', request.body, context.sealer)),
    )
  router.get('/link', (request, response) => sendLinkPage(response, tokenOf(request)))
  router.post('/link', (request, response) => enterOnce(context, request, response))
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof CityKeyError) || response.headersSent) return next(error)
    return fail(context, response, error.kind, { cause: error.reason }).catch(next)
  })
  return router
}

function signInOf(parts: SignInParts): SignIn {
  const redirectUri = `${parts.config.http.publicUrl}/staff/callback`
  const pendingCookie: SessionOptions = {
    cookieName: 'plaza_staff_sign_in',
    password: parts.sealer.key('staff-sign-in-cookie').toString('hex'),
    ttl: SIGN_IN_SECONDS,
    cookieOptions: { httpOnly: true, sameSite: 'lax', path: '/staff', secure: redirectUri.startsWith('https:') },
  }
  return { ...parts, redirectUri, pendingCookie }
}

async function begin({ config, cityKey, redirectUri, pendingCookie }: SignIn, request: Request, response: Response) {
  const { publicUrl } = config.http
  // The City Key leads back to the public address, where a cookie set under another name of this host is not sent.
  if (request.host !== new URL(publicUrl).host && request.query.public === undefined) {
    const address = new URL(request.originalUrl, publicUrl)
    address.searchParams.set('public', '1')
    return response.redirect(303, publicUrl + address.pathname + address.search)
  }
  // A signed-in City Key answers at once with the account it has; another account needs its sign-in page again.
  const fresh = request.query.other === undefined ? {} : { fresh: true }
  const locale = request.acceptsLanguages('es', 'en') || 'es'
  const { url, checks } = await cityKey.begin({ redirectUri, locale, ...fresh })
  const pending = await getIronSession<PendingSignIn>(request, response, pendingCookie)
  pending.checks = checks
  pending.from = returnPath(request.query.return)
  await pending.save()
  response.redirect(303, url.href)
}

async function complete(context: SignIn, request: Request, response: Response) {
  const { config, db, sealer, cityKey, sessions, redirectUri } = context
  const pending = await getIronSession<Partial<PendingSignIn>>(request, response, context.pendingCookie)
  const { checks, from } = pending
  pending.destroy()
  if (!checks) return fail(context, response, 'lost')
  const { search } = new URL(request.originalUrl, redirectUri)
  const { identity, freshness } = await cityKey.complete(returnedAddress(redirectUri, search, sealer), checks)
  // Who chose another account gets in as nobody who was there before, unless the City Key is known to ask.
  if (freshness === 'unproven' && staffClient(config).freshness !== 'prompt')
    return fail(context, response, 'not-fresh')
  const staff = await findStaff(db, identity.issuer, identity.subject)
  if (!staff) {
    const account = sealer.pseudonym(identity.subject, 'audit-account').slice(0, 16)
    return fail(context, response, 'not-staff', { account })
  }
  await auditAlone(db, { kind: 'staff', staffId: staff.id }, 'staff.sign-in', `staff ${staff.id}`)
  await sessions.begin(request, response, staff.id)
  response.redirect(303, returnPath(from))
}

async function fail(
  { db }: SignIn,
  response: Response,
  failure: SignInFailure,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await auditAlone(db, { kind: 'system' }, 'staff.sign-in-failed', 'staff', { reason: failure, ...detail })
  sendFailure(response, failure)
}

async function enterOnce({ config, db, sessions }: SignIn, request: Request, response: Response) {
  if (!isOwnPage(request, config.http.publicUrl)) return linkIsOver(response)
  const staff = await inOneTransaction(db, async (one) => {
    const member = await useSignInLink(one, tokenOf(request))
    if (member) await audit(one, { kind: 'staff', staffId: member.id }, 'staff.sign-in', `staff ${member.id}`, BY_LINK)
    else await audit(one, { kind: 'system' }, 'staff.sign-in-failed', 'staff', BY_LINK)
    return member
  })
  if (!staff) return linkIsOver(response)
  await sessions.begin(request, response, staff.id)
  response.redirect(303, DASHBOARD)
}

async function signOut({ config, db, sessions }: SignIn, request: Request, response: Response) {
  if (!isOwnPage(request, config.http.publicUrl)) {
    return sendPage(response, 403, {
      es: { title: 'Solicitud rechazada', text: 'La sesión solo se puede cerrar desde el tablero.' },
      en: { title: 'Request refused', text: 'You can sign out from the dashboard only.' },
    })
  }
  const signedIn = await sessions.read(request.headers.cookie)
  await sessions.end(request, response)
  if (signedIn) {
    const { staff, session } = signedIn
    await inOneTransaction(db, async (one) => {
      await sessions.revoke(one, session)
      await publish(one, { type: 'sign-out', staffSession: session.id })
      await audit(one, { kind: 'staff', staffId: staff.id }, 'staff.sign-out', `staff ${staff.id}`)
    })
  }
  if (request.accepts(['json', 'html']) === 'html') response.redirect(303, '/staff/signed-out')
  else response.status(204).end()
}

/** Says so, and where one signs out of the City Key too. */
async function signedOut({ config, cityKey }: SignIn, response: Response): Promise<void> {
  sendSignedOut(response, await cityKey.signOutUrl(`${config.http.publicUrl}/staff/signed-out`))
}

/** Where to go after signing in: a page of the dashboard, whatever else was asked for. */
export function returnPath(from: unknown): string {
  if (typeof from !== 'string' || !from.startsWith(DASHBOARD) || from.length > 500) return DASHBOARD
  const base = 'http://plaza.invalid'
  if (!URL.canParse(from, base)) return DASHBOARD
  const { origin, pathname, search } = new URL(from, base)
  return origin === base && pathname.startsWith(DASHBOARD) ? pathname + search : DASHBOARD
}

const staffClient = ({ cityKey }: Config) => cityKey.staff ?? cityKey

const BY_LINK = { by: 'link' }

/** In the query, which is not logged. */
const tokenOf = ({ query }: Request): string => (typeof query.token === 'string' ? query.token : '')

const tooMany = (_request: Request, response: Response) =>
  sendPage(response, 429, {
    es: { title: 'Demasiados intentos', text: 'Espera un minuto y vuelve a intentarlo.' },
    en: { title: 'Too many attempts', text: 'Wait a minute and try again.' },
  })
