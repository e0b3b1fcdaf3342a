import { expect } from 'chai'
import {
  AcctSessionId,
  Code,
  FilterId,
  type Packet,
  reply,
  startUdpServer,
  TunnelPrivateGroupId,
  type UdpServer,
} from '../../../../radius/index.ts'
import { type SimulatedGateway, startGateway } from '../../../../scripts/simulators/gateway/gateway.ts'
import { addPolicy, changePolicy } from '../../../../server/access/policies/change-policies.ts'
import { ensureDefaultPolicy, initialPolicy, loadPolicies } from '../../../../server/access/policies/policies.ts'
import { changeLimits, type LimitChangeDeps, VendorCannot } from '../../../../server/access/reply/change-limits.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { readConfig } from '../../../../server/config/index.ts'
import { silentLog } from '../../../../server/log.ts'
import { openRegistry } from '../../../../server/network/gateways/registry.ts'
import type { GatewayVendor } from '../../../../server/network/tables.ts'
import type { DynamicAuthorizationDeps } from '../../../../server/sessions/disconnects/dynamic-authorization.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testSealer as sealer, testGateway, testResident } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const config = { timeZone: 'UTC' }
const rate = { upBps: 1_000_000, downBps: 3_000_000 }

describe('changing the limits of a live session', () => {
  let db: TestDatabase
  let staffId: number
  let server: UdpServer
  before(async () => {
    db = await createTestDatabase()
    await ensureDefaultPolicy(db)
    const { rows } = await db.pool.query(
      "insert into staff (issuer, subject, name, role) values ('i', 's', 'n', 'operator') returning id",
    )
    staffId = rows[0].id
    const client = { secret: 'testing123', requireMessageAuthenticator: false }
    const handler = async () => reply(Code.AccessAccept)
    server = await startUdpServer({ host: '127.0.0.1', port: 0, kind: 'auth', clientAt: () => client, handler })
  })
  after(async () => {
    await server.close()
    await db.close()
  })

  let addresses = 0
  /** A simulated gateway with one device online, and its session in the ledger. */
  const withGateway = async (
    dialect: 'coovachilli' | 'mikrotik',
    look: (parts: { deps: LimitChangeDeps; gateway: SimulatedGateway; sessionId: number }) => Promise<void>,
  ) => {
    const address = `127.7.0.${++addresses}`
    const bssid = '06:70:6c:00:00:01'
    const gateway = await startGateway({
      ...{ dialect, address, nasIdentifier: 'nas', secret: 'testing123', portalUrl: 'http://portal.example' },
      radius: { host: '127.0.0.1', authPort: server.port, acctPort: server.port },
      hotspots: [{ bssid, ssid: 'Plaza' }],
    })
    const gatewayId = await testGateway(db, { network: `${address}/32`, coaPort: gateway.coaPort, vendor: dialect })
    const registry = await openRegistry(db, sealer, silentLog)
    try {
      const { acctSessionId } = gateway.attach({ mac: '0a:00:00:00:00:01' }, bssid)
      expect(await gateway.macAuth('0a:00:00:00:00:01')).to.equal(true)
      const [change] = await storeRecords(db, [sessionRecord({ gatewayId, acctSessionId })], localDay('UTC'))
      const timing = { initialTimeout: 2000, maxTimeout: 2000, maxAttempts: 3 }
      await look({ deps: { db, registry, log: silentLog, timing, config }, gateway, sessionId: change!.id })
    } finally {
      await registry.close()
      await gateway.close({ silently: true })
    }
  }
  const recorded = (sessionId: number) =>
    db.query.selectFrom('limit_changes').selectAll().where('session_id', '=', sessionId).execute()

  for (const dialect of ['coovachilli', 'mikrotik'] as const) {
    it(`has a ${dialect} gateway obey, in its own attributes, and records that it did`, () =>
      withGateway(dialect, async ({ deps, gateway, sessionId }) => {
        const answer = await changeLimits(deps, sessionId, { rate, sessionSeconds: 7200 }, staffId)
        expect(answer).to.deep.include({ outcome: 'ack', errorCause: null })
        expect(gateway.sessions()[0]?.grant).to.include({ ...rate, sessionSeconds: 7200 })
        await changeLimits(deps, sessionId, { sessionSeconds: 600 }, staffId)
        expect(gateway.sessions()[0]?.grant).to.include({ ...rate, sessionSeconds: 600 })
        expect(gateway.changes.map((change) => change.answer)).to.deep.equal(['ack', 'ack'])
        const [first, second] = await recorded(sessionId)
        expect(first).to.include({ staff_id: staffId, up_bps: 1_000_000, down_bps: 3_000_000, outcome: 'ack' })
        expect(second).to.include({ up_bps: null, down_bps: null, session_seconds: 600, outcome: 'ack' })
      }))
  }

  it('sends CoovaChilli the whole set, which it takes for a new one: nothing is lost with what changes', () =>
    withGateway('coovachilli', async ({ deps, gateway, sessionId }) => {
      const residentId = await testResident(db)
      const startedAt = new Date(Date.now() - 600_000)
      const given = { resident_id: residentId, input_octets: 5_000_000, interim_seconds: 120, started_at: startedAt }
      await db.query.updateTable('sessions').set(given).where('id', '=', sessionId).execute()
      const day = new Date().toISOString().slice(0, 10)
      const used = { seconds: 600, input_octets: 5_000_000, resident_id: residentId }
      await db.query
        .insertInto('session_days')
        .values({ session_id: sessionId, day, ...used })
        .execute()
      const grant = () => gateway.sessions()[0]?.grant
      expect((await changeLimits(deps, sessionId, { rate }, staffId))?.outcome).to.equal('ack')
      const { idleSeconds, dailyOctets, sessionSeconds } = initialPolicy
      // What was used of the day was used in this session.
      const rest = { idleSeconds, interimSeconds: 120, maxTotalOctets: dailyOctets }
      expect(grant()).to.include({ ...rate, ...rest, sessionSeconds })
      await changeLimits(deps, sessionId, { sessionSeconds: 1200 }, staffId)
      expect(grant(), 'keeps the rate that was changed before').to.include({ ...rate, ...rest, sessionSeconds: 1200 })
      await changeLimits(deps, sessionId, { rate: { upBps: 9000, downBps: 9000 } }, staffId)
      expect(grant()).to.include({ upBps: 9000, downBps: 9000, ...rest, sessionSeconds: 1200 })
    }))

  it('says again which VLAN, filter and role CoovaChilli’s session has, which it would take away', () =>
    withGateway('coovachilli', async ({ deps, sessionId }) => {
      const set = (values: object) => db.query.updateTable('policies').set(values).execute()
      await set({ vlan: 120, filter_id: 'guests' })
      const sent: Packet[] = []
      const connectionTo: DynamicAuthorizationDeps['connectionTo'] = () => async (packet) => {
        sent.push(packet)
        return { packet: reply(Code.CoaAck), attempts: 1 }
      }
      await changeLimits({ ...deps, connectionTo }, sessionId, { rate }, staffId)
      await set({ vlan: null, filter_id: null })
      expect(sent[0]?.get(TunnelPrivateGroupId)).to.deep.equal({ tag: 0, value: '120' })
      expect(sent[0]?.get(FilterId)).to.equal('guests')
    }))

  it('gives an account of too low a level no more by it than its own policy has', () =>
    withGateway('coovachilli', async ({ deps, gateway, sessionId }) => {
      const { cityKey } = readConfig({ PLAZA_DEMO: '1', CITY_KEY_LEVELS: 'basic, full' })
      const of = { ...deps, config: { ...config, cityKey } }
      const lower = await addPolicy(db, 'basic', { dailyOctets: 7_000_000, idleSeconds: 60 })
      const [{ id = 0 } = {}] = await loadPolicies(db)
      await changePolicy(db, id, { minimumLevel: 'full', belowPolicyId: lower }, ['basic', 'full'])
      const grant = () => gateway.sessions()[0]?.grant
      try {
        for (const [level, most] of [
          ['basic', { maxTotalOctets: 7_000_000, idleSeconds: 60 }],
          ['full', { maxTotalOctets: initialPolicy.dailyOctets, idleSeconds: initialPolicy.idleSeconds }],
        ] as const) {
          const residentId = await testResident(db)
          await db.query
            .updateTable('residents')
            .set({ verification_level: level })
            .where('id', '=', residentId)
            .execute()
          await db.query
            .updateTable('sessions')
            .set({ resident_id: residentId, input_octets: 0, output_octets: 0 })
            .where('id', '=', sessionId)
            .execute()
          await changeLimits(of, sessionId, { rate }, staffId)
          expect(grant(), level).to.include(most)
        }
      } finally {
        await changePolicy(db, id, { minimumLevel: null })
      }
    }))

  it('gives a session of nobody no quota by it', () =>
    withGateway('coovachilli', async ({ deps, gateway, sessionId }) => {
      await changeLimits(deps, sessionId, { rate }, staffId)
      expect(gateway.sessions()[0]?.grant).to.include({ ...rate, maxTotalOctets: undefined, idleSeconds: 900 })
    }))

  it('records why the gateway refuses, and leaves the session as it is', () =>
    withGateway('coovachilli', async ({ deps, gateway, sessionId }) => {
      gateway.detach('0a:00:00:00:00:01')
      const answer = await changeLimits(deps, sessionId, { rate }, staffId)
      expect(answer).to.deep.include({ outcome: 'nak', errorCause: 503 })
      expect((await recorded(sessionId))[0]).to.include({ outcome: 'nak', error_cause: 503 })
      const row = await db.query.selectFrom('sessions').select('ended_at').where('id', '=', sessionId).execute()
      expect(row).to.deep.equal([{ ended_at: null }])
    }))

  it('records that nothing answered', () =>
    withGateway('mikrotik', async ({ deps, gateway, sessionId }) => {
      gateway.powerOff()
      const timing = { initialTimeout: 30, maxTimeout: 30, maxAttempts: 2 }
      const answer = await changeLimits({ ...deps, timing }, sessionId, { rate }, staffId)
      expect(answer).to.deep.equal({ outcome: 'timeout', errorCause: null, attempts: 2 })
      expect((await recorded(sessionId))[0]).to.include({ outcome: 'timeout', attempts: 2, answered_at: null })
    }))

  it('goes by the connection that the gateway has opened itself, where there is one', () =>
    withGateway('coovachilli', async ({ deps, gateway, sessionId }) => {
      const sent: Array<string | undefined> = []
      const connectionTo: DynamicAuthorizationDeps['connectionTo'] = () => async (packet) => {
        sent.push(packet.get(AcctSessionId))
        return { packet: reply(Code.CoaAck), attempts: 1 }
      }
      const answer = await changeLimits({ ...deps, connectionTo }, sessionId, { rate }, staffId)
      expect(answer?.outcome).to.equal('ack')
      expect(sent).to.deep.equal([gateway.sessions()[0]?.acctSessionId])
      expect(gateway.changes).to.deep.equal([])
    }))

  it('says what a vendor’s gateways cannot do, and asks them nothing', async () => {
    const attempt = async (vendor: GatewayVendor, limits: Parameters<typeof changeLimits>[2]) => {
      const gatewayId = await testGateway(db, { network: `127.8.0.${++addresses}/32`, vendor })
      const registry = await openRegistry(db, sealer, silentLog)
      const [change] = await storeRecords(db, [sessionRecord({ gatewayId })], localDay('UTC'))
      const error = await changeLimits({ db, registry, log: silentLog, config }, change!.id, limits, staffId).catch(
        (reason: unknown) => reason,
      )
      await registry.close()
      expect(await recorded(change!.id)).to.deep.equal([])
      return error
    }
    expect(await attempt('cisco', { sessionSeconds: 600 })).to.be.instanceOf(VendorCannot)
    expect(await attempt('aruba', { rate })).to.be.instanceOf(VendorCannot)
  })
})
