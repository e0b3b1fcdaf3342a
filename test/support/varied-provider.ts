import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose'

type Json = Record<string, unknown>

/** One thing that a provider may do otherwise than the next. */
export interface Variation {
  /** What comes after its origin in its issuer: `/`, `/realms/city`. Default nothing. */
  path?: string
  /** Over what its discovery document says; undefined leaves out. */
  discovery?: Json
  clientId?: string
  clientSecret?: string
  /** By which the client must say who it is; several: by any of them. Default client_secret_basic. */
  authentication?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  /** `raw`: takes what stands in the header as it is. Default: decodes it (RFC 6749 section 2.3.1). */
  basic?: 'decoded' | 'raw'
  /** Of private_key_jwt: JWK of the client, and for whom the assertion must be. */
  clientKey?: Json
  audience?: 'issuer' | 'token endpoint'
  algorithm?: string
  /** Its key has no name, nor do its tokens. */
  nameless?: boolean
  claims?: Json
  userinfo?: Json
  token?: Json
  /** Its clock, against that of this machine. */
  clockSeconds?: number
  /** What of it is slow. */
  slow?: { path: string; ms: number }
  /** How it sends back without a code. */
  refuses?: string
  /** What its token endpoint answers instead. */
  tokenAnswer?: { status: number; body: unknown; headers?: Record<string, string> }
  /** Says nothing of an ID token: plain OAuth 2. */
  isOauth?: boolean
  /** Sends `iss` along (RFC 9207); a text: that one. */
  iss?: boolean | string
  /** Takes requests only behind the browser's back (RFC 9126). */
  pushedOnly?: boolean
  /** Refuses PKCE: an unknown parameter. */
  knowsNoPkce?: boolean
  /** The addresses that it sends back to; default any. */
  redirectUris?: string[]
  /** When whoever it knows signed in, seconds since 1970; it signs nobody in anew. */
  signedInAt?: number
  /** Says nothing of when somebody signed in. */
  hidesAuthTime?: boolean
  /** Gives whoever signs in the first level that is asked for (`acr_values`), and this one where none is. */
  acr?: string
  /** Signs nobody in of whom a level is asked. */
  refusesAcr?: boolean
  /** Whose its key is, as providers of many tenants say. */
  keyIssuer?: string
}

