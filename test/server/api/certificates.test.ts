import { expect } from 'chai'
import { endingCertificatePage } from '../../../server/api/contract/index.ts'
import { type CertificateEnd, recordEnds } from '../../../server/certificates/ends.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS)

describe('the API on certificates', () => {
  const ends: CertificateEnd[] = [
    { name: 'ca', subject: 'CN=Plaza CA', notAfter: inDays(3000), renews: false },
    { name: 'PLAZA_TLS_CERT', subject: 'CN=wifi.example', notAfter: inDays(12), renews: false },
    { name: 'server', subject: 'CN=localhost', notAfter: inDays(29), renews: true },
  ]
  let web: TestWeb
  before(async () => {
    web = await startTestWeb({
      async prepare(db) {
        await recordEnds(db, ends)
        await db.pool.query(
          `insert into certificate_ends values
             ('gone', 'PLAZA_TLS_CERT', 'CN=old', now(), false, now() - interval '25 hours'),
             ('other', 'PLAZA_TLS_CERT', 'CN=wifi.example', now() + interval '200 days', false, now())`,
        )
      },
    })
  })
  after(() => web.close())

  it('names those that somebody has to replace within 30 days, not what renews itself or is loaded no more', async () => {
    const answer = await web.ask('operator', '/api/v1/certificates')
    const { items: certificates } = endingCertificatePage.parse(await answer.json())
    expect(certificates.map(({ name, subject, notAfter }) => [name, subject, notAfter])).to.deep.equal([
      ['PLAZA_TLS_CERT', 'CN=wifi.example', ends[1]?.notAfter.toISOString()],
    ])
  })

  it('tells monitoring when each ends, the first of several machines', async () => {
    const text = await (await web.ask(undefined, '/metrics')).text()
    const shown = [...text.matchAll(/^plaza_certificate_expiry_timestamp_seconds\{name="(\w+)"\} (\d+)$/gm)]
    expect(Object.fromEntries(shown.map(([, name, at]) => [name, Number(at)]))).to.deep.equal(
      Object.fromEntries(ends.map(({ name, notAfter }) => [name, notAfter.getTime() / 1000])),
    )
  })
})
