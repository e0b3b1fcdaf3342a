import { expect } from 'chai'
import { silentLog } from '../../../../../server/log.ts'
import { chooseSigning } from '../../../../../server/network/gateways/change.ts'
import {
  openPostureRecorder,
  type PostureRecorder,
  type SeenRequest,
} from '../../../../../server/network/gateways/posture/recorder.ts'
import { gatewayPostures, sourcePostures } from '../../../../../server/network/gateways/posture/report.ts'
import { openRegistry, type Registry } from '../../../../../server/network/gateways/registry.ts'
import { testSealer as sealer, testGateway } from '../../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../../support/database.ts'
import { eventually } from '../../../../support/eventually.ts'

const DAY_MS = 86_400_000
const plain = { signed: false, proxyState: false, eap: false, refused: false, nasIdentifier: () => undefined }

describe('what gateways are seen to send', () => {
  let db: TestDatabase
  const open: Array<{ close(): Promise<void> }> = []
  beforeEach(async () => {
    db = await createTestDatabase()
  })
  afterEach(async () => {
    for (const part of open.splice(0).reverse()) await part.close()
    await db.close()
  })

  const start = async (now?: () => number) => {
    const registry = await openRegistry(db, sealer, silentLog)
    open.push(registry)
    const recorder = openPostureRecorder({ db, registry, log: silentLog }, now)
    open.push(recorder)
    return { registry, recorder }
  }
  const see = (
    { registry, recorder }: { registry: Registry; recorder: PostureRecorder },
    address: string,
    change: Partial<SeenRequest> = {},
  ) => recorder.record(registry.gatewayAt(address)!, { ...plain, address, ...change })
  const requires = ({ registry }: { registry: Registry }, address: string) =>
    registry.gatewayAt(address)?.requireMessageAuthenticator

  it('settles `auto` at the first signed request, in this process at once, in others soon, and for good', async () => {
    await testGateway(db, { network: '192.0.2.7/32', messageAuthenticator: 'auto' })
    const one = await start()
    const other = await start()
    see(one, '192.0.2.7')
    see(one, '192.0.2.7', { signed: true, eap: true })
    expect(requires(one, '192.0.2.7')).to.equal(false)
    see(one, '192.0.2.7', { signed: true })
    expect(requires(one, '192.0.2.7')).to.equal(true)
    expect(requires(other, '192.0.2.7')).to.equal(false)
    await one.registry.reload()
    expect(requires(one, '192.0.2.7'), 'not stored yet, and read afresh').to.equal(true)
    await one.recorder.flush()
    await eventually(() => requires(other, '192.0.2.7'))
    expect(requires(await start(), '192.0.2.7'), 'after a restart').to.equal(true)
  })

  it('settles `auto` for each NAS of a network by itself', async () => {
    await testGateway(db, { network: '192.0.2.0/24', messageAuthenticator: 'auto' })
    const parts = await start()
    see(parts, '192.0.2.1', { signed: true })
    see(parts, '192.0.2.2')
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) => requires(parts, address))).to.deep.equal([
      true,
      false,
      false,
    ])
  })

  it('forgets what it has learnt when staff choose anew, also what was not stored yet', async () => {
    const id = await testGateway(db, { network: '192.0.2.7/32', messageAuthenticator: 'auto' })
    const parts = await start()
    see(parts, '192.0.2.7', { signed: true })
    await chooseSigning(db, id, { messageAuthenticator: 'auto' })
    await parts.registry.reload()
    expect(requires(parts, '192.0.2.7')).to.equal(false)
    await parts.recorder.flush()
    expect(requires(await start(), '192.0.2.7')).to.equal(false)
    see(parts, '192.0.2.7', { signed: true })
    expect(requires(parts, '192.0.2.7')).to.equal(true)
  })

  it('lets an old proxy go on with Proxy-State, but has it signed where it came so or not at all', async () => {
    await testGateway(db, { network: '192.0.2.0/24', messageAuthenticator: 'off' })
    const parts = await start()
    see(parts, '192.0.2.1', { proxyState: true })
    see(parts, '192.0.2.2')
    see(parts, '192.0.2.2', { proxyState: true, refused: true })
    await parts.recorder.flush()
    for (const { registry } of [parts, await start()]) {
      const limits = ['192.0.2.1', '192.0.2.2'].map((address) => registry.gatewayAt(address)?.limitProxyState)
      expect(limits).to.deep.equal([false, true])
    }
  })

  it('adds up over processes, kinds and days, and says what came last and from where', async () => {
    const id = await testGateway(db, { network: '192.0.2.0/24', messageAuthenticator: 'off' })
    let now = Date.parse('2026-11-20T23:59:00Z')
    const [one, other] = [await start(() => now), await start(() => now)]
    for (const parts of [one, other]) {
      see(parts, '192.0.2.1', { nasIdentifier: () => 'roof\u001b[2J' })
      see(parts, '192.0.2.2', { signed: true, nasIdentifier: () => 'cellar' })
      see(parts, '192.0.2.2', { signed: true, eap: true })
    }
    await one.recorder.flush()
    now += 2 * 60_000
    see(one, '192.0.2.1', { proxyState: true, refused: true })
    await Promise.all([one.recorder.flush(), other.recorder.flush()])
    const [posture] = await gatewayPostures(db, { now: new Date(now) })
    expect(posture).to.deep.include({
      ...{ requests: 7, unsigned: 3, proxyState: 1, unsignedProxyState: 1, eap: 2, refused: 1, sources: 2 },
      ...{ heardAt: new Date(now), heardFrom: '192.0.2.1', unsignedAt: new Date(now), unsignedFrom: '192.0.2.1' },
      ...{ verdict: 'old', settled: false, messageAuthenticator: 'off', id },
    })
    expect(posture?.nasIdentifiers).to.have.members(['roof[2J', 'cellar'])
    const bySource = await sourcePostures(db, posture!, { limit: 10, now: new Date(now) })
    expect(
      bySource.map(({ address, requests, unsigned, verdict }) => [address, requests, unsigned, verdict]),
    ).to.deep.equal([
      ['192.0.2.1', 3, 3, 'old'],
      ['192.0.2.2', 4, 0, 'ready'],
    ])
    const week = new Date(now + 7 * DAY_MS)
    expect((await gatewayPostures(db, { now: week }))[0]).to.include({ requests: 0, unsigned: 0, verdict: 'silent' })
  })

  it('tells no more than so many strangers of a network apart, but everyone who signs', async () => {
    await testGateway(db, { network: '10.0.0.0/8', messageAuthenticator: 'auto' })
    const parts = await start()
    for (let n = 0; n < 2000; n++) see(parts, `10.1.${n >> 8}.${n & 255}`)
    see(parts, '10.2.0.1', { signed: true })
    await parts.recorder.flush()
    const [posture] = await gatewayPostures(db)
    expect(posture).to.include({ requests: 2001, unsigned: 2000, sources: 258 })
    expect(requires(parts, '10.2.0.1')).to.equal(true)
    const { rows } = await db.pool.query('select count(*) from gateway_sources')
    expect(rows).to.deep.equal([{ count: 257 }])
  })

  it('keeps what it could not store until the database is back', async () => {
    await testGateway(db, { network: '192.0.2.7/32', messageAuthenticator: 'auto' })
    const parts = await start()
    see(parts, '192.0.2.7', { signed: true })
    await db.pool.query(
      'alter table gateway_posture_days rename to away_1; alter table gateway_sources rename to away_2',
    )
    await parts.recorder.flush()
    see(parts, '192.0.2.7', { signed: true })
    await db.pool.query(
      'alter table away_1 rename to gateway_posture_days; alter table away_2 rename to gateway_sources',
    )
    await parts.recorder.flush()
    expect((await gatewayPostures(db))[0]).to.include({ requests: 2, settled: true, verdict: 'safe' })
  })

  it('is kept for 30 days', async () => {
    await testGateway(db, { network: '192.0.2.0/24', messageAuthenticator: 'off' })
    let now = Date.now() - 32 * DAY_MS
    const parts = await start(() => now)
    see(parts, '192.0.2.1')
    see(parts, '192.0.2.2', { signed: true })
    await parts.recorder.flush()
    now = Date.now()
    await parts.recorder.flush()
    const days = await db.pool.query('select from gateway_posture_days')
    const sources = await db.pool.query('select host(address) as address from gateway_sources')
    expect([days.rows, sources.rows]).to.deep.equal([[], [{ address: '192.0.2.2' }]])
  })

  it('takes link-local addresses, whatever the interface', async () => {
    await testGateway(db, { network: 'fe80::/64', messageAuthenticator: 'auto' })
    const parts = await start()
    for (const address of ['fe80::1%eth0', 'fe80::1%eth1']) see(parts, address, { signed: true })
    await parts.recorder.flush()
    expect((await gatewayPostures(db))[0]).to.include({ requests: 2, sources: 1, settled: true })
  })

  it('leaves out a gateway that is gone', async () => {
    const id = await testGateway(db, { network: '192.0.2.7/32', messageAuthenticator: 'auto' })
    await testGateway(db, { network: '192.0.2.8/32', messageAuthenticator: 'auto' })
    const parts = await start()
    see(parts, '192.0.2.7', { signed: true })
    see(parts, '192.0.2.8', { signed: true })
    await db.query.deleteFrom('gateways').where('id', '=', id).execute()
    await parts.recorder.flush()
    expect((await gatewayPostures(db)).map(({ requests }) => requests)).to.deep.equal([1])
  })
})
