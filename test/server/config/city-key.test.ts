import { expect } from 'chai'
import { readConfig } from '../../../server/config/index.ts'

const city = {
  PLAZA_SECRET: 'x'.repeat(32),
  CITY_KEY_ISSUER: 'https://key.example/',
  CITY_KEY_CLIENT_ID: 'plaza',
  PLAZA_PUBLIC_URL: 'https://wifi.example',
}
const oauth = {
  ...city,
  CITY_KEY_PROTOCOL: 'oauth',
  CITY_KEY_AUTHORIZATION_URL: 'https://key.example/oauth',
  CITY_KEY_TOKEN_URL: 'https://key.example/token',
  CITY_KEY_USERINFO_URL: 'https://key.example/who',
}

const refusal = (settings: Record<string, string>): string => {
  try {
    readConfig(settings)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('the settings of the City Key', () => {
  it('leave an issuer as it is written', () => {
    for (const issuer of ['https://key.example/', 'https://key.example', 'https://key.example/realms/city/'])
      expect(readConfig({ ...city, CITY_KEY_ISSUER: issuer }).cityKey.issuer).to.equal(issuer)
    const pasted = { ...city, CITY_KEY_ISSUER: 'https://key.example/.well-known/openid-configuration' }
    expect(readConfig(pasted).cityKey.issuer, 'the document’s own address').to.equal('https://key.example')
  })

  it('ask for what OpenID Connect usually needs, where nothing else is set', () => {
    expect(readConfig(city).cityKey).to.deep.include({
      ...{ protocol: 'openid', scope: 'openid', authentication: undefined, usesPkce: true, pushes: undefined },
      ...{ responseMode: 'query', freshness: 'auth_time', timeoutSeconds: 10, clockToleranceSeconds: 180 },
      ...{ subject: { claim: 'sub', isPersonal: false }, staff: undefined },
    })
  })

  it('read levels from the least to the highest, with names of one’s own or without', () => {
    const { level } = readConfig({
      ...city,
      CITY_KEY_LEVELS: 'https://id.example/loa?level=1=basic, full',
      CITY_KEY_MINIMUM_LEVEL: 'full',
    }).cityKey
    expect(level.known).to.deep.equal([
      { theirs: 'https://id.example/loa?level=1', ours: 'basic' },
      { theirs: 'full', ours: 'full' },
    ])
  })

  it('give staff another client of the same provider, or a provider of their own that nothing else is set of', () => {
    const residents = {
      ...city,
      CITY_KEY_SCOPE: 'openid  level',
      CITY_KEY_LEVEL_CLAIM: 'loa',
      CITY_KEY_CA_FILE: '/ca.pem',
    }
    const same = readConfig({ ...residents, CITY_KEY_STAFF_CLIENT_ID: 'plaza-staff' }).cityKey.staff!
    expect(same).to.include({ issuer: city.CITY_KEY_ISSUER, clientId: 'plaza-staff', scope: 'openid level' })
    expect(same.level.claim).to.equal('loa')
    const own = readConfig({
      ...residents,
      CITY_KEY_STAFF_ISSUER: 'https://staff.example',
      CITY_KEY_STAFF_CLIENT_ID: 'plaza',
      CITY_KEY_STAFF_CLIENT_SECRET: 's',
    }).cityKey.staff!
    expect(own).to.include({ issuer: 'https://staff.example', scope: 'openid', clientSecret: 's', caFile: '/ca.pem' })
    expect(own.level.claim).to.equal('acr')
    expect([same.freshness, own.freshness]).to.deep.equal(['auth_time', 'auth_time'])
    const asking = { CITY_KEY_STAFF_CLIENT_ID: 'plaza', CITY_KEY_STAFF_FRESHNESS: 'prompt' }
    expect(readConfig({ ...residents, ...asking }).cityKey.staff?.freshness).to.equal('prompt')
  })

  it('of plain OAuth 2 are its three addresses, and no scope unless one is set', () => {
    expect(readConfig(oauth).cityKey).to.include({ protocol: 'oauth', scope: '', freshness: 'none' })
    const { CITY_KEY_USERINFO_URL: _, CITY_KEY_TOKEN_URL: __, ...few } = oauth
    expect(refusal(few))
      .to.include('CITY_KEY_TOKEN_URL: needed with CITY_KEY_PROTOCOL=oauth')
      .and.include('CITY_KEY_USERINFO_URL: needed with')
    expect(refusal({ ...oauth, CITY_KEY_USERINFO: 'never' })).to.include('CITY_KEY_USERINFO: never does not go')
  })

  for (const [settings, message] of [
    [{ CITY_KEY_CLIENT_AUTHENTICATION: 'mtls' }, 'CITY_KEY_CLIENT_AUTHENTICATION: expected client_secret_basic,'],
    [{ CITY_KEY_CLIENT_AUTHENTICATION: 'private_key_jwt' }, 'CITY_KEY_CLIENT_KEY_FILE: needed with'],
    [{ CITY_KEY_CLIENT_AUTHENTICATION: 'client_secret_post' }, 'CITY_KEY_CLIENT_SECRET: needed with'],
    [{ CITY_KEY_ALGORITHMS: 'RS256 HS256' }, 'CITY_KEY_ALGORITHMS: expected some of RS256,'],
    [{ CITY_KEY_MINIMUM_LEVEL: 'full' }, 'CITY_KEY_LEVELS: needed with CITY_KEY_MINIMUM_LEVEL'],
    [{ CITY_KEY_LEVELS: 'a, b', CITY_KEY_MINIMUM_LEVEL: 'c' }, 'CITY_KEY_MINIMUM_LEVEL: "c" is none of'],
    [{ CITY_KEY_STAFF_ISSUER: 'https://staff.example' }, 'CITY_KEY_STAFF_CLIENT_ID: needed with CITY_KEY_STAFF_ISSUER'],
    [{ CITY_KEY_LEVELS: '=1' }, 'CITY_KEY_LEVELS: expected levels from the least'],
  ] as const) {
    it(`refuse in words: ${JSON.stringify(settings)}`, () => {
      expect(refusal({ ...city, ...settings })).to.include(message)
    })
  }

  it('make a city of Plaza, but for where one gets an account, or has it verified', () => {
    expect(refusal({ CITY_KEY_SCOPE: 'openid' })).to.include('needed outside the demo (CITY_KEY_SCOPE is set')
    for (const name of ['CITY_KEY_SIGN_UP_URL', 'CITY_KEY_VERIFY_URL'])
      expect(readConfig({ [name]: 'https://key.example/new' }).demo, name).to.equal(true)
  })
})
