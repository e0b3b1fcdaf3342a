import { expect } from 'chai'
import { addPolicy, changePolicy } from '../../../server/access/policies/change-policies.ts'
import { initialPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { publish } from '../../../server/database/events/events.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { testResident } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestPortal, type TestPortal } from './harness.ts'

const MINUTE_MS = 60_000

describe('the Captive Portal API', () => {
  let portal: TestPortal
  let residentId: number
  before(async () => {
    portal = await startTestPortal({ wholeWeb: true })
    residentId = await testResident(portal.db)
  })
  after(() => portal.close())
  afterEach(() => portal.db.query.deleteFrom('sessions').execute())

  const ask = async (gateway: number | string) => {
    const answer = await fetch(`${portal.origin}/portal/captive/${gateway}`)
    return { status: answer.status, headers: answer.headers, state: (await answer.json()) as Record<string, unknown> }
  }
  let count = 0
  /** One whose device has the address that this test asks from. */
  const session = (more: { endedAt?: Date; gatewayId?: number; framedIp?: string; octets?: number } = {}) =>
    portal.db.query
      .insertInto('sessions')
      .values({
        gateway_id: more.gatewayId ?? portal.gateways.chilli,
        session_key: `captive-${++count}`,
        acct_session_id: `captive-${count}`,
        resident_id: residentId,
        device_mac: '02:00:00:00:00:55',
        framed_ip: more.framedIp ?? '127.0.0.1',
        started_at: new Date(Date.now() - 10 * MINUTE_MS),
        updated_at: new Date(),
        ended_at: more.endedAt ?? null,
      })
      .execute()

  it('tells a device that is not online where the portal is, in the RFC’s media type, for it alone', async () => {
    const { status, headers, state } = await ask(portal.gateways.chilli)
    expect(status).to.equal(200)
    expect(headers.get('content-type')).to.match(/^application\/captive\+json/)
    expect(headers.get('cache-control')).to.equal('private, no-store')
    expect(state).to.deep.equal({
      captive: true,
      'user-portal-url': `${portal.origin}/portal/captive/${portal.gateways.chilli}/portal`,
      'venue-info-url': `${portal.origin}/`,
    })
  })

  it('tells a device that is online what it has left', async () => {
    await session()
    const { state } = await ask(portal.gateways.chilli)
    expect(state).to.include({ captive: false, 'can-extend-session': true })
    expect(state['seconds-remaining']).to.be.within(
      initialPolicy.sessionSeconds - 15 * 60,
      initialPolicy.sessionSeconds - 10 * 60,
    )
    expect(state['bytes-remaining']).to.equal(initialPolicy.dailyOctets)
  })

  it('tells an account of too low a level what it has left of the policy that it gets for that', async () => {
    const own = await startTestPortal({ wholeWeb: true, settings: { CITY_KEY_LEVELS: 'basic, full' } })
    try {
      const lower = await addPolicy(own.db, 'basic', { dailyOctets: 7_000_000 })
      const [{ id: policyId = 0 } = {}] = await loadPolicies(own.db)
      await changePolicy(own.db, policyId, { minimumLevel: 'full', belowPolicyId: lower }, ['basic', 'full'])
      const identity = { issuer: own.demo.issuer, subject: 'ana', verificationLevel: 'basic' }
      const { id } = await findOrCreateResident(own.db, identity)
      await own.db.query
        .insertInto('sessions')
        .values({
          ...{ gateway_id: own.gateways.chilli, session_key: 'k', acct_session_id: 'k', resident_id: id },
          ...{ framed_ip: '127.0.0.1', started_at: new Date(), updated_at: new Date() },
        })
        .execute()
      const left = async () => {
        const answer = await fetch(`${own.origin}/portal/captive/${own.gateways.chilli}`)
        return ((await answer.json()) as Record<string, unknown>)['bytes-remaining']
      }
      expect(await left()).to.equal(7_000_000)
      await findOrCreateResident(own.db, { ...identity, verificationLevel: 'full' })
      expect(await left()).to.equal(initialPolicy.dailyOctets)
    } finally {
      await own.close()
    }
  })

  it('tells nobody of a session that has ended, is at another gateway, or has another address', async () => {
    await session({ endedAt: new Date() })
    await session({ gatewayId: portal.gateways.router })
    await session({ framedIp: '127.0.0.77' })
    expect((await ask(portal.gateways.chilli)).state).to.include({ captive: true })
  })

  for (const [trusted, captive] of [
    ['127.0.0.1', false],
    ['10.9.9.9', true],
    ['0', true],
  ] as const) {
    it(`believes of another address only who is a reverse proxy: PLAZA_TRUST_PROXY=${trusted}`, async () => {
      const own = await startTestPortal({ wholeWeb: true, settings: { PLAZA_TRUST_PROXY: trusted } })
      try {
        await own.db.query
          .insertInto('sessions')
          .values({
            ...{ gateway_id: own.gateways.chilli, session_key: 'k', acct_session_id: 's', framed_ip: '10.1.0.7' },
            ...{ started_at: new Date(), updated_at: new Date() },
          })
          .execute()
        const headers = { 'x-forwarded-for': '10.1.0.7' }
        const answer = await fetch(`${own.origin}/portal/captive/${own.gateways.chilli}`, { headers })
        expect(await answer.json()).to.include({ captive })
      } finally {
        await own.close()
      }
    })
  }

  it('leads a device to its gateway, by the address that its make redirects at, and a browser too', async () => {
    const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
    const goesTo = async (address: string, headers = {}) =>
      (await fetch(address, { redirect: 'manual', headers })).headers.get('location')
    for (const [gateway, address] of [
      [portal.gateways.chilli, 'http://10.1.0.1:3990/prelogin'],
      [portal.gateways.router, 'http://10.5.50.1/login'],
    ] as const) {
      const { state } = await ask(gateway)
      expect(await goesTo(String(state['user-portal-url']))).to.equal(address)
      const page = await goesTo(`${portal.origin}/portal/captive/${gateway}`, html)
      expect(await goesTo(new URL(page!, portal.origin).href), 'opened by a person').to.equal(address)
    }
  })

  it('names no portal where the gateway has no address that redirects, rather than one that does not work', async () => {
    await portal.db.query
      .updateTable('gateways')
      .set({ login_origins: [] })
      .where('id', '=', portal.gateways.router)
      .execute()
    await publish(portal.db, { type: 'gateways' })
    await eventually(() => portal.registry.gateway(portal.gateways.router)?.loginOrigins.length === 0)
    expect((await ask(portal.gateways.router)).state).to.deep.equal({
      captive: true,
      'venue-info-url': `${portal.origin}/`,
    })
    expect((await fetch(`${portal.origin}/portal/captive/${portal.gateways.router}/portal`)).status).to.equal(404)
  })

  it('knows its gateways alone', async () => {
    for (const gateway of [999_999, 'x', '1e3']) expect((await ask(gateway)).status, String(gateway)).to.equal(404)
  })
})
