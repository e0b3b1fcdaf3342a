import { expect } from 'chai'
import { Code, reply, startDynamicAuthorizationServer, type UdpServer } from '../../../radius/index.ts'
import type { Emergency } from '../../../server/access/emergencies/emergencies.ts'
import { initialPolicy } from '../../../server/access/policies/policies.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { type PlazaEvent, subscribe } from '../../../server/database/events/events.ts'
import { bindDevice } from '../../../server/directory/devices/devices.ts'
import { silentLog } from '../../../server/log.ts'
import { openRegistry, type Registry } from '../../../server/network/gateways/registry.ts'
import { assignHotspots } from '../../../server/network/groups/group-members.ts'
import { addGroup } from '../../../server/network/groups/groups.ts'
import { startSessionSweep } from '../../../server/roles/session-sweep.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testSealer as sealer, testGateway, testMac, testResident, twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { sessionRecord } from '../../support/session-record.ts'

const dayOf = localDay('UTC')

describe('the sweep of sessions', () => {
  let db: TestDatabase
  let registry: Registry
  let nas: UdpServer
  let gatewayId: number
  let sweep: { close(): Promise<void> } | undefined
  before(async () => {
    db = await createTestDatabase()
    const handler = async () => reply(Code.DisconnectAck)
    nas = await startDynamicAuthorizationServer({ host: '127.0.0.1', port: 0, secretFor: () => 'testing123', handler })
    gatewayId = await testGateway(db, { coaPort: nas.port })
    registry = await openRegistry(db, sealer, silentLog)
  })
  afterEach(async () => {
    await sweep?.close()
  })
  after(async () => {
    await nas.close()
    await registry.close()
    await db.close()
  })

  const start = (
    policy: Partial<typeof initialPolicy>,
    closedGroups: number[] = [],
    emergencies: Emergency[] = [],
    ofGroups: Record<number, Partial<typeof initialPolicy>> = {},
  ) => {
    const byDefault = { ...initialPolicy, ...policy }
    const policyOf = (group: number | null | undefined) => ({ ...byDefault, ...ofGroups[group ?? 0] })
    const rules = {
      ...{ get: () => byDefault, quotas: () => byDefault, closedGroups: () => closedGroups, policyOf },
      policyAmong: ([first = null]: ReadonlyArray<number | null>) => policyOf(first),
      somePolicy: (is: (one: typeof initialPolicy) => boolean) =>
        [byDefault, ...Object.keys(ofGroups).map((group) => policyOf(Number(group)))].some(is),
    }
    sweep = startSessionSweep({
      db,
      registry,
      log: silentLog,
      rules,
      emergencies: { all: () => emergencies },
      dayOf,
      everyMs: 20,
    })
  }
  const open = async (more: Partial<SessionRecord>) => {
    const [change] = await storeRecords(db, [sessionRecord({ gatewayId, ...more })], dayOf)
    return change!.id
  }
  const ended = (id: number) =>
    eventually(async () => {
      const row = await db.query.selectFrom('sessions').select('ended_by').where('id', '=', id).executeTakeFirst()
      return row?.ended_by ?? false
    })

  it('ends what has fallen silent since it listens, and says so', async () => {
    const [hotspotId] = await twoHotspots(db, gatewayId)
    const events: PlazaEvent[] = []
    const subscription = await subscribe(db, (event) => events.push(event))
    const id = await open({ hotspotId, at: new Date(Date.now() - 3_600_000) })
    // Three intervals of no length are over at once.
    start({ interimSeconds: 0, dailySeconds: null, dailyOctets: null })
    expect(await ended(id)).to.equal('silence')
    await eventually(() => JSON.stringify(events).includes(`"hotspotId":${hotspotId}`))
    await subscription.close()
  })

  it('disconnects a resident whose time runs out in mid-session, without a report', async () => {
    const [residentId, other] = [await testResident(db), await testResident(db)]
    const at = new Date()
    const id = await open({ residentId, at, kind: 'interim', seconds: 0 })
    const within = await open({ residentId: other, at, kind: 'start' })
    const used = { session_id: id, day: dayOf(at), resident_id: residentId, device_mac: null, hotspot_id: null }
    await db.query
      .insertInto('session_days')
      .values({ ...used, seconds: 3599 })
      .execute()
    start({ dailySeconds: 3600, dailyOctets: null })
    expect(await ended(id)).to.equal('disconnect')
    // The session ends first; what the gateway answered is recorded after it.
    const disconnect = await eventually(async () => {
      const row = await db.query.selectFrom('disconnects').selectAll().where('session_id', '=', id).executeTakeFirst()
      return row?.outcome !== 'pending' && row
    })
    expect(disconnect).to.include({ cause: 'quota', outcome: 'ack' })
    const row = await db.query.selectFrom('sessions').select('ended_at').where('id', '=', within).executeTakeFirst()
    expect(row?.ended_at).to.equal(null)
  })

  it('disconnects at closing who is online at the hotspots of a closed group, but not where an emergency is on', async () => {
    const [closed, spared] = await twoHotspots(db, gatewayId)
    const [elsewhere] = await twoHotspots(db, gatewayId)
    const groupId = await addGroup(db, { name: 'Escuelas', policyId: null, hours: 'mon 08:00-09:00' })
    await assignHotspots(db, groupId, [closed, spared])
    const at = new Date()
    const ids = await Promise.all(
      [closed, spared, elsewhere].map((hotspotId) => open({ hotspotId, at, kind: 'start' })),
    )
    const emergency = { id: 1, reason: '', texts: {}, startedAt: at, endsAt: new Date(Date.now() + 60_000) }
    start({}, [groupId], [{ ...emergency, hotspotIds: new Set([spared]) }])
    expect(await ended(ids[0]!)).to.equal('disconnect')
    const { rows } = await eventually(async () => {
      const found = await db.pool.query(
        `select session_id, cause from disconnects where session_id = any($1::bigint[]) and outcome = 'ack'`,
        [ids],
      )
      return found.rows.length > 0 && found
    })
    expect(rows).to.deep.equal([{ session_id: ids[0], cause: 'closing' }])
    await sweep?.close()
    start({}, [groupId])
    expect(await ended(ids[1]!)).to.equal('disconnect')
    const row = await db.query.selectFrom('sessions').select('ended_at').where('id', '=', ids[2]!).executeTakeFirst()
    expect(row?.ended_at).to.equal(null)
  })

  it('has a device that is online at four gateways at once sign in anew, where a policy there says so', async () => {
    const residentId = await testResident(db)
    const [deviceMac, elsewhere, unbelieved] = [testMac(), testMac(), testMac()]
    const bindings = (mac: string) => db.query.selectFrom('devices').select('id').where('mac', '=', mac).execute()
    const bound = () => bindings(deviceMac)
    for (const mac of [deviceMac, elsewhere, unbelieved])
      await bindDevice(db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
    const ids: number[] = []
    const groupId = await addGroup(db, { name: 'Estaciones', policyId: null, hours: null })
    for (let last = 1; last <= 4; last++) {
      const at = await testGateway(db, { network: `127.9.0.${last}/32`, coaPort: nas.port })
      const [inGroup, outside] = await twoHotspots(db, at)
      if (last === 1) await assignHotspots(db, groupId, [inGroup])
      const hotspotId = last === 1 ? inGroup : outside
      ids.push(await open({ gatewayId: at, hotspotId, deviceMac, residentId }))
      await open({ gatewayId: at, hotspotId: outside, deviceMac: elsewhere, residentId })
      // Only one gateway was told to let it in.
      await open({ gatewayId: at, hotspotId, deviceMac: unbelieved, ...(last === 1 && { residentId }) })
    }
    await registry.reload()
    start({}, [], [], { [groupId]: { copiedDevices: 'sign-in' } })
    await eventually(async () => (await bound()).length === 0)
    const told = () => db.pool.query("select target from audit_events where action = 'device.copied'")
    await eventually(async () => (await told()).rows.length > 0)
    expect((await told()).rows).to.deep.equal([{ target: `resident ${residentId}` }])
    // The gateways are asked once that is stored.
    const asked = await eventually(async () => {
      const { rows } = await db.pool.query<{ id: number }>(
        'select distinct session_id::int as id from disconnects where session_id = any($1) order by 1',
        [ids],
      )
      return rows.length > 0 && rows
    })
    expect(asked.map(({ id }) => id)).to.deep.equal(ids)
    for (const mac of [elsewhere, unbelieved]) expect(await bindings(mac)).to.have.length(1)
  })
})
