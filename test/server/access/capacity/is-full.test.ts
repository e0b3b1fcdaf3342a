import { expect } from 'chai'
import { decideGrant, type GrantRequest } from '../../../../server/access/decide-grant.ts'
import { addPolicy } from '../../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy } from '../../../../server/access/policies/policies.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { markOpened, storeGrant } from '../../../../server/sessions/grants/grants.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { makeVouchers } from '../../../../server/vouchers/make.ts'
import { redeemVoucher } from '../../../../server/vouchers/redeem.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const dayOf = localDay('UTC')
const CAPACITY = 2

describe('a full hotspot, where the portal opens the gateway', () => {
  let db: TestDatabase
  let gatewayId: number
  let hotspotId: number
  let elsewhere: number
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    gatewayId = await testGateway(db, { vendor: 'unifi' })
  })
  after(() => db.close())
  beforeEach(async () => {
    ;[hotspotId, elsewhere] = await twoHotspots(db, gatewayId)
    await whenFull('turn-away')
  })

  const whenFull = (when_full: 'let-in' | 'turn-away') => db.query.updateTable('policies').set({ when_full }).execute()
  const limits = { sessionSeconds: 600, upBps: null, downBps: null, octets: null }
  /** By a grant, since gateways that the portal opens do no accounting. */
  const online = async (deviceMac: string, residentId: number | null = null, at = hotspotId) => {
    const id = await storeGrant(db, { gatewayId, hotspotId: at, residentId, deviceMac, limits, token: null })
    await markOpened(db, [id])
  }
  const fill = async () => {
    for (let count = 0; count < CAPACITY; count++) await online(testMac())
  }
  const decide = async (residentId: number, more: Partial<GrantRequest> = {}) => {
    const request = { residentId, deviceMac: testMac(), gatewayId, hotspotId, isPlaced: true, capacity: CAPACITY }
    const decision = await decideGrant(
      db,
      { ...request, credentials: { kind: 'signed-in' }, ...more },
      { dayOf, timeZone: 'UTC' },
    )
    return decision.accept ? 'accepted' : decision.reason
  }

  it('turns a new device away once as many are online as it is made for', async () => {
    const residentId = await testResident(db)
    await online(testMac())
    expect(await decide(residentId)).to.equal('accepted')
    await online(testMac())
    expect(await decide(residentId)).to.equal('hotspot-full')
    expect(await decide(residentId, { isPlaced: false }), 'not proven to be there').to.equal('hotspot-full')
    expect(await decide(residentId, { hotspotId: elsewhere })).to.equal('accepted')
    expect(await decide(residentId, { hotspotId: null }), 'nobody knows where').to.equal('accepted')
  })

  it('counts whom the portal has let in, whose gateway has yet to fetch that', async () => {
    const [deviceMac, residentId] = [testMac(), await testResident(db)]
    for (const mac of [deviceMac, testMac()])
      await storeGrant(db, { gatewayId, hotspotId, residentId, deviceMac: mac, limits, token: mac })
    expect(await decide(await testResident(db))).to.equal('hotspot-full')
    expect(await decide(residentId, { deviceMac }), 'it asks again').to.equal('accepted')
  })

  it('lets in whoever is online, there or elsewhere, or was by another address', async () => {
    await fill()
    const residentId = await testResident(db)
    const [deviceMac, before] = [testMac(), testMac()]
    await online(deviceMac, residentId, elsewhere)
    expect(await decide(residentId, { deviceMac })).to.equal('accepted')
    const session = { gatewayId, residentId, deviceMac: before, hotspotId: elsewhere, at: new Date() }
    await storeRecords(db, [sessionRecord({ kind: 'start', ...session })], dayOf)
    expect(await decide(residentId, { replacesMac: before })).to.equal('accepted')
    const [here] = await db.query
      .selectFrom('grants')
      .select('device_mac')
      .where('hotspot_id', '=', hotspotId)
      .execute()
    expect(await decide(await testResident(db), { deviceMac: here!.device_mac }), 'another’s').to.equal('accepted')
  })

  it('turns nobody away in an emergency, by default, or where nobody knows its capacity', async () => {
    await fill()
    const residentId = await testResident(db)
    expect(await decide(residentId, { emergencyUntil: new Date(Date.now() + 600_000) })).to.equal('accepted')
    expect(await decide(residentId, { emergencyUntil: new Date(Date.now() - 1000) })).to.equal('hotspot-full')
    for (const capacity of [null, undefined, 0]) expect(await decide(residentId, { capacity })).to.equal('accepted')
    await whenFull('let-in')
    expect(await decide(residentId)).to.equal('accepted')
  })

  it('goes by the policy of the hotspot, for a voucher’s bearer too', async () => {
    await fill()
    const policyId = await addPolicy(db, 'visitors', { whenFull: 'let-in' })
    const wanted = {
      name: 'x',
      policyId,
      devices: 1,
      endsAt: new Date(Date.now() + 7_200_000),
      seconds: null,
      count: 1,
    }
    const { vouchers } = await makeVouchers(db, sealer, wanted, null)
    const redeemed = await redeemVoucher(db, sealer, vouchers[0]!.code, testMac())
    if (typeof redeemed === 'string') throw new Error(redeemed)
    expect(await decide(redeemed.residentId)).to.equal('hotspot-full')
  })
})
