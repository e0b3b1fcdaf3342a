import { expect } from 'chai'
import { storedAccount } from '../../../server/city-key/account/stored-account.ts'
import { type CityKeyOptions, createCityKey } from '../../../server/city-key/city-key.ts'
import { CityKeyError } from '../../../server/city-key/provider.ts'
import { testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startVariedProvider, type Variation, type VariedProvider } from '../../support/varied-provider.ts'

const CALLBACK = 'http://plaza.test/portal/callback'
const NAME = 'https://llave.example'
const subject = (claim: string, isPersonal = false) => ({ claim, isPersonal })

describe('a City Key of plain OAuth 2', () => {
  let provider: VariedProvider | undefined
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())
  afterEach(() => provider?.close())

  const start = async (variation: Variation, options: Partial<CityKeyOptions> = {}) => {
    provider = await startVariedProvider({ isOauth: true, ...variation })
    const { issuer: base, clientId, clientSecret } = provider
    return createCityKey({
      ...{ protocol: 'oauth', scope: '', freshness: 'none', issuer: NAME, clientId, clientSecret },
      endpoints: { authorization: `${base}/authorize`, token: `${base}/token`, userinfo: `${base}/userinfo` },
      redirectUri: CALLBACK,
      ...options,
    })
  }
  const signIn = async (key: ReturnType<typeof createCityKey>, fresh = false) => {
    try {
      const { url, checks } = await key.begin({ redirectUri: CALLBACK, fresh })
      return { url, ...(await key.complete(await provider!.visit(url), checks)) }
    } catch (error) {
      if (!(error instanceof CityKeyError)) throw error
      return { url: undefined, identity: undefined, freshness: undefined, kind: error.kind, reason: error.reason }
    }
  }

  it('is asked by what was set by hand, with PKCE, and for nothing of OpenID Connect', async () => {
    const { url, identity } = await signIn(await start({}))
    expect([...url!.searchParams.keys()].sort()).to.deep.equal([
      ...['client_id', 'code_challenge', 'code_challenge_method', 'redirect_uri', 'response_type', 'state'],
    ])
    expect(identity).to.deep.equal({ issuer: NAME, subject: 's-1' })
    expect(provider!.asked.filter((path) => path.includes('well-known'))).to.deep.equal([])
  })

  for (const [what, userinfo, claim, expected] of [
    ['another field', { id: 17 }, 'id', '17'],
    ['a field within another', { data: { user: { id: 'a7' } } }, 'data.user.id', 'a7'],
  ] as const) {
    it(`knows a person by ${what}, and keeps nothing else of the answer`, async () => {
      const told = { ...userinfo, nombre: 'Ana', correo: 'ana@correo.example', telefono: '55' }
      const { identity } = await signIn(await start({ userinfo: told }, { subject: subject(claim) }))
      expect(identity).to.deep.equal({ issuer: NAME, subject: expected })
    })
  }

  it('tells the level and the language by fields that are set', async () => {
    const key = await start(
      { userinfo: { sub: 's-1', nivel: 3, idioma: 'es_MX' } },
      {
        level: { claim: 'nivel', known: [{ theirs: '3', ours: 'verified' }], least: 'verified' },
        localeClaim: 'idioma',
      },
    )
    expect((await signIn(key)).identity).to.include({ verificationLevel: 'verified', locale: 'es-MX' })
  })

  it('keeps a CURP as a hash alone', async () => {
    const personal = subject('curp', true)
    const store = storedAccount(db, testSealer, { issuer: NAME, subject: personal })
    const key = await start({ userinfo: { curp: 'LOMA850101MDFPRN09' } }, { subject: personal, storedAccount: store })
    const { identity } = await signIn(key)
    expect(identity).to.deep.equal({ issuer: NAME, subject: await store('loma850101mdfprn09') })
    expect(JSON.stringify(identity)).to.not.match(/loma/i)
  })

  it('proves to nobody that somebody has signed in anew', async () => {
    const { url, freshness } = await signIn(await start({}), true)
    expect(freshness).to.equal('unproven')
    expect(url!.searchParams.has('prompt'), 'which it does not know').to.equal(false)
    await provider!.close()
    const asked = await signIn(await start({}, { freshness: 'prompt' }), true)
    expect([asked.freshness, asked.url!.searchParams.get('prompt')]).to.deep.equal(['unproven', 'login'])
  })

  for (const [what, variation, options, failure] of [
    ['names nobody', { userinfo: { name: 'Ana' } }, {}, { kind: 'misfit', reason: 'subject_missing' }],
    ['answers with no object', { userinfo: [] as never }, {}, { kind: 'misfit', reason: 'not_json' }],
    ['knows another secret', {}, { clientSecret: 'x' }, { kind: 'misfit', reason: 'invalid_client' }],
    ['refuses PKCE', { knowsNoPkce: true }, {}, { kind: 'misfit', reason: 'invalid_request' }],
  ] as const) {
    it(`says why nobody gets in where it ${what}`, async () => {
      expect(await signIn(await start(variation as Variation, options))).to.include(failure)
    })
  }

  it('is signed out of at the address that is set for it, where that is wanted', async () => {
    const out = 'https://cuenta.example/salir'
    const back = 'https://wifi.example/portal/me'
    await start({})
    const { issuer: base, clientId } = provider!
    const [authorization, token, userinfo] = ['authorize', 'token', 'userinfo'].map((path) => `${base}/${path}`)
    const set = { protocol: 'oauth', issuer: NAME, clientId } as const
    const endpoints = { authorization, token, userinfo, endSession: out }
    const key = createCityKey({ ...set, endpoints, endsSession: true })
    const url = await key.signOutUrl(back)
    expect(url!.origin + url!.pathname).to.equal(out)
    expect(url!.searchParams.get('post_logout_redirect_uri')).to.equal(back)
    expect(await createCityKey({ ...set, endpoints }).signOutUrl(back)).to.equal(undefined)
  })

  it('is away when its addresses are', async () => {
    const key = await start({})
    await provider!.stop()
    expect(await key.answers()).to.equal(false)
    expect(await signIn(key)).to.include({ kind: 'unreachable', reason: 'econnrefused' })
    await provider!.start()
    expect(await signIn(key)).to.have.property('identity')
  })
})

describe('a City Key of OpenID Connect by hand', () => {
  it('needs no discovery where the addresses are given', async () => {
    const provider = await startVariedProvider({ path: '/realm/' })
    const { issuer, clientId, clientSecret } = provider
    const endpoints = { authorization: `${issuer}authorize`, token: `${issuer}token`, keys: `${issuer}jwks` }
    const key = createCityKey({ issuer, clientId, clientSecret, endpoints })
    const { url, checks } = await key.begin({ redirectUri: CALLBACK })
    const { identity } = await key.complete(await provider.visit(url), checks)
    expect(identity).to.include({ issuer, subject: 's-1' })
    expect(provider.asked.filter((path) => path.includes('well-known'))).to.deep.equal([])
    const bare = createCityKey({ issuer: issuer.slice(0, -1), clientId, clientSecret, endpoints })
    const again = await bare.begin({ redirectUri: CALLBACK })
    const { identity: same } = await bare.complete(await provider.visit(again.url), again.checks)
    expect(same.subject, 'whether or not it ends in /').to.equal('s-1')
    await provider.close()
  })
})