export interface VariedProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** May be changed at any time. */
  variation: Variation
  /** Method and path of each request. */
  asked: string[]
  /** What sign-ins were asked for with. */
  authorizations: URLSearchParams[]
  /** Bodies of token requests. */
  tokenRequests: URLSearchParams[]
  /** What a browser does: signs in at the address, and comes back with what the provider sends along. */
  visit(url: URL): Promise<URL>
  /** Signs by another key from now on. `name`: under the name of the one before. */
  rotate(options?: { sameName?: boolean }): Promise<void>
  /** Goes away, and comes back at the same address. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

interface SigningKey {
  privateKey: CryptoKey
  jwk: Json
  kid: string
}

interface Grant {
  redirectUri: string
  nonce: string | null
  challenge: string | null
  authTime: number
  acr: string | undefined
}

/** A provider of OpenID Connect or plain OAuth 2 that does as it should but for one thing, or a few. */
export async function startVariedProvider(variation: Variation = {}): Promise<VariedProvider> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const base = `${origin}${(variation.path ?? '').replace(/\/+$/, '')}`
  const grants = new Map<string, Grant>()
  const pushed = new Map<string, URLSearchParams>()
  const tokens = new Set<string>()
  let key = await firstKey(variation)
  const self: VariedProvider = {
    issuer: `${origin}${variation.path ?? ''}`,
    clientId: variation.clientId ?? 'plaza',
    clientSecret: variation.clientSecret ?? 'a-secret_of.the~provider',
    variation,
    asked: [],
    authorizations: [],
    tokenRequests: [],
    async visit(url) {
      const response = await fetch(url, { redirect: 'manual' })
      const location = response.headers.get('location')
      if (location) return new URL(location)
      const form = await response.text()
      const back = new URL(/action="([^"]+)"/.exec(form)?.[1] ?? `${origin}/no-form?${response.status}`)
      for (const [, name = '', value = ''] of form.matchAll(/name="([^"]+)" value="([^"]*)"/g))
        back.searchParams.set(name, value)
      return back
    },
    async rotate({ sameName = false } = {}) {
      key = await makeKey(self.variation, sameName ? key.kid : undefined)
    },
    stop,
    start: () => listen(port),
    close: stop,
  }
  const now = () => Math.floor(Date.now() / 1000) + (self.variation.clockSeconds ?? 0)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', origin)
    self.asked.push(`${request.method} ${url.pathname}`)
    const { slow } = self.variation
    if (slow && url.pathname.endsWith(slow.path)) await pause(slow.ms, undefined, { ref: false })
    const path = url.origin + url.pathname
    if (path === `${base}/.well-known/openid-configuration`)
      return self.variation.isOauth ? void response.writeHead(404).end() : json(response, 200, discovery())
    if (path === `${base}/jwks`) return json(response, 200, { keys: [published()] })
    if (path === `${base}/authorize`) return authorize(url.searchParams, response)
    if (path === `${base}/par`) return push(request, response)
    if (path === `${base}/token`) return token(request, response)
    if (path === `${base}/userinfo`) return userinfo(request, response)
    response.writeHead(404).end()
  }

  const published = (): Json => {
    const { keyIssuer } = self.variation
    return { ...key.jwk, ...(keyIssuer !== undefined && { issuer: keyIssuer }) }
  }

  const discovery = (): Json => ({
    issuer: self.issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/jwks`,
    end_session_endpoint: `${base}/logout`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [self.variation.algorithm ?? 'RS256'],
    token_endpoint_auth_methods_supported: [self.variation.authentication ?? 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    ...(self.variation.pushedOnly && {
      require_pushed_authorization_requests: true,
      pushed_authorization_request_endpoint: `${base}/par`,
    }),
    ...self.variation.discovery,
  })

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const parameters = pushed.get(asked.get('request_uri') ?? '') ?? asked
    self.authorizations.push(parameters)
    const { refuses, iss, pushedOnly, knowsNoPkce, signedInAt, redirectUris, refusesAcr } = self.variation
    const redirectUri = parameters.get('redirect_uri') ?? ''
    if (redirectUris && !redirectUris.includes(redirectUri)) return void response.writeHead(400).end('<p>redirect_uri')
    const back: Record<string, string> = { state: parameters.get('state') ?? '' }
    if (iss) back.iss = iss === true ? self.issuer : iss
    const refusal =
      refuses ??
      (pushedOnly && parameters === asked ? 'invalid_request' : undefined) ??
      (knowsNoPkce && parameters.has('code_challenge') ? 'invalid_request' : undefined) ??
      (refusesAcr && parameters.has('acr_values') ? 'unmet_authentication_requirements' : undefined) ??
      (parameters.get('prompt') === 'none' ? 'login_required' : undefined)
    if (refusal) back.error = refusal
    else {
      back.code = randomBytes(12).toString('base64url')
      const [nonce, challenge] = [parameters.get('nonce'), parameters.get('code_challenge')]
      const acr = self.variation.acr && (parameters.get('acr_values')?.split(' ')[0] ?? self.variation.acr)
      grants.set(back.code, { redirectUri, nonce, challenge, authTime: signedInAt ?? now(), acr })
    }
    if (parameters.get('response_mode') === 'form_post') {
      const fields = Object.entries(back).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
      )
      response.writeHead(200, { 'content-type': 'text/html' })
      return void response.end(
        `<form method="post" action="${redirectUri}">${fields.join('')}<button>Go</button></form>`,
      )
    }
    const location = new URL(redirectUri)
    for (const [name, value] of Object.entries(back)) location.searchParams.set(name, value)
    response.writeHead(303, { location: location.href }).end()
  }

  async function push(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new URLSearchParams(await text(request))
    if (!(await isClient(request, body))) return json(response, 401, { error: 'invalid_client' })
    const uri = `urn:ietf:params:oauth:request_uri:${randomBytes(8).toString('hex')}`
    pushed.set(uri, body)
    json(response, 201, { request_uri: uri, expires_in: 60 })
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new URLSearchParams(await text(request))
    self.tokenRequests.push(body)
    const { tokenAnswer, isOauth } = self.variation
    if (!(await isClient(request, body))) return json(response, 401, { error: 'invalid_client' })
    if (tokenAnswer) {
      response.writeHead(tokenAnswer.status, { 'content-type': 'application/json', ...tokenAnswer.headers })
      return void response.end(
        typeof tokenAnswer.body === 'string' ? tokenAnswer.body : JSON.stringify(tokenAnswer.body),
      )
    }
    const grant = grants.get(body.get('code') ?? '')
    grants.delete(body.get('code') ?? '')
    const isProven = grant?.challenge === null || grant?.challenge === (await challengeOf(body.get('code_verifier')))
    if (!grant || !isProven || grant.redirectUri !== body.get('redirect_uri'))
      return json(response, 400, { error: 'invalid_grant', error_description: 'no such code' })
    const accessToken = randomBytes(12).toString('base64url')
    tokens.add(accessToken)
    json(response, 200, {
      ...{ access_token: accessToken, token_type: 'Bearer', expires_in: 60 },
      ...(!isOauth && { id_token: await idToken(grant) }),
      ...self.variation.token,
    })
  }

  async function idToken({ nonce, authTime, acr }: Grant): Promise<string> {
    const { algorithm = 'RS256', nameless, claims, hidesAuthTime } = self.variation
    const told = {
      iss: self.issuer,
      aud: self.clientId,
      sub: 's-1',
      iat: now(),
      exp: now() + 60,
      nonce,
      ...(acr && { acr }),
    }
    const payload = { ...told, ...(!hidesAuthTime && { auth_time: authTime }), ...claims }
    const header = { alg: algorithm, ...(!nameless && { kid: key.kid }) }
    const by = algorithm.startsWith('HS') ? Buffer.from(self.clientSecret.padEnd(64, '.')) : key.privateKey
    return new SignJWT(payload as Json).setProtectedHeader(header).sign(by)
  }

  function userinfo(request: IncomingMessage, response: ServerResponse): void {
    const sent = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (!tokens.has(sent)) return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    json(response, 200, self.variation.userinfo ?? { sub: 's-1' })
  }

  async function isClient({ headers }: IncomingMessage, body: URLSearchParams): Promise<boolean> {
    const { authentication = 'client_secret_basic', basic, clientKey, audience = 'issuer' } = self.variation
    const [, sent] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
    switch (authentication) {
      case 'client_secret_basic': {
        const [id = '', secret = ''] = Buffer.from(sent ?? '', 'base64')
          .toString()
          .split(/:(.*)/s)
        const read = (value: string) => (basic === 'raw' ? value : new URLSearchParams(`a=${value}`).get('a'))
        return sent !== undefined && read(id) === self.clientId && isSame(read(secret) ?? '', self.clientSecret)
      }
      case 'client_secret_post':
        return body.get('client_id') === self.clientId && isSame(body.get('client_secret') ?? '', self.clientSecret)
      case 'private_key_jwt': {
        const keys = createLocalJWKSet({ keys: [clientKey as never] })
        return jwtVerify(body.get('client_assertion') ?? '', keys, {
          ...{ subject: self.clientId, issuer: self.clientId },
          audience: audience === 'issuer' ? self.issuer : `${base}/token`,
        }).then(
          () => true,
          () => false,
        )
      }
      case 'none':
        return sent === undefined && body.get('client_id') === self.clientId
    }
  }

  return self
}

/** Making keys takes longer than all else: providers of one algorithm begin with the same. */
const firstKeys = new Map<string, Promise<SigningKey>>()
function firstKey(variation: Variation): Promise<SigningKey> {
  const name = `${variation.algorithm} ${variation.nameless}`
  const known = firstKeys.get(name) ?? makeKey(variation)
  firstKeys.set(name, known)
  return known
}

async function makeKey({ algorithm = 'RS256', nameless }: Variation, kid?: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm.startsWith('HS') ? 'RS256' : algorithm)
  const jwk = await exportJWK(publicKey)
  const name = kid ?? (await calculateJwkThumbprint(jwk))
  return { privateKey, jwk: { ...jwk, ...(!nameless && { kid: name }) }, kid: name }
}

async function challengeOf(verifier: string | null): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Buffer.from(verifier ?? ''))
  return Buffer.from(hash).toString('base64url')
}

const isSame = (a: string, b: string) =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const json = (response: ServerResponse, status: number, body: unknown) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
