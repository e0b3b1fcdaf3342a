import { expect } from 'chai'
import { apiError } from '../../../server/api/contract/index.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

const AT_ONCE = 50

describe('too many requests to the API', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb()
  })
  after(() => web.close())

  it('are refused to whoever sends them, and to nobody else', async () => {
    let last: Response | undefined
    for (let sent = 0; sent < 650; sent += AT_ONCE) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => web.ask('viewer', '/api/v1/me')))
      await Promise.all(answers.slice(1).map((answer) => answer.text()))
      last = answers[0]
      if (sent === 0) expect(last!.status).to.equal(200)
    }
    expect(last!.status).to.equal(429)
    expect(apiError.parse(await last!.json()).error.code).to.equal('too-many-requests')
    expect(last!.headers.get('retry-after')).to.match(/^\d+$/)
    expect((await web.ask('operator', '/api/v1/me')).status).to.equal(200)
  })
})
