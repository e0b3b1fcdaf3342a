import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type CityKeyOptions, createCityKey } from '../../../server/city-key/city-key.ts'
import { CityKeyError, type SignIn } from '../../../server/city-key/provider.ts'
import { startVariedProvider, type Variation, type VariedProvider } from '../../support/varied-provider.ts'

const CALLBACK = 'http://plaza.test/portal/callback'

type Options = Partial<CityKeyOptions>
type Failure = { kind: string; reason: string }
/** What a provider does otherwise, how Plaza is set for it, and what comes of a sign-in. */
type Row = [what: string, variation: Variation, options: Options, outcome: Partial<SignIn['identity']> | Failure]

const SIGNS = 'a-b_c.d~e+f/g%h i:j=k&é'

/** Of a level and a locale. */
const particulars = (claims: Record<string, unknown>): Variation => ({ claims })
const sub = (value: unknown): Variation => ({ claims: { sub: value } })
const misfit = (reason: string): Failure => ({ kind: 'misfit', reason })
const levels = {
  claim: 'level',
  least: undefined,
  known: ['low', 'mid', 'high'].map((ours) => ({ theirs: ours, ours })),
}
const levelBy = (claim: string) => ({ level: { claim, known: [], least: undefined } })

const rows: Row[] = [
  ['is as it should be', {}, {}, { subject: 's-1' }],
  ['has an issuer that ends in /', { path: '/' }, {}, { subject: 's-1' }],
  ['has an issuer with a path', { path: '/realms/city' }, {}, { subject: 's-1' }],
  ['has an issuer with a path that ends in /', { path: '/realms/city/' }, {}, { subject: 's-1' }],
  ['calls itself otherwise', { discovery: { issuer: 'http://other.example' } }, {}, misfit('issuer_mismatch')],

  ['decodes a secret with signs', { clientSecret: SIGNS }, {}, { subject: 's-1' }],
  ['does not decode a secret with signs', { clientSecret: SIGNS, basic: 'raw' }, {}, { subject: 's-1' }],
  [
    'does not decode, and that is set',
    { clientSecret: SIGNS, basic: 'raw' },
    { authentication: 'client_secret_basic_raw' },
    { subject: 's-1' },
  ],
  [
    'wants the secret in the body',
    { authentication: 'client_secret_post', clientSecret: SIGNS },
    {},
    { subject: 's-1' },
  ],
  [
    'announces both ways of a secret, and takes one for this client',
    {
      authentication: 'client_secret_post',
      discovery: { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] },
    },
    {},
    { subject: 's-1' },
  ],
  ['has a public client', { authentication: 'none' }, { clientSecret: undefined }, { subject: 's-1' }],
  ['has another secret', {}, { clientSecret: 'wrong' }, misfit('invalid_client')],

  ['signs nobody in', { refuses: 'login_required' }, {}, { kind: 'not-signed-in', reason: 'login_required' }],
  ['hears a no', { refuses: 'access_denied' }, {}, { kind: 'refused', reason: 'access_denied' }],
  ['has no such scope', { refuses: 'invalid_scope' }, {}, misfit('invalid_scope')],
  ['gives this client no code', { refuses: 'unauthorized_client' }, {}, misfit('unauthorized_client')],
  ['has an error of its own', { refuses: 'x_y' }, {}, misfit('x_y')],
  [
    'is broken for now',
    { refuses: 'temporarily_unavailable' },
    {},
    { kind: 'unreachable', reason: 'temporarily_unavailable' },
  ],
  ['is asked too much', { tokenAnswer: { status: 429, body: {} } }, {}, { kind: 'busy', reason: 'http_429' }],
  [
    'is asked too much, and says so as OAuth 2 would',
    { tokenAnswer: { status: 429, body: { error: 'slow_down' } } },
    {},
    { kind: 'busy', reason: 'http_429' },
  ],
  [
    'takes the code for used',
    { tokenAnswer: { status: 400, body: { error: 'invalid_grant' } } },
    {},
    { kind: 'invalid', reason: 'invalid_grant' },
  ],
  [
    'is down behind a proxy',
    { tokenAnswer: { status: 502, body: '<p>' } },
    {},
    { kind: 'unreachable', reason: 'http_502' },
  ],
  ['answers with a page', { tokenAnswer: { status: 200, body: '<p>' } }, {}, misfit('not_json')],
  ['gives no ID token', { token: { id_token: undefined } }, {}, misfit('id_token_missing')],

  ['names nobody', sub(''), {}, misfit('subject_empty')],
  ['names a blank', sub('  '), {}, misfit('subject_empty')],
  ['names a NUL', sub('a\0b'), {}, misfit('subject_characters')],
  ['names 255 octets', sub('a'.repeat(255)), {}, { subject: 'a'.repeat(255) }],
  ['names 256 octets', sub('a'.repeat(256)), {}, misfit('subject_too_long')],
  ['names 100 kB', sub('a'.repeat(100_000)), {}, misfit('subject_too_long')],
  ['names a number', sub(1234567), {}, { subject: '1234567' }],
  ['names a number beyond what is exact', sub(2 ** 60), {}, misfit('subject_number')],
  ['names a list', sub(['a']), {}, misfit('subject_type')],
  ['leaves the name out', sub(undefined), {}, misfit('sub_missing')],
  ['writes in capitals', sub('Ana-A'), {}, { subject: 'Ana-A' }],

  ['writes the locale as POSIX does', particulars({ locale: 'es_MX' }), {}, { locale: 'es-MX' }],
  ['writes the locale with its encoding', particulars({ locale: 'es_MX.UTF-8' }), {}, { locale: 'es-MX' }],
  ['writes the locale as BCP 47 has it', particulars({ locale: 'es-MX' }), {}, { locale: 'es-MX' }],
  ['has an empty locale', particulars({ locale: '' }), {}, { subject: 's-1' }],
  ['has a locale that is none', particulars({ locale: 'x y', acr: null }), {}, { subject: 's-1' }],
  ['has a level that is a number', particulars({ acr: 2 }), {}, { verificationLevel: '2' }],
  [
    'has several levels',
    particulars({ level: ['mid', 'other', 'low'] }),
    { level: levels },
    { verificationLevel: 'mid' },
  ],
  [
    'has a level elsewhere',
    particulars({ person: { loa: 'b' } }),
    { level: { ...levels, claim: 'person.loa' } },
    { verificationLevel: 'b' },
  ],
  [
    'has a level whose name is an address',
    particulars({ 'https://id.example/loa': 'b' }),
    levelBy('https://id.example/loa'),
    { verificationLevel: 'b' },
  ],
  [
    'tells the level by user info alone',
    { userinfo: { sub: 's-1', level: 'mid' } },
    { level: { ...levels, known: [{ theirs: 'mid', ours: '2' }] } },
    { verificationLevel: '2' },
  ],
  ['tells of somebody else by user info', { userinfo: { sub: 's-2' } }, levelBy('level'), misfit('sub_mismatch')],
  [
    'has an account below the least level',
    particulars({ level: 'low' }),
    { level: { ...levels, least: 'mid' } },
    { kind: 'unverified', reason: 'level' },
  ],
  [
    'has an account of the least level',
    particulars({ level: 'mid' }),
    { level: { ...levels, least: 'mid' } },
    { verificationLevel: 'mid' },
  ],
  [
    'does not say the level, which is needed',
    {},
    { level: { ...levels, least: 'mid' } },
    { kind: 'unverified', reason: 'level' },
  ],

  ['has an expires_in of null', { token: { expires_in: null } }, {}, { subject: 's-1' }],
  ['has an expires_in of text', { token: { expires_in: 'soon' } }, {}, { subject: 's-1' }],
  ['writes bearer', { token: { token_type: 'bearer' } }, {}, { subject: 's-1' }],
  ['leaves the token type out', { token: { token_type: undefined } }, {}, { subject: 's-1' }],
  ['sends its issuer along', { iss: true }, {}, { subject: 's-1' }],
  ['sends its issuer along, which ends in /', { iss: true, path: '/' }, {}, { subject: 's-1' }],
  ['sends another issuer along', { iss: 'http://other.example' }, {}, misfit('iss_mismatch')],
  [
    'announces that it sends its issuer along, and does not',
    { discovery: { authorization_response_iss_parameter_supported: true } },
    {},
    misfit('iss_mismatch'),
  ],
  ...['RS256', 'RS512', 'PS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA'].map(
    (algorithm): Row => [`signs by ${algorithm}`, { algorithm }, {}, { subject: 's-1' }],
  ),
  ...['HS256', 'HS512'].map((algorithm): Row => [`signs by ${algorithm}`, { algorithm }, {}, misfit('algorithm')]),
  ['signs by what is not among those set', { algorithm: 'RS256' }, { algorithms: ['ES256'] }, misfit('algorithm')],
  ['has one key without a name', { nameless: true }, {}, { subject: 's-1' }],
  ['is two minutes behind', { clockSeconds: -120 }, {}, { subject: 's-1' }],
  ['is two minutes ahead', { clockSeconds: 120 }, {}, { subject: 's-1' }],
  ['is an hour behind', { clockSeconds: -3600 }, {}, misfit('clock')],
  ['is an hour ahead', { clockSeconds: 3600 }, {}, misfit('clock')],
  ['has a token for another client', { claims: { aud: 'other' } }, {}, misfit('aud_mismatch')],
  [
    'has a token for two clients, made for the other',
    { claims: { aud: ['plaza', 'b'], azp: 'b' } },
    {},
    misfit('azp_mismatch'),
  ],
  ['has a token of another sign-in', { claims: { nonce: 'x' } }, {}, { kind: 'invalid', reason: 'nonce' }],
  ['has a token of another issuer', { claims: { iss: 'http://other.example' } }, {}, misfit('iss_mismatch')],

  ['is slow to give a token', { slow: { path: '/token', ms: 300 } }, { timeoutSeconds: 2 }, { subject: 's-1' }],
  [
    'is slower than is waited for',
    { slow: { path: '/token', ms: 3000 } },
    { timeoutSeconds: 1 },
    { kind: 'unreachable', reason: 'timeout' },
  ],
  ['wants requests behind the browser’s back', { pushedOnly: true }, {}, { subject: 's-1' }],
  ['knows no PKCE', { knowsNoPkce: true }, {}, misfit('invalid_request')],
  ['knows no PKCE, and that is set', { knowsNoPkce: true }, { usesPkce: false }, { subject: 's-1' }],
  ['sends back by a form', {}, { responseMode: 'form_post' }, { subject: 's-1' }],
]

