import { expect } from 'chai'
import {
  AmbiguousAccount,
  findResident,
  findStaffMember,
  staffAccount,
} from '../../../server/city-key/account/named.ts'
import { checkCityKey } from '../../../server/city-key/check/check.ts'
import { type CityKeyOptions, createCityKey } from '../../../server/city-key/city-key.ts'
import { CityKeyError, type SignIn } from '../../../server/city-key/provider.ts'
import { readConfig, usualClient } from '../../../server/config/index.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startVariedProvider, type Variation, type VariedProvider } from '../../support/varied-provider.ts'

const CALLBACK = 'http://plaza.test/portal/callback'
const [NORTH, SOUTH, STRANGE] = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002', 'c']

describe('a City Key whose provider has many tenants', () => {
  let provider: VariedProvider
  beforeEach(async () => {
    provider = await startVariedProvider({ path: '/organizations/v2.0' })
  })
  afterEach(() => provider.close())

  const of = (tenant: string) => `${new URL(provider.issuer).origin}/${tenant}/v2.0`
  const vary = (tenant: string, more: Variation = {}) => {
    provider.variation = {
      discovery: { issuer: of('{tenantid}') },
      ...more,
      claims: { iss: of(tenant), tid: tenant, ...more.claims },
    }
  }
  const signIn = async (options: Partial<CityKeyOptions> = { tenantIssuers: [of(NORTH), of(SOUTH)] }) => {
    const { issuer, clientId, clientSecret } = provider
    const key = createCityKey({ issuer, clientId, clientSecret, ...options })
    try {
      const { url, checks } = await key.begin({ redirectUri: CALLBACK })
      return (await key.complete(await provider.visit(url), checks)) as SignIn & { kind?: string }
    } catch (error) {
      if (!(error instanceof CityKeyError)) throw error
      return error
    }
  }
  const identityOf = async (found: ReturnType<typeof signIn>) => {
    const signedIn = await found
    expect(signedIn, String(signedIn)).to.have.property('identity')
    return (signedIn as SignIn).identity
  }

  it('lets in those of each tenant that is named, known by its issuer', async () => {
    for (const tenant of [NORTH, SOUTH]) {
      vary(tenant)
      expect(await identityOf(signIn())).to.deep.equal({ issuer: of(tenant), subject: 's-1' })
    }
  })

  it('lets in nobody of another tenant, nor anybody where none is named', async () => {
    vary(STRANGE)
    expect(await signIn()).to.include({ kind: 'misfit', reason: 'iss_mismatch' })
    vary(NORTH)
    expect(await signIn({})).to.include({ kind: 'misfit', reason: 'issuer_tenant' })
    expect(await signIn({ tenantIssuers: ['https://elsewhere.example/x/v2.0'] })).to.include({
      reason: 'issuer_tenant',
    })
    for (const iss of [of('{tenantid}'), provider.issuer, of(`${NORTH}/x`)]) {
      vary(NORTH, { claims: { iss } })
      expect(await signIn(), iss).to.include({ kind: 'misfit', reason: 'iss_mismatch' })
    }
  })

  it('believes no token whose tenant (tid) is another than that of its issuer', async () => {
    vary(NORTH, { claims: { tid: SOUTH } })
    expect(await signIn()).to.include({ kind: 'misfit', reason: 'iss_mismatch' })
  })

  it('has keys of one tenant, which sign for no other, and keys of all', async () => {
    vary(NORTH, { keyIssuer: of('{tenantid}') })
    expect(await identityOf(signIn())).to.include({ issuer: of(NORTH) })
    vary(NORTH, { keyIssuer: of(NORTH) })
    expect(await identityOf(signIn())).to.include({ issuer: of(NORTH) })
    vary(NORTH, { keyIssuer: of(SOUTH) })
    expect(await signIn()).to.include({ kind: 'misfit', reason: 'key_unknown' })
  })

  it('says which tenant somebody comes back from (RFC 9207), and is held to that', async () => {
    vary(NORTH, { iss: of(NORTH) })
    expect(await identityOf(signIn())).to.include({ issuer: of(NORTH) })
    vary(NORTH, { iss: of(SOUTH) })
    expect(await signIn()).to.include({ kind: 'misfit', reason: 'iss_mismatch' })
    vary(NORTH, { iss: of(STRANGE) })
    expect(await signIn()).to.include({ kind: 'misfit', reason: 'iss_mismatch' })
  })

  it('is told apart by city-key check, with the setting that names the tenants', async () => {
    vary(NORTH)
    const { issuer, clientId, clientSecret } = provider
    const check = (tenantIssuers: string[]) => {
      const client = { ...usualClient, issuer, clientId, clientSecret, tenantIssuers }
      return checkCityKey({ client, redirectUri: CALLBACK, isApart: false })
    }
    expect((await check([]))[0]).to.include({ result: 'misfit', setting: 'CITY_KEY_TENANT_ISSUERS' })
    expect((await check([of(NORTH)])).filter(({ result }) => result === 'misfit')).to.deep.equal([])
  })
})

