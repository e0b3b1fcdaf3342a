import { expect } from 'chai'
import type { ManagedAccessPoint } from '../../../../scripts/simulators/opened/devices.ts'
import { type SimulatedUnifi, startUnifi } from '../../../../scripts/simulators/opened/unifi.ts'
import { maintainPartitions } from '../../../../server/database/schema/partitions.ts'
import { controllerReads, isDue } from '../../../../server/health/controllers/reads.ts'
import { readControllers } from '../../../../server/health/controllers/round.ts'
import { equipmentOf } from '../../../../server/health/equipment.ts'
import { keepStates } from '../../../../server/health/evidence/changes.ts'
import { knownStates } from '../../../../server/health/known-states.ts'
import { resetUnpolled } from '../../../../server/health/poller/poll-state.ts'
import { healthOf } from '../../../../server/health/views.ts'
import { silentLog } from '../../../../server/log.ts'
import { listFound } from '../../../../server/network/found/store.ts'
import { addGateway } from '../../../../server/network/gateways/register.ts'
import { testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { freePort } from '../../../support/plaza.ts'

const MINUTE = 60_000
const user = { username: 'plaza', password: 'right' }
const ap = (mac: string, name: string): ManagedAccessPoint => ({
  ...{ mac, name, state: 'up', clients: 4, uptimeSeconds: 600, model: 'U6', serial: 'S', firmware: '6.6', channel: 1 },
})

describe('what controllers say by their own API', () => {
  let db: TestDatabase
  let unifi: SimulatedUnifi
  let gatewayId: number
  let plaza: number
  let street: number
  let accessPoints: ManagedAccessPoint[]
  const now = Date.now()
  const remembered = new Map()
  beforeEach(async () => {
    remembered.clear()
    db = await createTestDatabase()
    await maintainPartitions(db, 'access_log', new Date(), 2)
    await maintainPartitions(db, 'samples', new Date(), 2)
    const [port, httpPort] = await Promise.all([freePort('tcp'), freePort('tcp')])
    accessPoints = [ap('02:00:5e:60:00:01', 'one'), ap('02:00:5e:60:00:02', 'two'), ap('02:00:5e:60:00:03', 'three')]
    const controller = { host: '127.0.0.1', port, ...user }
    unifi = await startUnifi({
      ...{ portalUrl: 'http://127.0.0.1:1', http: { host: '127.0.0.1', port: httpPort }, os: true, site: 's1' },
      ...{ bssid: accessPoints[0]!.mac, deviceMac: '0a:00:00:00:02:01', controller, accessPoints },
    })
    gatewayId = await addGateway(db, testSealer, {
      ...{ name: 'unifi', vendor: 'unifi', network: null, secret: 'testing123', coaPort: 3799, nasIdentifier: null },
      ...{ uamSecret: null, loginOrigins: [] },
      controller: { url: `http://127.0.0.1:${port}`, ...user, site: 's1', ca: null },
    })
    ;[plaza, street] = await twoHotspots(db, gatewayId)
    await db.query.updateTable('hotspots').set({ mac: accessPoints[0]!.mac }).where('id', '=', plaza).execute()
    await db.query
      .insertInto('hotspot_calls')
      .values({ hotspot_id: street, kind: 'bssid', value: accessPoints[1]!.mac })
      .execute()
  })
  afterEach(async () => {
    await unifi.close()
    await db.close()
  })

  const read = (minutes = 0) =>
    readControllers({ db, sealer: testSealer, log: silentLog, remembered }, new Date(now + minutes * MINUTE))
  const state = async (id = plaza) => (await knownStates(db)).get(id)!
  const says = (which: number, said: ManagedAccessPoint['state']) => {
    accessPoints[which]!.state = said
  }

  it('is the state of the hotspots that have those access points, with readings, and of nobody else', async () => {
    says(1, 'down')
    await read()
    expect(await state()).to.deep.include({ state: 'up', evidence: ['unifi'], hasWorked: true })
    expect(await state(street)).to.deep.include({ state: 'down', cause: 'disconnected', evidence: ['unifi'] })
    expect(await healthOf(db, plaza)).to.deep.include({ clients: 4, uptime_seconds: 600, load: 0.125 })
    expect((await healthOf(db, plaza)).radios).to.have.length(1)
    expect(await equipmentOf(db, plaza)).to.deep.include({ profile: 'unifi-api', model: 'U6', firmware: '6.6' })
    const alert = await db.query.selectFrom('alerts').selectAll().executeTakeFirstOrThrow()
    expect(alert).to.deep.include({ hotspot_id: street, kind: 'down', cause: 'disconnected', closed_at: null })
    const found = await listFound(db)
    expect(found.map(({ called, sessions }) => [called, sessions])).to.deep.equal([[accessPoints[2]!.mac, 0]])
    expect((await controllerReads(db)).get(gatewayId)).to.deep.include({ accessPoints: 3, unknown: 1, failure: null })
  })

  it('is that one is degraded whose strain lasts, by the limits of its group', async () => {
    const health = { failures: null, load: null, memory: 40, utilisation: null, clients: null }
    const { id } = await db.query
      .insertInto('hotspot_groups')
      .values({ name: 'escuelas', health: JSON.stringify(health) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ group_id: id }).where('id', '=', plaza).execute()
    for (const minute of [0, 1]) await read(minute)
    expect(await state()).to.deep.include({ state: 'up' })
    await read(2)
    expect(await state()).to.deep.include({ state: 'degraded', cause: 'low-memory', evidence: ['unifi'] })
    expect(await state(street)).to.deep.include({ state: 'up' })
  })

  it('goes on while an access point is between states, and changes with its word', async () => {
    await read()
    says(0, 'between')
    await read(4)
    await read(8)
    expect(await state()).to.deep.include({ state: 'up', evidence: ['unifi'] })
    says(0, 'down')
    await read(9)
    expect(await state()).to.deep.include({ state: 'down', cause: 'disconnected', since: now + 9 * MINUTE })
    await keepStates(db, undefined, new Date(now + 9 * MINUTE))
    says(0, 'up')
    await read(10)
    expect(await db.query.selectFrom('alerts').selectAll().where('closed_at', 'is', null).execute()).to.deep.equal([])
  })

  it('ends when nobody says anything any more: the controller does not answer, or is not to be read', async () => {
    await read()
    await unifi.close()
    await read(1)
    expect(await state()).to.deep.include({ state: 'up' })
    // The poller, which knows of no agent of theirs, leaves them alone.
    await resetUnpolled(db, [])
    expect(await state()).to.deep.include({ state: 'up' })
    await read(6)
    expect(await state()).to.deep.include({ state: 'unknown', evidence: [] })
    const { failure, failingSince } = (await controllerReads(db)).get(gatewayId)!
    expect([failure, failingSince?.getTime()]).to.deep.equal(['controller-unreachable', now + MINUTE])
    await db.query.updateTable('gateway_controllers').set({ reads_states: false }).execute()
    await read(7)
    expect((await controllerReads(db)).size).to.equal(0)
  })

  it('stands beside SNMP, whose readings stay; where they contradict each other, that is a state of its own', async () => {
    const credential = { name: 'c', version: '2c', community_sealed: Buffer.from('x') } as const
    const { id: credentialId } = await db.query
      .insertInto('snmp_credentials')
      .values(credential)
      .returning('id')
      .executeTakeFirstOrThrow()
    const agent = await db.query
      .insertInto('agents')
      .values({ host: '192.0.2.1', credential_id: credentialId })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ agent_id: agent.id }).where('id', '=', plaza).execute()
    const polled = { hotspot_id: plaza, since: new Date(now - MINUTE), clients: 77, profile: 'unifi' }
    await db.query
      .insertInto('hotspot_health')
      .values({ ...polled, state: 'up' })
      .execute()
    await read()
    expect(await state()).to.deep.include({ state: 'up', evidence: ['snmp'] })
    expect(await healthOf(db, plaza)).to.deep.include({ clients: 77 })
    says(0, 'down')
    await read(1)
    expect(await state()).to.deep.include({ state: 'degraded', cause: 'controller-lost', evidence: ['snmp', 'unifi'] })
    await db.query.updateTable('hotspot_health').set({ state: 'down', cause: 'no-answer' }).execute()
    expect(await state()).to.deep.include({ state: 'down', cause: 'no-answer', evidence: ['snmp', 'unifi'] })
    says(0, 'up')
    await read(2)
    const contradicted = { state: 'degraded', cause: 'controller-without-answer', evidence: ['unifi', 'snmp'] }
    expect(await state()).to.deep.include(contradicted)
  })

  it('is asked for more seldom the longer it cannot be read', () => {
    const tried = (minutesAgo: number, failingFor: number | null) => ({
      triedAt: new Date(now - minutesAgo * MINUTE),
      failingSince: failingFor === null ? null : new Date(now - (minutesAgo + failingFor) * MINUTE),
    })
    const due = (read: Parameters<typeof isDue>[0]) => isDue(read, new Date(now))
    expect([undefined, tried(0, null), tried(1, 0), tried(4, 4)].map(due)).to.deep.equal([true, true, true, true])
    expect([tried(1, 4), tried(14, 60)].map(due)).to.deep.equal([false, false])
    expect(due(tried(15, 60))).to.equal(true)
  })
})
