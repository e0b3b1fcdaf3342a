import { expect } from 'chai'
import { initialPolicy } from '../../../server/access/policies/policies.ts'
import { testResident } from '../../support/city.ts'
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
      'user-portal-url': `${portal.origin}/portal`,
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

  it('knows its gateways alone', async () => {
    for (const gateway of [999_999, 'x', '1e3']) expect((await ask(gateway)).status, String(gateway)).to.equal(404)
  })
})
