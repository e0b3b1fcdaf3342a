import { expect } from 'chai'
import { Code, reply, startDynamicAuthorizationServer } from '../../../radius/index.ts'
import { ensureDefaultPolicy } from '../../../server/access/policies/policies.ts'
import * as contract from '../../../server/api/contract/index.ts'
import { redeemVoucher } from '../../../server/vouchers/redeem.ts'
import { testMac } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { addSession, type SmallCity, sealer, smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

describe('vouchers in the API', () => {
  let web: TestWeb
  let city: SmallCity
  let gateway: Awaited<ReturnType<typeof startDynamicAuthorizationServer>>
  const asked: number[] = []
  before(async () => {
    gateway = await startDynamicAuthorizationServer({
      ...{ host: '127.0.0.1', port: 0, secretFor: () => 'secret-of-the-gateway' },
      async handler({ packet }) {
        asked.push(packet.code)
        return reply(Code.DisconnectAck)
      },
    })
    web = await startTestWeb({
      environment: { PLAZA_VOUCHERS: '1' },
      prepare: async (db) => {
        city = await smallCity(db)
        await ensureDefaultPolicy(db)
        await db.query.updateTable('gateways').set({ coa_port: gateway.port }).execute()
      },
    })
  })
  after(async () => {
    await web.close()
    await gateway.close()
  })

  const ask = async (method: string, path: string, body?: object) => {
    const response = await web.ask('operator', `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff.operator.csrf, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as { error: { code: string; field?: string } },
    }
  }
  const wanted = async (change: object = {}) => {
    const { policies } = contract.voucherChoices.parse((await ask('GET', '/voucher-choices')).body)
    const endsAt = new Date(Date.now() + 86_400_000).toISOString()
    return { name: 'Congreso', policy: policies[0]!.id, devices: 2, endsAt, hours: null, count: 3, ...change }
  }
  const make = async (change: object = {}) =>
    contract.madeVouchers.parse((await ask('POST', '/voucher-batches', await wanted(change))).body)
  const batches = async () => contract.voucherBatchPage.parse((await ask('GET', '/voucher-batches')).body).items
  const vouchers = async (id: number) =>
    contract.voucherPage.parse((await ask('GET', `/voucher-batches/${id}`)).body).items

  it('tell their codes once, to who made them, and the audit keeps who that was and no code', async () => {
    const { id, vouchers: made } = await make({ hours: 2.5 })
    expect(made.map(({ number }) => number)).to.deep.equal([1, 2, 3])
    const [batch] = await batches()
    expect(batch).to.include({
      id,
      name: 'Congreso',
      policy: 'default',
      madeBy: 'A operator',
      seconds: 9000,
      unused: 3,
    })
    expect(await vouchers(id)).to.have.length(3)
    const { rows } = await web.db.pool.query<{ text: string; staff: number; action: string }>(
      "select audit_events::text as text, staff_id as staff, action from audit_events where target = 'voucher-batch ' || $1",
      [id],
    )
    expect(rows.map(({ action, staff }) => [action, staff])).to.deep.equal([['voucher.make', web.staff.operator.id]])
    const told = [rows[0]!.text, JSON.stringify(await batches()), JSON.stringify(await vouchers(id))].join()
    for (const { code } of made) expect(told).to.not.include(code).and.not.include(code.replaceAll('-', ''))
  })

  it('say which field is wrong', async () => {
    for (const [field, change] of [
      ['name', { name: ' ' }],
      ['count', { count: 5000 }],
      ['devices', { devices: 0 }],
      ['seconds', { hours: 0.01 }],
      ['endsAt', { endsAt: '2020-01-01T00:00:00Z' }],
      ['policyId', { policy: 999_999 }],
    ] as const) {
      const { status, body } = await ask('POST', '/voucher-batches', await wanted(change))
      expect([status, body.error.code, body.error.field], field).to.deep.equal([400, 'wrong-voucher', field])
    }
  })

  it('are revoked, and whoever is online by one is disconnected', async () => {
    const { id, vouchers: made } = await make()
    const redeemed = await redeemVoucher(web.db, sealer, made[0]!.code, testMac())
    if (typeof redeemed === 'string') throw new Error(redeemed)
    const session = await addSession(web.db, city, city.hotspotIds[0])
    await web.db.query
      .updateTable('sessions')
      .set({ resident_id: redeemed.residentId })
      .where('id', '=', session)
      .execute()
    const revoke = (number: number | null) => ask('POST', `/voucher-batches/${id}/revoke`, { number })
    expect((await revoke(2)).body).to.deep.equal({ revoked: 1 })
    expect((await vouchers(id)).map(({ state }) => state)).to.deep.equal(['used', 'revoked', 'unused'])
    expect((await revoke(null)).body).to.deep.equal({ revoked: 2 })
    await eventually(() => asked.includes(Code.DisconnectRequest))
    await eventually(async () => {
      const row = web.db.query.selectFrom('sessions').select('ended_at').where('id', '=', session)
      return (await row.executeTakeFirstOrThrow()).ended_at !== null
    })
    expect((await revoke(null)).body, 'nothing is left').to.deep.equal({ revoked: 0 })
    expect((await revoke(9)).status).to.equal(404)
    const { rows } = await web.db.pool.query<{ detail: object }>(
      "select detail from audit_events where action = 'voucher.revoke' order by id",
    )
    expect(rows.map(({ detail }) => detail)).to.deep.equal([{ number: 2, vouchers: 1 }, { vouchers: 2 }])
  })

  it('are not made where the city has none; those that there are can be seen and revoked', async () => {
    const { id } = await make()
    web.config.vouchers = false
    const { status, body } = await ask('POST', '/voucher-batches', await wanted())
    expect([status, body.error.field]).to.deep.equal([400, 'off'])
    expect((await batches())[0]).to.include({ id })
    expect((await ask('POST', `/voucher-batches/${id}/revoke`, { number: null })).body).to.deep.equal({ revoked: 3 })
    web.config.vouchers = true
  })
})