describe('a City Key whose provider', () => {
  let provider: VariedProvider | undefined
  afterEach(() => provider?.close())

  const start = async (variation: Variation, options: Options = {}) => {
    provider = await startVariedProvider(variation)
    const { issuer, clientId, clientSecret } = provider
    return createCityKey({ issuer, clientId, clientSecret, redirectUri: CALLBACK, ...options })
  }
  const outcomeOf = async (key: ReturnType<typeof createCityKey>, fresh = false) => {
    try {
      const { url, checks } = await key.begin({ redirectUri: CALLBACK, fresh })
      return await key.complete(await provider!.visit(url), checks)
    } catch (error) {
      if (!(error instanceof CityKeyError)) throw error
      return error
    }
  }

  for (const [what, variation, options, outcome] of rows) {
    it(what, async () => {
      const key = await start(variation, options)
      const found = await outcomeOf(key)
      if ('kind' in outcome) {
        expect(found, JSON.stringify(found)).to.be.instanceOf(CityKeyError)
        expect(found).to.include(outcome)
        expect(String(found), 'what is secret').to.not.include(provider!.clientSecret)
      } else {
        expect(found, String(found)).to.have.property('identity')
        const { identity } = found as SignIn
        expect(identity.issuer).to.equal(provider!.issuer)
        expect(identity).to.include(outcome)
        const kept = Object.keys(identity).filter((name) => !['issuer', 'subject'].includes(name))
        expect(kept.filter((name) => !(name in outcome))).to.deep.equal([])
      }
    })
  }

  it('has an issuer that was set without its last /', async () => {
    provider = await startVariedProvider({ path: '/realms/city/' })
    const { issuer, clientId, clientSecret } = provider
    const key = createCityKey({ issuer: issuer.slice(0, -1), clientId, clientSecret })
    expect(((await outcomeOf(key)) as SignIn).identity.issuer).to.equal(issuer)
  })

  it('changes its keys: the next sign-in goes well, and so does one by a new key of the old name', async () => {
    const key = await start({})
    expect(await outcomeOf(key)).to.have.property('identity')
    await provider!.rotate()
    expect(await outcomeOf(key)).to.have.property('identity')
    await provider!.rotate({ sameName: true })
    expect(await outcomeOf(key)).to.have.property('identity')
  })

  it('moves its keys to another address as it changes them', async () => {
    const key = await start({})
    expect(await outcomeOf(key)).to.have.property('identity')
    await provider!.rotate()
    provider!.variation = { discovery: { jwks_uri: `${provider!.issuer}/jwks?new` } }
    expect(await outcomeOf(key)).to.have.property('identity')
  })

  it('is down at first, and there later', async () => {
    const key = await start({})
    await provider!.stop()
    expect(await outcomeOf(key)).to.include({ kind: 'unreachable', reason: 'econnrefused' })
    await provider!.start()
    expect(await outcomeOf(key)).to.have.property('identity')
  })

  it('is slow to tell of itself, and was there before: nobody waits for it', async () => {
    const key = await start({}, { answeredSeconds: 0 })
    expect(await outcomeOf(key)).to.have.property('identity')
    provider!.variation = { slow: { path: '/openid-configuration', ms: 6000 } }
    expect(await outcomeOf(key)).to.have.property('identity')
  })

  it('is told who the client is by a signed assertion, with whichever audience it wants', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'plaza-key-'))
    const pairs = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('ed25519'),
    ]
    for (const { privateKey, publicKey } of pairs)
      for (const audience of ['issuer', 'token endpoint'] as const) {
        const file = join(dir, 'key.pem')
        await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
        const clientKey = { ...publicKey.export({ format: 'jwk' }), kid: 'k' }
        const key = await start(
          { authentication: 'private_key_jwt', clientKey, audience },
          { clientSecret: undefined, key: { file, id: 'k' } },
        )
        expect(await outcomeOf(key), `${privateKey.asymmetricKeyType} ${audience}`).to.have.property('identity')
        await provider!.close()
      }
    await rm(dir, { recursive: true })
  })

  it('has another secret from now on: what it takes is tried again', async () => {
    const key = await start({
      authentication: 'client_secret_post',
      discovery: { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] },
    })
    expect(await outcomeOf(key)).to.have.property('identity')
    provider!.variation = { ...provider!.variation, authentication: 'client_secret_basic' }
    expect(await outcomeOf(key)).to.include({ kind: 'misfit', reason: 'invalid_client' })
    expect(await outcomeOf(key)).to.have.property('identity')
  })

  it('takes no way of authentication: it is not tried without end', async () => {
    const key = await start(
      { discovery: { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] } },
      { clientSecret: 'wrong' },
    )
    for (let time = 0; time < 3; time++)
      expect(await outcomeOf(key)).to.include({ kind: 'misfit', reason: 'invalid_client' })
    expect(provider!.tokenRequests, 'both ways once, and each code').to.have.length(2 + 3)
  })

  it('has a key of the client in a file that is not there, which is said at start', () => {
    const options = { issuer: 'https://key.example', clientId: 'plaza', key: { file: '/nowhere.pem', id: undefined } }
    expect(() => createCityKey(options)).to.throw('CITY_KEY_CLIENT_KEY_FILE: /nowhere.pem')
  })

  it('is asked for a level that a policy wants: by its own words, the least that is enough first', async () => {
    const known = ['1=basic', '2=full', 'two words=full', '3=in person'].map((pair) => {
      const [theirs = '', ours = ''] = pair.split('=')
      return { theirs, ours }
    })
    const level = { claim: 'acr', known, least: undefined }
    for (const [options, asked, acrValues] of [
      [{ level }, 'full', '2 3'],
      [{ level }, 'basic', '1 2 3'],
      [{ level }, undefined, null],
      [{ level }, 'unknown', null],
      [{ level, acrValues: '9 3' }, 'full', '2 3 9'],
      [{ level, acrValues: '9 3' }, undefined, '9 3'],
      // It is the account’s: no sign-in has more of it.
      [{ level: { ...level, claim: 'loa' } }, 'full', null],
    ] as Array<[Options, string | undefined, string | null]>) {
      const key = await start({}, options)
      const { url, checks } = await key.begin({ redirectUri: CALLBACK, level: asked })
      expect(url.searchParams.get('acr_values'), `${asked} ${options.acrValues}`).to.equal(acrValues)
      expect(checks.level).to.equal(asked)
      await provider!.close()
    }
  })

  it('signs in anew whom it is asked to, and says so', async () => {
    expect(await outcomeOf(await start({}), true)).to.include({ freshness: 'proven' })
  })

  it('is asked to sign in anew, and lets whoever was there before pass', async () => {
    const now = Math.floor(Date.now() / 1000)
    for (const clockSeconds of [0, -120, 120]) {
      const key = await start({ signedInAt: now + clockSeconds - 30, clockSeconds })
      expect(await outcomeOf(key, true), `${clockSeconds} s`).to.include({ kind: 'stale', reason: 'auth_time' })
      await provider!.close()
    }
  })

  it('signs in anew by a clock that is two minutes off', async () => {
    for (const clockSeconds of [-120, 120]) {
      expect(await outcomeOf(await start({ clockSeconds }), true)).to.include({ freshness: 'proven' })
      await provider!.close()
    }
  })

  it('does not say when somebody signed in: nothing is proven', async () => {
    expect(await outcomeOf(await start({ hidesAuthTime: true }), true)).to.include({ freshness: 'unproven' })
  })
})
