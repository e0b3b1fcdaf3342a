import { expect } from 'chai'
import { addPolicy, removePolicy } from '../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { rotateSecret } from '../../../server/commands/secret.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { createSealer } from '../../../server/sealing.ts'
import { makeVouchers, type NewVouchers, VoucherError } from '../../../server/vouchers/make.ts'
import { redeemVoucher } from '../../../server/vouchers/redeem.ts'
import { revokeVouchers } from '../../../server/vouchers/revoke.ts'
import { voucherOf } from '../../../server/vouchers/terms.ts'
import { listBatches, listVouchers } from '../../../server/vouchers/views.ts'
import { testSealer as sealer, testMac } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const HOUR_MS = 3_600_000

describe('vouchers', () => {
  let db: TestDatabase
  let policyId: number
  let staffId: number
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    policyId = (await loadPolicies(db))[0]!.id
    const staff = { issuer: 'i', subject: 's', name: 'Ana Ruiz', role: 'operator' } as const
    staffId = (await db.query.insertInto('staff').values(staff).returning('id').executeTakeFirstOrThrow()).id
  })
  after(() => db.close())

  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS)
  const make = (change: Partial<NewVouchers> = {}) =>
    makeVouchers(
      db,
      sealer,
      { name: 'Congreso', policyId, devices: 1, endsAt: inHours(24), seconds: null, count: 1, ...change },
      staffId,
    )
  const redeem = (code: string, mac = testMac(), now = new Date()) => redeemVoucher(db, sealer, code, mac, now)
  const stateOf = async (batch: number, now = new Date()) => (await listVouchers(db, batch, now))[0]?.state

  it('are made by somebody, each with a code of its own that the database does not know', async () => {
    const { id, vouchers } = await make({ name: ' Biblioteca ', count: 200 })
    expect(new Set(vouchers.map(({ code }) => code)).size).to.equal(200)
    expect(vouchers.map(({ number }) => number)).to.deep.equal(Array.from({ length: 200 }, (_, at) => at + 1))
    const { rows } = await db.pool.query<{ text: string }>(
      "select (select string_agg(v::text, ' ') from vouchers v) || (select string_agg(b::text, ' ') from voucher_batches b) as text",
    )
    for (const { code } of vouchers)
      for (const form of [code, code.replaceAll('-', ''), Buffer.from(code.replaceAll('-', '')).toString('hex')])
        expect(rows[0]!.text).to.not.include(form)
    const [batch] = await listBatches(db, { limit: 1 })
    expect(batch).to.include({ id, name: 'Biblioteca', madeBy: 'Ana Ruiz', vouchers: 200, unused: 200, used: 0 })
  })

  it('begin with their first use, last from it or until their date, and are over then', async () => {
    const { id, vouchers } = await make({ seconds: 7200 })
    const { code } = vouchers[0]!
    const began = inHours(1)
    expect(await redeem(code, testMac(), began)).to.have.property('residentId')
    const [voucher] = await listVouchers(db, id, began)
    expect(voucher).to.deep.include({ state: 'used', endsAt: new Date(began.getTime() + 2 * HOUR_MS) })
    expect(await redeem(code, testMac(), inHours(3.1))).to.equal('over')
    expect(await stateOf(id, inHours(3.1))).to.equal('ended')
    const dated = await make()
    expect(await redeem(dated.vouchers[0]!.code, testMac(), inHours(25))).to.equal('over')
    expect(await stateOf(dated.id, inHours(25)), 'never used').to.equal('ended')
  })

  it('have a bearer who is nobody, with what the batch gives', async () => {
    const { vouchers } = await make({ devices: 3 })
    const { residentId } = (await redeem(vouchers[0]!.code)) as { residentId: number }
    const row = await db.query
      .selectFrom('residents')
      .selectAll()
      .where('id', '=', residentId)
      .executeTakeFirstOrThrow()
    expect(row).to.include({ issuer: 'plaza:voucher', locale: null, verification_level: null })
    expect(await voucherOf(db, residentId)).to.include({ policyId, devices: 3 })
  })

  it('let in as many devices as they may, and the same ones again', async () => {
    const { vouchers } = await make({ devices: 2 })
    const { code } = vouchers[0]!
    const [one, two] = [testMac(), testMac()]
    const { residentId } = (await redeem(code, one)) as { residentId: number }
    for (const mac of [one, two]) await bindDevice(db, { mac, residentId, until: inHours(24) })
    expect(await redeem(code, testMac())).to.equal('in-use')
    expect(await redeem(code, two)).to.deep.equal({ residentId })
  })

  it('have one bearer, whoever of many uses one first', async () => {
    const { vouchers } = await make({ devices: 20 })
    const all = await Promise.all(Array.from({ length: 8 }, () => redeem(vouchers[0]!.code)))
    expect(new Set(all.map((one) => (typeof one === 'string' ? one : one.residentId))).size).to.equal(1)
  })

  it('are unknown by any other code', async () => {
    await make()
    for (const code of ['CDFH-JKMN-PQRT', '', 'x', "'; drop table vouchers", 'C'.repeat(5000), 'a\0'])
      expect(await redeem(code), code).to.equal('unknown')
  })

  it('are revoked one by one or all at once, used or not', async () => {
    const { id, vouchers } = await make({ count: 3 })
    const [first, second] = [vouchers[0]!, vouchers[1]!]
    const { residentId } = (await redeem(first.code)) as { residentId: number }
    expect(await revokeVouchers(db, id, 2)).to.deep.equal({ vouchers: 1, bearers: [] })
    expect(await redeem(second.code)).to.equal('over')
    expect(await revokeVouchers(db, id, null)).to.deep.equal({ vouchers: 2, bearers: [residentId] })
    expect(await redeem(first.code)).to.equal('over')
    expect((await voucherOf(db, residentId))!.until).to.be.at.most(Date.now() / 1000)
    expect(await revokeVouchers(db, id, null)).to.deep.equal({ vouchers: 0, bearers: [] })
    const [batch] = await listBatches(db, { limit: 1 })
    expect(batch).to.include({ revoked: 3, used: 0, unused: 0 })
    for (const [of, number] of [
      [999_999, null],
      [id, 4],
    ] as const)
      expect(await revokeVouchers(db, of, number).catch((error) => error)).to.be.instanceOf(VoucherError)
  })

  it('outlive a new PLAZA_SECRET', async () => {
    const { vouchers } = await make()
    const fresh = createSealer('another secret for tests only, 32 or more characters')
    await rotateSecret(db, sealer, fresh)
    expect(await redeemVoucher(db, fresh, vouchers[0]!.code, testMac())).to.have.property('residentId')
    await rotateSecret(db, fresh, sealer)
    expect(await redeem(vouchers[0]!.code)).to.have.property('residentId')
  })

  it('keep their policy from being removed', async () => {
    const other = await addPolicy(db, 'visitors', {})
    await make({ policyId: other })
    expect((await removePolicy(db, other).catch((error: Error) => error))?.message).to.include('vouchers')
  })

  const wrong: Array<[keyof NewVouchers, Partial<NewVouchers>]> = [
    ['name', { name: '  ' }],
    ['name', { name: 'x'.repeat(81) }],
    ['devices', { devices: 0 }],
    ['devices', { devices: 21 }],
    ['devices', { devices: 1.5 }],
    ['count', { count: 0 }],
    ['count', { count: 1001 }],
    ['endsAt', { endsAt: new Date(0) }],
    ['endsAt', { endsAt: inHours(24 * 400) }],
    ['endsAt', { endsAt: new Date(Number.NaN) }],
    ['seconds', { seconds: 599 }],
    ['seconds', { seconds: 400 * 86_400 }],
    ['policyId', { policyId: 999_999 }],
  ]
  for (const [field, change] of wrong)
    it(`are not made where ${field} is wrong: ${JSON.stringify(change).slice(0, 60)}`, async () => {
      const error = await make(change).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(VoucherError)
      expect(error).to.include({ field })
    })
})
