import { expect } from 'chai'
import { openCityKeys } from '../../../server/city-key/open.ts'
import { CityKeyError } from '../../../server/city-key/provider.ts'
import { recentFailures } from '../../../server/city-key/views.ts'
import { readConfig } from '../../../server/config/index.ts'
import { silentLog } from '../../../server/log.ts'
import { testSealer as sealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { startVariedProvider, type VariedProvider } from '../../support/varied-provider.ts'

describe('where residents and staff sign in', () => {
  let db: TestDatabase
  let provider: VariedProvider
  let other: VariedProvider
  before(async () => {
    db = await createTestDatabase()
    provider = await startVariedProvider()
    other = await startVariedProvider({ path: '/staff/' })
  })
  after(async () => {
    await provider.close()
    await other.close()
    await db.close()
  })
  const open = (settings: Record<string, string>) =>
    openCityKeys({
      ...{ db, sealer, log: silentLog },
      config: readConfig({
        ...{ PLAZA_SECRET: 'x'.repeat(32), PLAZA_PUBLIC_URL: 'https://wifi.example' },
        ...{ CITY_KEY_ISSUER: provider.issuer, CITY_KEY_CLIENT_ID: 'plaza' },
        ...{ CITY_KEY_CLIENT_SECRET: provider.clientSecret },
        ...settings,
      }),
    })
  const signIn = async (key: ReturnType<typeof open>['staff'], at = provider, path = '/staff/callback') => {
    const { url, checks } = await key.begin({ redirectUri: `https://wifi.example${path}` })
    return (await key.complete(await at.visit(url), checks)).identity
  }

  it('is the same, but for the level that residents need', async () => {
    const keys = open({ CITY_KEY_LEVELS: 'low, high', CITY_KEY_MINIMUM_LEVEL: 'high' })
    expect(await signIn(keys.staff)).to.include({ issuer: provider.issuer, subject: 's-1' })
    const failure = await signIn(keys.residents, provider, '/portal/callback').catch((error) => error)
    expect(failure).to.be.instanceOf(CityKeyError).and.include({ kind: 'unverified' })
    const kept = await eventually(async () => {
      const rows = await recentFailures(db, 1)
      return rows.length > 0 && rows
    })
    expect(kept.map(({ client, reason }) => ({ client, reason }))).to.deep.equal([
      { client: 'residents', reason: 'level' },
    ])
  })

  it('is another provider for staff, where one is set', async () => {
    const keys = open({
      ...{ CITY_KEY_STAFF_ISSUER: other.issuer, CITY_KEY_STAFF_CLIENT_ID: 'plaza' },
      ...{ CITY_KEY_STAFF_CLIENT_SECRET: other.clientSecret },
    })
    expect([keys.residents.issuer, keys.staff.issuer]).to.deep.equal([provider.issuer, other.issuer])
    expect(await signIn(keys.staff, other)).to.include({ issuer: other.issuer })
    expect(await signIn(keys.residents, provider, '/portal/callback')).to.include({ issuer: provider.issuer })
  })
})
