import { expect } from 'chai'
import { z } from 'zod'
import * as contract from '../../../server/api/contract/index.ts'
import { routes } from '../../../server/api/routes/index.ts'
import { smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

const endpoints = Object.values<unknown>(contract).filter(
  (exported): exported is contract.Endpoint =>
    typeof exported === 'object' && exported !== null && 'method' in exported && 'path' in exported,
)
const nameOf = ({ method, path }: contract.Endpoint) => `${method} ${path}`

describe('the contract', () => {
  it('has every endpoint implemented once, and nothing else is', () => {
    expect(routes.map(nameOf).sort()).to.deep.equal(endpoints.map(nameOf).sort())
  })

  it('says of every change what the audit calls it', () => {
    const silent = endpoints.filter(({ method, changes }) => method !== 'get' && changes === undefined)
    expect(silent.map(nameOf)).to.deep.equal([])
    for (const { changes } of endpoints) if (changes) expect(changes.action).to.match(/^[a-z-]+\.[a-z-]+$/)
  })

  it('answers every list alike', () => {
    const lists = endpoints.filter(({ response }) => response instanceof z.ZodObject && 'items' in response.shape)
    expect(lists.length).to.be.greaterThan(10)
    for (const list of lists) {
      const shape = (list.response as z.ZodObject).shape
      expect(Object.keys(shape), nameOf(list)).to.have.members(['total', 'items', 'next'])
    }
  })

  describe('over HTTP', () => {
    let web: TestWeb
    before(async () => {
      // Not the demo.
      const environment = {
        ...{ PLAZA_DEMO: '0', PLAZA_SECRET: 'a secret for tests of forty characters..' },
        ...{ CITY_KEY_ISSUER: 'http://city-key.test', CITY_KEY_CLIENT_ID: 'plaza', CITY_KEY_CLIENT_SECRET: 'secret' },
      }
      web = await startTestWeb({ environment, prepare: smallCity })
    })
    after(() => web.close())

    it('lets nothing out that it does not name', async () => {
      const answer = await web.ask('admin', '/api/v1/policies')
      const { items } = (await answer.json()) as { items: object[] }
      expect(items).to.have.length.greaterThan(0)
      // The handler gives policies as they are stored, with the interim interval.
      for (const policy of items) expect(policy).to.have.all.keys(Object.keys(contract.policy.shape))
    })
  })
})
