import { expect } from 'chai'
import { checkCityKey, type Finding } from '../../../server/city-key/check/check.ts'
import { type CityKeyClient, usualClient } from '../../../server/config/index.ts'
import { startVariedProvider, type Variation, type VariedProvider } from '../../support/varied-provider.ts'

const CALLBACK = 'http://plaza.test/portal/callback'

type Expected = Partial<Finding> & { what: string }
type Row = [what: string, variation: Variation, options: Partial<CityKeyClient>, findings: Expected[]]

const oauth = { protocol: 'oauth', scope: '', freshness: 'none' } as const

const rows: Row[] = [
  ['signs with a shared secret', { algorithm: 'HS512' }, {}, [{ what: 'signature of ID tokens', result: 'misfit' }]],
  [
    'signs by what is not among those set',
    { algorithm: 'RS256' },
    { algorithms: ['ES256'] },
    [{ what: 'signature of ID tokens', result: 'misfit', setting: 'CITY_KEY_ALGORITHMS' }],
  ],
  [
    'has another secret for this client',
    {},
    { clientSecret: 'wrong' },
    [{ what: 'client authentication', result: 'misfit', setting: 'CITY_KEY_CLIENT_SECRET' }],
  ],
  [
    'takes the secret in the body',
    { authentication: 'client_secret_post' },
    {},
    [{ what: 'client authentication', result: 'fits', detail: 'client_secret_post is accepted' }],
  ],
  [
    'takes the secret as it is',
    { clientSecret: 'a+b/c', basic: 'raw' },
    {},
    [{ what: 'client authentication', result: 'fits', detail: 'client_secret_basic_raw is accepted' }],
  ],
  [
    'has another name',
    { discovery: { issuer: 'http://other.example' } },
    {},
    [{ what: 'discovery', result: 'misfit', setting: 'CITY_KEY_ISSUER' }],
  ],
  [
    'does not know the way back',
    { redirectUris: ['http://plaza.test/elsewhere'] },
    {},
    [{ what: 'authorization request', result: 'misfit', setting: 'CITY_KEY_CLIENT_ID' }],
  ],
  [
    'has no such scope',
    { refuses: 'invalid_scope', discovery: { scopes_supported: ['openid'] } },
    { scope: 'openid level' },
    [
      { what: 'scope', result: 'misfit', setting: 'CITY_KEY_SCOPE' },
      { what: 'authorization request', result: 'misfit', setting: 'CITY_KEY_SCOPE' },
    ],
  ],
  [
    'knows another PKCE',
    { discovery: { code_challenge_methods_supported: ['plain'] } },
    {},
    [{ what: 'PKCE', result: 'misfit', setting: 'CITY_KEY_PKCE' }],
  ],
  [
    'knows no form_post',
    { discovery: { response_modes_supported: ['query', 'fragment'] } },
    { responseMode: 'form_post' },
    [{ what: 'response mode', result: 'misfit', setting: 'CITY_KEY_RESPONSE_MODE' }],
  ],
  [
    'knows no such level',
    { discovery: { acr_values_supported: ['low'] } },
    { acrValues: 'high' },
    [{ what: 'acr', result: 'misfit', setting: 'CITY_KEY_ACR_VALUES' }],
  ],
  [
    'names the levels that are set',
    { discovery: { acr_values_supported: ['low', 'high'] } },
    { level: { claim: 'acr', known: [{ theirs: 'low', ours: 'b' }], least: undefined } },
    [{ what: 'levels', result: 'fits', detail: 'low' }],
  ],
  [
    'names other levels',
    { discovery: { acr_values_supported: ['low', 'high'] } },
    { level: { claim: 'acr', known: [{ theirs: 'lou', ours: 'b' }], least: undefined } },
    [{ what: 'levels', result: 'unknown', setting: 'CITY_KEY_LEVELS' }],
  ],
  [
    'does not tell the level that is needed',
    { discovery: { claims_supported: ['sub', 'auth_time'] } },
    { level: { claim: 'loa', known: [{ theirs: 'b', ours: 'b' }], least: 'b' } },
    [
      { what: 'claim: level', result: 'misfit', setting: 'CITY_KEY_LEVEL_CLAIM' },
      { what: 'claim: sign-in anew', result: 'fits' },
    ],
  ],
  [
    'has no page to sign out at',
    { discovery: { end_session_endpoint: undefined } },
    { endsSession: true },
    [{ what: 'address: end session', result: 'misfit', setting: 'CITY_KEY_END_SESSION_URL' }],
  ],
  [
    'requires pushed requests',
    { pushedOnly: true },
    {},
    [
      { what: 'pushed requests', result: 'fits' },
      { what: 'authorization request', result: 'fits' },
    ],
  ],
  [
    'requires pushed requests, which are off',
    { pushedOnly: true },
    { pushes: false },
    [{ what: 'pushed requests', result: 'misfit', setting: 'CITY_KEY_PUSHED_REQUESTS' }],
  ],
  ['has no keys', { discovery: { jwks_uri: undefined } }, {}, [{ what: 'address: keys', result: 'misfit' }]],
  [
    'is too slow',
    { slow: { path: '/token', ms: 3000 } },
    { timeoutSeconds: 1 },
    [{ what: 'client authentication', result: 'misfit', setting: 'CITY_KEY_TIMEOUT_SECONDS' }],
  ],
]

