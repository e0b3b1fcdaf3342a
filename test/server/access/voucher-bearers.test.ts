import { expect } from 'chai'
import {
  accessRequest,
  CallingStationId,
  Code,
  decodePacket,
  encodeRequest,
  IdleTimeout,
  Packet,
  type Reply,
  SessionTimeout,
  UserName,
} from '../../../radius/index.ts'
import { createAuthorizer } from '../../../server/access/authorize.ts'
import { createAccessCache } from '../../../server/access/cache/access-cache.ts'
import { decideGrant } from '../../../server/access/decide-grant.ts'
import type { Request } from '../../../server/access/identify.ts'
import { addPolicy, changePolicy } from '../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy, loadPolicies } from '../../../server/access/policies/policies.ts'
import { openRules } from '../../../server/access/policies/rules.ts'
import { issueTicket } from '../../../server/access/tickets.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { boundDevices } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { enforceQuota } from '../../../server/usage/quota.ts'
import { residentsOutOfTime } from '../../../server/usage/today.ts'
import { makeVouchers, type NewVouchers } from '../../../server/vouchers/make.ts'
import { redeemVoucher } from '../../../server/vouchers/redeem.ts'
import { revokeVouchers } from '../../../server/vouchers/revoke.ts'
import { testSealer as sealer, testGateway, testMac, testResident } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'

const HOUR_MS = 3_600_000
const dayOf = localDay('UTC')
const calendar = { dayOf, timeZone: 'UTC', levels: ['basic', 'full'] }

