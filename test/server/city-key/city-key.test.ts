import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect } from 'chai'
import { createCityKey } from '../../../server/city-key/city-key.ts'
import { type CityKey, CityKeyError, type SignInChecks } from '../../../server/city-key/provider.ts'
import { type HostileIssuer, startHostileIssuer, strangersKey } from '../../support/hostile-issuer.ts'

const CALLBACK = 'http://plaza.test/portal/callback'

describe('the City Key as a client sees it', () => {
  let issuer: HostileIssuer
  let key: CityKey
  beforeEach(async () => {
    issuer = await startHostileIssuer()
    key = createCityKey({ issuer: issuer.issuer, clientId: 'plaza', clientSecret: 'secret', timeoutSeconds: 1 })
  })
  afterEach(() => issuer.close())

  const now = () => Math.floor(Date.now() / 1000)
  const begin = async () => {
    const { url, checks } = await key.begin({ redirectUri: CALLBACK, locale: 'es' })
    const { issuer: iss } = issuer
    issuer.claims = { iss, sub: 's-1', aud: 'plaza', iat: now(), exp: now() + 60, nonce: checks.nonce }
    return { url, checks }
  }
  const complete = (checks: SignInChecks, change: Record<string, string> = {}) =>
    key.complete(new URL(`${CALLBACK}?${new URLSearchParams({ code: 'c', state: checks.state, ...change })}`), checks)
  const failure = async (attempt: Promise<unknown>): Promise<CityKeyError['kind']> => {
    const error = await attempt.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).to.be.instanceOf(CityKeyError)
    return (error as CityKeyError).kind
  }

  it('is asked for a code, with PKCE, state and nonce that are new every time, and for no more than who it is', async () => {
    const { url, checks } = await begin()
    expect(url.origin + url.pathname).to.equal(`${issuer.issuer}/authorize`)
    const { code_challenge, state, nonce, ...rest } = Object.fromEntries(url.searchParams)
    expect(rest).to.deep.equal({
      client_id: 'plaza',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge_method: 'S256',
      ui_locales: 'es',
    })
    expect({ state, nonce }).to.deep.equal({ state: checks.state, nonce: checks.nonce })
    expect(code_challenge).to.match(/^[\w-]{43}$/)
    expect(url.href).to.not.include(checks.codeVerifier)
    const again = await begin()
    for (const name of ['state', 'nonce', 'codeVerifier'] as const) {
      expect(again.checks[name]).to.not.equal(checks[name])
    }
    expect(issuer.asked, 'discovery is read once').to.have.length(1)
  })

  it('tells issuer, subject, locale and level, and nothing else that the token holds', async () => {
    const { checks } = await begin()
    Object.assign(issuer.claims, { locale: 'es-MX', acr: '2', name: 'Lucía', email: 'l@a.example', phone_number: '5' })
    expect((await complete(checks)).identity).to.deep.equal({
      issuer: issuer.issuer,
      subject: 's-1',
      locale: 'es-MX',
      verificationLevel: '2',
    })
    const other = await begin()
    Object.assign(issuer.claims, { locale: 7, acr: null })
    expect((await complete(other.checks)).identity).to.deep.equal({ issuer: issuer.issuer, subject: 's-1' })
  })

  it('leaves out a locale and a level that no table holds, or that are endless', async () => {
    const { checks } = await begin()
    Object.assign(issuer.claims, { locale: 'es\0MX', acr: 'x'.repeat(100_000) })
    expect((await complete(checks)).identity).to.deep.equal({ issuer: issuer.issuer, subject: 's-1' })
  })

  it('is read no further than any City Key has to say, wherever it says more', async () => {
    let written = 0
    /** A JSON string without an end, for as long as somebody listens. */
    const endless = async (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const text = function* () {
        yield '{"a":"'
        for (; written < 300_000_000; written += 65_536) yield 'x'.repeat(65_536)
      }
      await pipeline(Readable.from(text()), response).catch(() => {})
    }
    const { checks } = await begin()
    issuer.token = (response) => void endless(response)
    expect(await failure(complete(checks)), 'token endpoint').to.equal('misfit')
    expect(written, 'octets').to.be.below(30_000_000)
    issuer.endless = endless
    written = 0
    const fresh = createCityKey({ issuer: issuer.issuer, clientId: 'plaza' })
    expect(await failure(fresh.begin({ redirectUri: CALLBACK })), 'discovery').to.equal('misfit')
    expect(written, 'octets').to.be.below(30_000_000)
  })

  it('refused when the person said no', async () => {
    const { checks } = await begin()
    const said = { state: checks.state, error: 'access_denied' }
    expect(await failure(key.complete(new URL(`${CALLBACK}?${new URLSearchParams(said)}`), checks))).to.equal('refused')
  })

  it('is unreachable when it says so itself', async () => {
    for (const error of ['server_error', 'temporarily_unavailable']) {
      const { checks } = await begin()
      const said = new URLSearchParams({ state: checks.state, error })
      expect(await failure(key.complete(new URL(`${CALLBACK}?${said}`), checks))).to.equal('unreachable')
    }
  })

  it('is unreachable while nobody answers, answers too late, or with 5xx; and is asked again afterwards', async () => {
    issuer.status = 503
    expect(await failure(begin())).to.equal('unreachable')
    issuer.status = 200
    issuer.hangs = true
    expect(await failure(begin())).to.equal('unreachable')
    issuer.hangs = false
    const { checks } = await begin()
    issuer.status = 502
    expect(await failure(complete(checks)), 'token endpoint, 502').to.equal('unreachable')
    issuer.status = 200
    issuer.hangs = true
    expect(await failure(complete((await begin()).checks)), 'token endpoint hangs').to.equal('unreachable')
    issuer.hangs = false
    issuer.token = (response) => response.destroy()
    expect(await failure(complete((await begin()).checks)), 'token endpoint breaks off').to.equal('unreachable')
    const nobody = createCityKey({ issuer: 'http://127.0.0.1:1', clientId: 'plaza' })
    expect(await failure(nobody.begin({ redirectUri: CALLBACK }))).to.equal('unreachable')
  })

  it('sends nobody to one that answered before but does not any more', async () => {
    const { issuer: url } = issuer
    key = createCityKey({ issuer: url, clientId: 'plaza', answeredSeconds: 0 })
    await begin()
    issuer.status = 503
    expect(await failure(begin())).to.equal('unreachable')
  })

  it('is not believed with another state, without one, or with an answer of another issuer', async () => {
    const { checks } = await begin()
    expect(await failure(complete(checks, { state: 'other' }))).to.equal('invalid')
    expect(await failure(complete(checks, { state: '' }))).to.equal('invalid')
    expect(await failure(complete(checks, { iss: 'http://other.example' }))).to.equal('misfit')
    expect(await failure(key.complete(new URL(`${CALLBACK}?state=${checks.state}`), checks)), 'no code').to.equal(
      'invalid',
    )
    const denied = new URL(`${CALLBACK}?error=access_denied&state=other`)
    expect(await failure(key.complete(denied, checks)), 'not even a refusal').to.equal('invalid')
  })

  for (const [what, change] of [
    ['another nonce', { nonce: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'http://other.example' }],
    ['another audience', { aud: 'somebody' }],
    ['a time that is over', { exp: 1000 }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a blank subject', { sub: ' ' }],
    ['a subject that no table holds', { sub: 'a\0b' }],
    ['a subject of 256 characters', { sub: 'a'.repeat(256) }],
  ] as const) {
    it(`is not believed with an ID token of ${what}`, async () => {
      const { checks } = await begin()
      Object.assign(issuer.claims, change)
      expect(await failure(complete(checks))).to.equal('nonce' in change ? 'invalid' : 'misfit')
    })
  }

  it('is not believed with an ID token signed by a key that is not its own', async () => {
    const { checks } = await begin()
    issuer.signingKey = strangersKey
    expect(await failure(complete(checks))).to.equal('misfit')
  })

  it('is not believed without an ID token, with a refused code, or with an answer that is no JSON', async () => {
    const answers: Array<[string, (response: ServerResponse) => void, kind?: string]> = [
      ['no ID token', (response) => jsonAnswer(response, 200, { access_token: 'a', token_type: 'Bearer' }), 'misfit'],
      ['invalid_grant', (response) => jsonAnswer(response, 400, { error: 'invalid_grant' })],
      ['no JSON', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello'), 'misfit'],
    ]
    for (const [what, token, kind = 'invalid'] of answers) {
      const { checks } = await begin()
      issuer.token = token
      expect(await failure(complete(checks)), what).to.equal(kind)
    }
  })

  it('leads forms to the issuer, and to the origin of its login pages where that is another', async () => {
    issuer.discovery = { authorization_endpoint: 'http://login.key.example/authorize' }
    expect(await key.origins()).to.deep.equal([issuer.issuer, 'http://login.key.example'])
    const down = createCityKey({ issuer: 'http://127.0.0.1:1/realm', clientId: 'plaza' })
    expect(await down.origins()).to.deep.equal(['http://127.0.0.1:1'])
  })

  it('does not hold up a page while it is silent', async () => {
    issuer.hangs = true
    const slow = createCityKey({ issuer: issuer.issuer, clientId: 'plaza', timeoutSeconds: 60 })
    const from = performance.now()
    expect(await slow.origins()).to.deep.equal([issuer.issuer])
    expect(await slow.origins()).to.deep.equal([issuer.issuer])
    expect(performance.now() - from, 'far from the 60 s of its timeout, ms').to.be.below(20_000)
    expect(issuer.asked).to.have.length(1)
  })
})

const jsonAnswer = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
