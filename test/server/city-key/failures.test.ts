import { expect } from 'chai'
import { register } from 'prom-client'
import { watchFailures } from '../../../server/city-key/failures.ts'
import { type CityKey, CityKeyError } from '../../../server/city-key/provider.ts'
import { recentFailures } from '../../../server/city-key/views.ts'
import { createLog } from '../../../server/log.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

describe('failures of the City Key', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  const failing = (error: Error): CityKey => ({
    ...{ issuer: 'https://key.example', responseMode: 'query' as const },
    ...{ answers: async () => false, origins: async () => [], signOutUrl: async () => undefined },
    begin: () => Promise.reject(error),
    complete: () => Promise.reject(error),
  })
  const fail = async (error: Error, client: 'residents' | 'staff' = 'residents') => {
    const key = watchFailures(failing(error), { db, log: createLog('silent'), client })
    const thrown = await key.begin({ redirectUri: 'https://plaza.example' }).catch((one: unknown) => one)
    expect(thrown).to.equal(error)
  }
  const counted = async (labels: object) => {
    const { values } = await register.getSingleMetric('plaza_city_key_failures_total')!.get()
    return values.find((each) => JSON.stringify(each.labels) === JSON.stringify(labels))?.value ?? 0
  }

  it('are counted, and kept for administrators: how often, when last, and why in words', async () => {
    const labels = { client: 'residents', kind: 'misfit', reason: 'invalid_client' }
    const before = await counted(labels)
    await fail(new CityKeyError('misfit', 'invalid_client', 'token: it does not know the client'))
    await fail(new CityKeyError('misfit', 'invalid_client', 'token: it does not know the client'))
    await fail(new CityKeyError('busy', 'http_429', 'token: it is asked too much'), 'staff')
    expect(await counted(labels)).to.equal(before + 2)
    const kept = await eventually(async () => {
      const rows = await recentFailures(db, 7)
      return rows.reduce((sum, { failures }) => sum + failures, 0) === 3 && rows
    })
    const told = kept.map(({ client, kind, reason, failures, detail }) => ({ client, kind, reason, failures, detail }))
    expect(told).to.have.deep.members([
      { ...labels, failures: 2, detail: 'City Key misfit (invalid_client): token: it does not know the client' },
      {
        ...{ client: 'staff', kind: 'busy', reason: 'http_429', failures: 1 },
        detail: 'City Key busy (http_429): token: it is asked too much',
      },
    ])
  })

  it('are of a hundred reasons at most in the metrics, whatever a provider makes up', async () => {
    const key = { db, log: createLog('silent'), client: 'residents' as const }
    const errors = Array.from({ length: 120 }, (_, index) => new CityKeyError('misfit', `made_up_${index}`, 'x'))
    let error = errors[0]!
    const watched = watchFailures({ ...failing(error), begin: () => Promise.reject(error) }, key)
    for (error of errors) await watched.begin({ redirectUri: 'https://plaza.example' }).catch(() => {})
    expect(await counted({ client: 'residents', kind: 'misfit', reason: 'other' })).to.equal(20)
  })

  it('are none where something else is wrong', async () => {
    const before = (await recentFailures(db, 7)).length
    await fail(new Error('a bug'))
    expect((await recentFailures(db, 7)).length).to.equal(before)
  })
})
