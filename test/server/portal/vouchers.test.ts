import { expect } from 'chai'
import { maintainAccessLog } from '../../../server/access/log/store.ts'
import { ensureDefaultPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { en } from '../../../server/languages/en.ts'
import { es } from '../../../server/languages/es.ts'
import { makeVouchers, type NewVouchers } from '../../../server/vouchers/make.ts'
import { revokeVouchers } from '../../../server/vouchers/revoke.ts'
import { testSealer } from '../../support/city.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, formTo, type Person } from './person.ts'

const FORM = '/portal/voucher'

describe('a voucher at the portal', () => {
  let portal: TestPortal
  let person: Person
  let batch: number
  let code: string
  const start = async (settings: Record<string, string> = { PLAZA_VOUCHERS: '1' }) => {
    portal = await startTestPortal({ settings })
    await ensureDefaultPolicy(portal.db)
    await maintainAccessLog(portal.db, new Date())
    person = createPerson()
  }
  afterEach(() => portal.close())

  const make = async (change: Partial<NewVouchers> = {}) => {
    const policyId = (await loadPolicies(portal.db))[0]!.id
    const endsAt = new Date(Date.now() + 86_400_000)
    const wanted = { name: 'x', policyId, devices: 1, endsAt, seconds: null, count: 1, ...change }
    const { id, vouchers } = await makeVouchers(portal.db, testSealer, wanted, null)
    batch = id
    code = vouchers[0]!.code
  }
  const type = async (text: string, by = person, url = chilliUrl(portal.origin)) => {
    const welcome = await by.get(url)
    return by.submit(welcome, { code: text }, formTo(welcome, FORM))
  }
  const another = (last: number) => chilliUrl(portal.origin, { mac: `0A-00-00-00-00-${String(last).padStart(2, '0')}` })

  it('is not asked for, nor taken, where the city has none', async () => {
    await start({})
    await make()
    const welcome = await person.get(chilliUrl(portal.origin))
    expect(welcome.html).to.not.include(es.voucherTitle)
    const { csrf = '' } = welcome.forms[0]!.values
    const answer = await fetch(`${portal.origin}${FORM}`, {
      method: 'POST',
      headers: {
        cookie: [...person.jars.values()].flatMap((jar) => [...jar].map((pair) => pair.join('='))).join('; '),
      },
      body: new URLSearchParams({ csrf, code }),
    })
    expect(answer.status).to.equal(404)
    expect(await portal.db.query.selectFrom('residents').select('id').execute()).to.deep.equal([])
  })

  it('brings a device online by its code alone, without JavaScript, after the terms, and says until when', async () => {
    await start()
    await make()
    const welcome = await person.get(chilliUrl(portal.origin))
    expect(welcome.html).to.include(es.voucherTitle).and.include(`<label for="voucher">${es.voucherCode}</label>`)
    const terms = await person.submit(welcome, { code: ` ${code.toLowerCase()} ` }, formTo(welcome, FORM))
    expect(terms.html).to.include(es.acceptTitle)
    const online = await person.submit(terms)
    expect(online.leftTo?.pathname).to.equal('/logon')
    const ticket = await portal.db.query.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    const [account] = await portal.db.query.selectFrom('residents').selectAll().execute()
    expect(account).to.include({ id: ticket.resident_id, issuer: 'plaza:voucher' })
    const done = await person.get(new URL('/portal/done', portal.origin))
    expect(done.html).to.match(/Tu vale sirve hasta el \d+ de /)
  })

  it('is asked for in the reader’s language', async () => {
    await start()
    expect((await createPerson('en').get(chilliUrl(portal.origin))).html).to.include(en.voucherTitle)
  })

  it('says what is wrong with a code, and lets it be typed again', async () => {
    await start()
    await make()
    const wrong = await type('CDFH-JKMN-PQRT')
    expect(wrong.status).to.equal(403)
    expect(wrong.html).to.include(es['voucher-unknown.title'])
    expect(wrong.links.map(({ href }) => href)).to.include('/portal/welcome')
    expect((await type(code)).html).to.include(es.acceptTitle)
    const { resident_id } = await portal.db.pool
      .query('select bearer_id as resident_id from vouchers')
      .then(({ rows }) => rows[0])
    await bindDevice(portal.db, {
      mac: '0a:00:00:00:00:07',
      residentId: resident_id,
      until: new Date(Date.now() + 1e6),
    })
    const full = await type(code, createPerson(), another(8))
    expect(full.html).to.include(es['voucher-in-use.title'])
    await revokeVouchers(portal.db, batch, null)
    expect((await type(code, createPerson(), another(9))).html).to.include(es['voucher-over.title'])
  })

  it('cannot be guessed: a device has ten wrong codes, an address a hundred, and right ones are not counted', async () => {
    await start({ PLAZA_VOUCHERS: '1', PLAZA_DEVICE_STEPS_PER_MINUTE: '10000' })
    await make({ devices: 5 })
    for (let tries = 0; tries < 12; tries++) expect((await type(code)).status).to.equal(200)
    for (let tries = 0; tries < 10; tries++) expect((await type('CDFH-JKMN-PQRT')).status).to.equal(403)
    const limited = await type(code)
    expect(limited.status).to.equal(429)
    expect(limited.headers.get('retry-after')).to.equal('600')
    expect((await type(code, createPerson(), another(11))).status, 'another device').to.equal(200)
    for (let last = 12; last < 30; last++)
      for (let tries = 0; tries < 5; tries++) await type('CDFH-JKMN-PQRT', createPerson(), another(last))
    expect((await type(code, createPerson(), another(40))).status, 'the same address').to.equal(429)
  })

  it('wants the form of its page', async () => {
    await start()
    await make()
    const welcome = await person.get(chilliUrl(portal.origin))
    const answer = await person.submit(welcome, { code, csrf: 'another' }, formTo(welcome, FORM))
    expect(answer.html).to.include(es['lost.title'])
  })
})