describe('accounts of many tenants', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())
  const [north, south] = ['https://login.example/north/v2.0', 'https://login.example/south/v2.0']
  const settings = {
    ...{ PLAZA_DEMO: '1', CITY_KEY_ISSUER: 'https://login.example/organizations/v2.0' },
    CITY_KEY_TENANT_ISSUERS: `${north}, ${south}`,
  }
  const parts = () => ({ config: readConfig(settings), db, sealer: testSealer })
  const failure = (found: Promise<unknown>) =>
    found.then(
      () => undefined,
      (error: unknown) => error,
    )

  it('are found by their subject where one tenant alone has it, else by their issuer and it', async () => {
    const [ana, another] = [
      await findOrCreateResident(db, { issuer: north, subject: 'ana' }),
      await findOrCreateResident(db, { issuer: south, subject: 'ana' }),
    ]
    const { id: luis } = await findOrCreateResident(db, { issuer: south, subject: 'luis' })
    expect(ana.id).to.not.equal(another.id)
    expect(await findResident(parts(), 'luis')).to.equal(luis)
    expect(await findResident(parts(), String(luis)), 'by its number').to.equal(luis)
    expect(await findResident(parts(), `${north} ana`)).to.equal(ana.id)
    expect(await findResident(parts(), `${south} ana`)).to.equal(another.id)
    expect(await findResident(parts(), 'nobody')).to.equal(undefined)
    expect(await failure(findResident(parts(), 'ana'))).to.be.instanceOf(AmbiguousAccount)
  })

  it('become staff by their issuer and subject', async () => {
    expect(await failure(staffAccount(parts(), 'olga'))).to.be.instanceOf(AmbiguousAccount)
    const account = await staffAccount(parts(), `${north} olga`)
    expect(account).to.deep.equal({ issuer: north, subject: 'olga' })
    const id = await putStaff(db, { ...account, name: 'Olga', role: 'viewer' })
    expect(await findStaffMember(parts(), 'olga')).to.equal(id)
    const alone = readConfig({ ...settings, CITY_KEY_TENANT_ISSUERS: north })
    expect(await staffAccount({ ...parts(), config: alone }, 'olga')).to.deep.equal(account)
  })

  it('are set with the address of discovery, and not for plain OAuth 2', () => {
    const { CITY_KEY_ISSUER: _, ...without } = settings
    expect(() => readConfig(without)).to.throw('CITY_KEY_ISSUER: needed with CITY_KEY_TENANT_ISSUERS')
    expect(() => readConfig({ ...settings, CITY_KEY_PROTOCOL: 'oauth' })).to.throw('CITY_KEY_TENANT_ISSUERS: an ID')
    expect(() => readConfig({ ...settings, CITY_KEY_TENANT_ISSUERS: 'north' })).to.throw('CITY_KEY_TENANT_ISSUERS')
  })
})