describe('a voucher’s bearer', () => {
  let db: TestDatabase
  let registry: Registry
  let gatewayId: number
  let policyId: number
  let visitors: Awaited<ReturnType<typeof openRules>>
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    gatewayId = await testGateway(db, { vendor: 'generic' })
    registry = await openRegistry(db, sealer, silentLog)
    // Residents here need a level, and get less time; bearers have what their voucher says.
    const [byDefault] = await loadPolicies(db)
    await changePolicy(db, byDefault!.id, { minimumLevel: 'full', dailySeconds: 60 }, calendar.levels)
    policyId = await addPolicy(db, 'visitors', { idleSeconds: 777, dailySeconds: 3600, dailyOctets: 5_000_000 })
    visitors = await openRules(db, 'UTC', calendar.levels)
  })
  after(async () => {
    await registry.close()
    await db.close()
  })

  const bearer = async (change: Partial<NewVouchers> = {}, mac = testMac()) => {
    const endsAt = new Date(Date.now() + 2 * HOUR_MS)
    const wanted = { name: 'x', policyId, devices: 1, endsAt, seconds: null, count: 1, ...change }
    const { id, vouchers } = await makeVouchers(db, sealer, wanted, null)
    const redeemed = await redeemVoucher(db, sealer, vouchers[0]!.code, mac)
    if (typeof redeemed === 'string') throw new Error(redeemed)
    return { ...redeemed, mac, batch: id, endsAt: wanted.endsAt }
  }
  const grant = (residentId: number, deviceMac: string) =>
    decideGrant(
      db,
      { residentId, deviceMac, gatewayId, hotspotId: null, isPlaced: true, credentials: { kind: 'signed-in' } },
      calendar,
    )
  /** What RADIUS answers to MAC authentication, reading everything afresh. */
  const macAuth = async (mac: string): Promise<Reply> => {
    const database = { away: false, ask: <T>(work: () => Promise<T>) => work() } as never
    const cache = createAccessCache({ db, database, sealer, dayOf, interimSeconds: () => 300 })
    const accessLog = { write() {}, flush: async () => {} }
    const answer = createAuthorizer({ db, sealer, registry, cache, rules: visitors, accessLog, bindingDays: 30 })
    const packet = new Packet(Code.AccessRequest).add(UserName, mac).add(CallingStationId, mac)
    const client = registry.gateway(gatewayId)!
    const request: Request = { packet, client, source: { address: '127.0.0.1', port: 1 }, receivedAt: Date.now() }
    return (await answer(request))!
  }
  const bind = async (residentId: number, mac: string, until: Date) => {
    await db.query.insertInto('devices').values({ mac, resident_id: residentId, bound_until: until }).execute()
  }

  it('gets the voucher’s policy, asked for no level, and no longer than until its end', async () => {
    const { residentId, mac } = await bearer()
    const decision = await grant(residentId, mac)
    expect(decision).to.have.nested.property('limits.idleSeconds', 777)
    if (!decision.accept) throw new Error(decision.reason)
    expect(decision.limits.sessionSeconds).to.equal(3600)
    const short = await bearer({ endsAt: new Date(Date.now() + 900_000) })
    const soon = await grant(short.residentId, short.mac)
    if (!soon.accept) throw new Error(soon.reason)
    expect(soon.limits.sessionSeconds).to.be.within(800, 900)
    const resident = await testResident(db)
    expect(await grant(resident, testMac()), 'a resident is asked').to.deep.equal({
      ...{ accept: false, reason: 'level-too-low' },
    })
  })

  it('is let in by RADIUS alike, until the voucher is revoked', async () => {
    const { residentId, mac, batch, endsAt } = await bearer()
    await bind(residentId, mac, endsAt)
    const accept = await macAuth(mac)
    expect([accept.code, accept.get(IdleTimeout), accept.get(SessionTimeout)]).to.deep.equal([
      ...[Code.AccessAccept, 777, 3600],
    ])
    await revokeVouchers(db, batch, null)
    expect((await macAuth(mac)).code).to.equal(Code.AccessReject)
    expect(await grant(residentId, mac)).to.deep.equal({ accept: false, reason: 'voucher-over' })
  })

  it('has its devices remembered until the voucher’s end, by RADIUS', async () => {
    const { residentId, mac, endsAt } = await bearer()
    const holder = { residentId, deviceMac: mac, gatewayId, hotspotId: null }
    const { username, password } = await issueTicket(db, sealer, holder)
    const database = { away: false, ask: <T>(work: () => Promise<T>) => work() } as never
    const cache = createAccessCache({ db, database, sealer, dayOf, interimSeconds: () => 300 })
    const accessLog = { write() {}, flush: async () => {} }
    const answer = createAuthorizer({ db, sealer, registry, cache, rules: visitors, accessLog, bindingDays: 30 })
    const client = registry.gateway(gatewayId)!
    const packet = accessRequest({ username, password, secret: client.secret }).add(CallingStationId, mac)
    const asked = decodePacket(encodeRequest(packet, client.secret))
    const request: Request = {
      packet: asked,
      client,
      source: { address: '127.0.0.1', port: 1 },
      receivedAt: Date.now(),
    }
    expect((await answer(request))?.code).to.equal(Code.AccessAccept)
    const [device] = await boundDevices(db, [mac])
    expect(device).to.include({ residentId })
    expect(device!.boundUntil.getTime()).to.be.closeTo(endsAt.getTime(), 1000)
  })

  it('has as many devices online as the voucher says, whatever its policy', async () => {
    const { residentId, mac } = await bearer({ devices: 2 })
    const live = (deviceMac: string) =>
      storeRecords(db, [sessionRecord({ kind: 'start', gatewayId, residentId, deviceMac, at: new Date() })], dayOf)
    await live(testMac())
    expect(await grant(residentId, mac)).to.include({ accept: true })
    await live(testMac())
    expect(await grant(residentId, mac)).to.deep.equal({ accept: false, reason: 'too-many-devices' })
  })

  it('uses the day’s quota of the voucher’s policy, and is disconnected beyond it', async () => {
    const { residentId, mac } = await bearer()
    const used = { at: new Date(), seconds: 60, inputOctets: 4_000_000, outputOctets: 0 }
    const store = (more: object = {}) =>
      storeRecords(
        db,
        [sessionRecord({ kind: 'interim', gatewayId, residentId, deviceMac: mac, ...used, ...more })],
        dayOf,
      )
    const [change] = await store({ sessionKey: `quota-${mac}` })
    const quotas = visitors.quotas(registry.groupsOfGateways())
    const today = { dayOf, since: new Date(Date.now() - 900_000) }
    const timing = { initialTimeout: 20, maxTimeout: 20, maxAttempts: 1 }
    const deps = { db, registry, log: silentLog, timing }
    // 60 s are the default policy's day, of which the voucher's has 60 times as many.
    expect(await residentsOutOfTime(db, quotas, today)).to.not.include(residentId)
    expect(await enforceQuota(deps, [residentId], quotas, today)).to.equal(0)
    await store({ sessionKey: `quota-${mac}`, seconds: 120, inputOctets: 6_000_000, at: new Date(Date.now() + 1000) })
    expect(await enforceQuota(deps, [residentId], quotas, today)).to.equal(1)
    expect(change?.residentId).to.equal(residentId)
    expect(await grant(residentId, mac)).to.deep.equal({ accept: false, reason: 'daily-volume-used-up' })
    const outOfTime = { ...quotas, ofPolicies: [{ policyId, dailySeconds: 100, dailyOctets: null }] }
    expect(await residentsOutOfTime(db, outOfTime, today)).to.include(residentId)
  })
})
