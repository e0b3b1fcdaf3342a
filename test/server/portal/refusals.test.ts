import { expect } from 'chai'
import { maintainAccessLog, storeDecisions } from '../../../server/access/log/store.ts'
import { addPolicy } from '../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy } from '../../../server/access/policies/policies.ts'
import { es } from '../../../server/languages/es.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, type Person, routerUrl, signIn } from './person.ts'

describe('a refusal, before the gateway is asked', () => {
  let portal: TestPortal
  let person: Person
  beforeEach(async () => {
    portal = await startTestPortal()
    await ensureDefaultPolicy(portal.db)
    await maintainAccessLog(portal.db, new Date())
    person = createPerson()
  })
  afterEach(() => portal.close())

  const tickets = async () => (await portal.db.query.selectFrom('tickets').select('id').execute()).length
  const resident = async () => (await portal.db.query.selectFrom('residents').select('id').executeTakeFirstOrThrow()).id
  const reasons = async () =>
    (await portal.db.query.selectFrom('access_log').select('reason').execute()).map(({ reason }) => reason)
  const atTerms = async (url: string) => signIn(person, await person.get(url), 'lucia', 'jacaranda-27')
  const session = async (mac: string, startedAt: Date) => {
    const id = `refusals-${mac}`
    const place = { gateway_id: portal.gateways.router, session_key: id, acct_session_id: id, device_mac: mac }
    await portal.db.query
      .insertInto('sessions')
      .values({ ...place, resident_id: await resident(), started_at: startedAt, updated_at: new Date() })
      .execute()
  }

  for (const [make, url] of [
    ['CoovaChilli', chilliUrl],
    ['MikroTik', routerUrl],
  ] as const) {
    it(`says at ${make} that the day is used up, gives no ticket, and offers no button that loops`, async () => {
      const terms = await atTerms(url(portal.origin))
      await portal.db.query.updateTable('policies').set({ daily_octets: 0 }).execute()
      const page = await person.submit(terms)
      expect(page.leftTo).to.equal(undefined)
      expect(page.status).to.equal(403)
      expect(page.html).to.include(es['used-up.title']).and.include(es['used-up.text']).and.not.include(es.reconnect)
      expect(page.forms).to.deep.equal([])
      expect(page.links.filter(({ className }) => className === 'button')).to.deep.equal([])
      expect(await tickets()).to.equal(0)
      expect(await reasons(), 'operators find it').to.deep.equal(['daily-volume-used-up'])
    })

    it(`says at ${make} that as many devices are online as may be, and leads to where one is freed`, async () => {
      const terms = await atTerms(url(portal.origin))
      await portal.db.query.updateTable('policies').set({ devices_per_resident: 1 }).execute()
      await session('0a:00:00:00:00:77', new Date(Date.now() - 60_000))
      const page = await person.submit(terms)
      expect(page.leftTo).to.equal(undefined)
      expect(page.html).to.include(es['too-many-devices.title'])
      expect(page.links.map(({ href }) => href)).to.include('/portal/me#sessions')
      expect(await tickets()).to.equal(0)
      await portal.db.query.deleteFrom('sessions').execute()
      const again = await person.get(new URL('/portal/welcome', portal.origin))
      expect(again.forms[0]!.action).to.equal('/portal/sign-in')
    })
  }

  it('says that the account is not verified enough, and has its owner sign in anew once it is', async () => {
    const terms = await atTerms(chilliUrl(portal.origin))
    await portal.db.query.updateTable('policies').set({ minimum_level: 'highest' }).execute()
    const page = await person.submit(terms)
    expect(page.status).to.equal(403)
    expect(page.html).to.include(es['not-verified.title']).and.include(es['not-verified.text'])
    expect(page.forms.map(({ action }) => action)).to.deep.equal(['/portal/sign-in'])
    expect(await tickets()).to.equal(0)
    expect(await reasons(), 'operators find it').to.deep.equal(['level-too-low'])
  })

  it('is none where a lesser policy holds instead, and the page says what a verified account would have', async () => {
    const terms = await atTerms(chilliUrl(portal.origin))
    const lower = await addPolicy(portal.db, 'basic', { dailySeconds: 600 })
    const set = { minimum_level: 'highest', below_policy_id: lower }
    await portal.db.query.updateTable('policies').set(set).where('is_default', '=', true).execute()
    expect((await person.submit(terms)).leftTo?.href).to.include('/logon?')
    const done = await person.get(new URL('/portal/done', portal.origin))
    expect(done.html).to.include('10 min').and.include(es.levelMore)
  })

  it('comes before an old challenge is exchanged, which would ask the gateway', async () => {
    const terms = await atTerms(chilliUrl(portal.origin))
    await portal.db.query.updateTable('policies').set({ daily_octets: 0 }).execute()
    portal.advance(600_000)
    const page = await person.submit(terms)
    expect(page.html).to.include(es['used-up.title'])
  })

  it('of RADIUS, which decided otherwise meanwhile, is told in words when the gateway comes back', async () => {
    const terms = await atTerms(chilliUrl(portal.origin))
    expect((await person.submit(terms)).leftTo?.pathname).to.equal('/logon')
    const place = { gatewayId: portal.gateways.chilli, hotspotId: null, deviceMac: '0a:00:00:00:00:07' }
    const entry = { ...place, at: Date.now(), method: 'chap' as const, reason: 'too-many-devices' as const }
    await storeDecisions(portal.db, [{ ...entry, residentId: await resident() }])
    const failed = chilliUrl(portal.origin, { res: 'failed', reason: 'reject' })
    expect((await createPerson().get(failed)).html, 'to another browser').to.include(es['failed.title'])
    const page = await person.get(failed)
    expect(page.html).to.include(es['too-many-devices.title']).and.not.include(es['failed.text'])
  })
})
