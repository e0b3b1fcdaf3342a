import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccountMemory } from './account-memory.ts'
import type { Provider } from './oidc-provider.ts'
import { consentPage, css, languageOf, loginPage, lostPage, pageHeaders } from './pages.ts'
import { CLIENT_ID } from './provider.ts'

const MAX_BODY = 4096

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** The demo City Key's own pages under `/interaction`; all else is the protocol's. */
export function interactionHandler(provider: Provider, accounts: AccountMemory): Handler {
  const protocol = provider.callback()
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0]!
    if (path === '/city-key.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' }).end(css)
      return
    }
    const step = /^\/interaction\/[\w-]+(?:\/(login|consent|abort))?$/.exec(path)
    if (!step) return void protocol(request, response)
    interact(provider, accounts, step[1], request, response).catch((error: unknown) => {
      const lost = error instanceof Error && error.name === 'SessionNotFound'
      send(response, lost ? 400 : 500, lostPage(languageOf(request.headers['accept-language']?.split(',')[0])))
    })
  }
}

async function interact(
  provider: Provider,
  accounts: AccountMemory,
  step: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, prompt, params, session } = await provider.interactionDetails(request, response)
  const language = languageOf(params.ui_locales)
  const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: !('error' in result) })
  const answered = request.method === 'POST' && step !== undefined
  if (answered && step === 'abort') {
    return finish({ error: 'access_denied', error_description: 'the resident did not agree' })
  }
  if (prompt.name === 'login') {
    if (!answered) return send(response, 200, loginPage(language, uid, { failed: false }))
    const fields = await readForm(request)
    const username = fields.get('username') ?? ''
    const account = accounts.signIn(username, fields.get('password') ?? '')
    if (!account) return send(response, 401, loginPage(language, uid, { failed: true, username }))
    return finish({ login: { accountId: account.subject, acr: account.level, remember: true } })
  }
  if (!answered || !session) return send(response, 200, consentPage(language, uid))
  const grant = new provider.Grant({ accountId: session.accountId, clientId: CLIENT_ID })
  grant.addOIDCScope('openid')
  const grantId = await grant.save()
  accounts.rememberGrant(session.accountId, grantId)
  return finish({ consent: { grantId } })
}

function send(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' }).end(page)
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BODY) break
  }
  return new URLSearchParams(body.slice(0, MAX_BODY))
}
