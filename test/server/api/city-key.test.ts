import { expect } from 'chai'
import { watchFailures } from '../../../server/city-key/failures.ts'
import { type CityKey, CityKeyError } from '../../../server/city-key/provider.ts'
import { silentLog } from '../../../server/log.ts'
import { eventually } from '../../support/eventually.ts'
import { ISSUER, PUBLIC_URL, startTestWeb, type TestWeb } from './web-harness.ts'

describe('what administrators see of the City Key', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb()
  })
  after(() => web.close())
  const read = async () => (await (await web.ask('admin', '/api/v1/city-key')).json()) as Record<string, unknown>

  it('is its issuer, and nothing where nothing failed', async () => {
    const demo = 'http://localhost:8081'
    expect(await read()).to.deep.equal({ issuer: demo, staffIssuer: demo, failures: [] })
  })

  it('is what failed of late, with its cause', async () => {
    const refuse = () => Promise.reject(new CityKeyError('misfit', 'invalid_client', 'token: without a description'))
    const key: CityKey = {
      ...{ issuer: ISSUER, responseMode: 'query', begin: refuse, complete: refuse },
      ...{ answers: async () => true, origins: async () => [], signOutUrl: async () => undefined },
    }
    const watched = watchFailures(key, { db: web.db, log: silentLog, client: 'staff' })
    await watched.begin({ redirectUri: PUBLIC_URL }).catch(() => {})
    const failures = await eventually(async () => {
      const { failures: kept } = (await read()) as { failures: Array<Record<string, unknown>> }
      return kept.length > 0 && kept
    })
    const [{ lastAt, ...failure } = {}] = failures
    expect(Date.now() - Date.parse(String(lastAt))).to.be.within(-5000, 60_000)
    expect(failure).to.deep.equal({
      ...{ client: 'staff', kind: 'misfit', reason: 'invalid_client', failures: 1 },
      ...{ cause: 'secret', settings: ['CITY_KEY_CLIENT_SECRET', 'CITY_KEY_CLIENT_AUTHENTICATION'] },
      detail: 'City Key misfit (invalid_client): token: without a description',
    })
  })

  it('is for administrators alone', async () => {
    expect((await web.ask('operator', '/api/v1/city-key')).status).to.equal(403)
    expect((await web.ask(undefined, '/api/v1/city-key')).status).to.equal(401)
  })
})