describe('plaza city-key check, of a provider that', () => {
  let provider: VariedProvider | undefined
  afterEach(() => provider?.close())

  const check = async (variation: Variation, options: Partial<CityKeyClient>) => {
    provider = await startVariedProvider(variation)
    const { issuer, clientId, clientSecret } = provider
    const client = { ...usualClient, issuer, clientId, clientSecret, ...options }
    return checkCityKey({ client, redirectUri: CALLBACK, isApart: false })
  }

  it('is as it should be: all of it fits, and no code is spent', async () => {
    const found = await check({}, {})
    expect(found.filter(({ result }) => result === 'misfit')).to.deep.equal([])
    expect(found.map(({ what }) => what)).to.include.members([
      ...['provider', 'address: authorization', 'address: token', 'address: keys', 'signature of ID tokens', 'keys'],
      ...['scope', 'PKCE', 'client authentication', 'authorization request', 'clock'],
    ])
    expect(found.find(({ what }) => what === 'authorization request')?.detail).to.include('login_required')
    expect(JSON.stringify(found)).to.not.include(provider!.clientSecret)
  })

  for (const [what, variation, options, expected] of rows) {
    it(what, async () => {
      const found = await check(variation, options)
      for (const each of expected) {
        const named = found.filter((one) => one.what === each.what)
        expect(
          named.some((one) => Object.entries(each).every(([key, value]) => one[key as keyof Finding] === value)),
          JSON.stringify(found, null, 1),
        ).to.equal(true)
      }
      expect(JSON.stringify(found), 'the secret').to.not.include(provider!.clientSecret)
    })
  }

  it('is not there', async () => {
    provider = await startVariedProvider()
    await provider.stop()
    const client = { ...usualClient, issuer: provider.issuer, clientId: 'plaza', clientSecret: 's' }
    const found = await checkCityKey({ client, redirectUri: CALLBACK, isApart: true })
    expect(found).to.have.length(1)
    expect(found[0]).to.include({ what: 'discovery', result: 'misfit', setting: 'CITY_KEY_STAFF_ISSUER' })
  })

  it('is the staff’s: it names their settings where they have their own, and those of all where not', async () => {
    provider = await startVariedProvider({
      ...{ refuses: 'invalid_scope', algorithm: 'HS512' },
      discovery: { id_token_signing_alg_values_supported: ['RS256'], issuer: 'http://other.example' },
    })
    const { issuer, clientId } = provider
    const options = { ...usualClient, issuer, clientId, clientSecret: 'wrong', algorithms: ['ES256'] }
    const check = () => checkCityKey({ client: options, redirectUri: CALLBACK, isApart: true })
    expect((await check())[0]?.detail).to.include('set CITY_KEY_STAFF_ISSUER to that')
    provider.variation = { ...provider.variation, discovery: { id_token_signing_alg_values_supported: ['RS256'] } }
    const settings = new Map((await check()).map(({ what, setting }) => [what, setting]))
    expect(settings.get('authorization request')).to.equal('CITY_KEY_STAFF_SCOPE')
    expect(settings.get('client authentication')).to.equal('CITY_KEY_STAFF_CLIENT_SECRET')
    expect(settings.get('signature of ID tokens')).to.equal('CITY_KEY_ALGORITHMS')
  })

  it('speaks plain OAuth 2', async () => {
    provider = await startVariedProvider({ isOauth: true })
    const { issuer, clientId, clientSecret } = provider
    const [authorization, token, userinfo] = ['authorize', 'token', 'userinfo'].map((path) => `${issuer}/${path}`)
    const endpoints = { authorization, token, userinfo }
    const client = { ...usualClient, ...oauth, issuer, clientId, clientSecret, endpoints }
    const found = await checkCityKey({ client, redirectUri: CALLBACK, isApart: false })
    expect(found.filter(({ result }) => result === 'misfit')).to.deep.equal([])
    expect(found.find(({ what }) => what === 'user info')).to.include({ result: 'fits' })
    const wrong = { ...client, endpoints: { ...endpoints, userinfo: `${issuer}/nothing` } }
    const again = await checkCityKey({ client: wrong, redirectUri: CALLBACK, isApart: false })
    expect(again.find(({ what }) => what === 'user info')).to.include({
      ...{ result: 'misfit', setting: 'CITY_KEY_USERINFO_URL' },
    })
  })
})
