import { expect } from 'chai'
import { pino } from 'pino'
import { giveOwnAgents } from '../../../../scripts/demo/own-agents.ts'
import { type Agent, type SnmpAgents, startSnmpAgents } from '../../../../scripts/simulators/snmp/agent.ts'
import { type SnmpRequest, Type } from '../../../../scripts/simulators/snmp/message.ts'
import { treeAgent } from '../../../../scripts/simulators/snmp/tree.ts'
import { storeRecords } from '../../../../server/accounting/ingest.ts'
import { type Poller, type PollerOptions, startPoller } from '../../../../server/health/poller/poller.ts'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import { listFound } from '../../../../server/network/found/store.ts'
import { localDay } from '../../../../server/usage/local-day.ts'
import { testGateway, testSealer } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { sessionRecord } from '../../../support/session-record.ts'
import { makeHotspots, turnedAgent, until } from '../city-of-agents.ts'

const config = { pollSeconds: 60, sampleRetentionDays: 30 }
const writing = { flushMs: 20, retryMs: 50, capacity: 10_000 }
const quick: PollerOptions = { intervalMs: 250, timing: { timeoutMs: 100, retries: 1 }, writing }

describe('the two rhythms of the poller', () => {
  let db: TestDatabase
  let agents: SnmpAgents
  let asked: SnmpRequest[]
  let reachable: Map<string, Agent>
  let pollers: Poller[]
  beforeEach(async () => {
    db = await createTestDatabase()
    asked = []
    reachable = new Map()
    pollers = []
    const agentOf = (community: string) => reachable.get(community)
    agents = await startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf, onRequest: (request) => asked.push(request) })
  })
  afterEach(async () => {
    for (const poller of pollers) await poller.close()
    await agents.close()
    await db.close()
  })

  const start = async (options: PollerOptions = quick) => {
    const log = pino({ level: 'silent' })
    const poller = await startPoller({ config, db, sealer: testSealer, log }, options)
    pollers.push(poller)
    return poller
  }
  const place = async (each: Agent[]) => {
    const ids = await makeHotspots(db, each.length)
    for (const [index, id] of ids.entries()) reachable.set(`agent-${id}`, each[index]!)
    const own = { host: '127.0.0.1', port: agents.port }
    await giveOwnAgents(
      db,
      testSealer,
      ids.map((hotspotId) => ({ ...own, hotspotId, community: `agent-${hotspotId}` })),
    )
    return ids
  }
  const health = async (id: number) =>
    (await db.query.selectFrom('hotspot_health').selectAll().where('hotspot_id', '=', id).execute())[0]
  const samples = (id: number) =>
    db.query.selectFrom('samples').selectAll().where('hotspot_id', '=', id).orderBy('at').execute()
  const states = async () => {
    const rows = await db.query.selectFrom('hotspot_health').select(['hotspot_id', 'state']).execute()
    return new Map(rows.map((row) => [row.hotspot_id, row.state]))
  }
  const several = (id: number, count: number) =>
    until(`${count} samples`, async () => (await samples(id)).length >= count)

  it('walk an agent once, and ask it by one GET at each poll from then on, after a restart too', async () => {
    const [id = 0] = await place([turnedAgent().agent])
    // A busy machine answers late, and no request is sent twice.
    const patient = { ...quick, timing: { timeoutMs: 20_000, retries: 0 } }
    const first = await start(patient)
    await several(id, 1)
    expect(asked.some(({ kind }) => kind === 'getBulk')).to.equal(true)
    const from = asked.length
    const before = (await samples(id)).length
    await several(id, before + 4)
    const polls = asked.slice(from)
    expect(new Set(polls.map(({ kind }) => kind))).to.deep.equal(new Set(['get']))
    expect(polls.length).to.be.within(3, (await samples(id)).length - before + 2)
    expect(new Set(polls.map(({ oids }) => oids.join())).size).to.equal(1)
    await first.close()
    pollers.pop()
    const restarted = asked.length
    await start(patient)
    const kept = (await samples(id)).length
    await several(id, kept + 2)
    expect(new Set(asked.slice(restarted).map(({ kind }) => kind))).to.deep.equal(new Set(['get']))
  })

  it('discover an agent anew that has become another device', async () => {
    const [id = 0] = await place([turnedAgent().agent])
    await start()
    await until('its profile', async () => (await health(id))?.profile === 'unifi')
    const other = { '1.1.0': 'RouterOS RB951', '1.5.0': 'other' }
    reachable.set(
      `agent-${id}`,
      treeAgent([
        ...Object.entries(other).map(([end, value]) => ({
          ...{ oid: `1.3.6.1.2.1.${end}`, type: Type.OctetString, value: () => Buffer.from(value) },
        })),
        { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: () => '1.3.6.1.4.1.14988.1' },
        { oid: '1.3.6.1.2.1.1.3.0', type: Type.TimeTicks, value: () => 100 },
      ]),
    )
    await until('its new profile', async () => (await health(id))?.profile === 'routeros')
    expect((await health(id))?.state).to.equal('up')
  })

  it('discover an agent anew that had just started when it was, and did not know everything yet', async () => {
    const bootedAt = performance.now()
    const system = [
      { oid: '1.3.6.1.2.1.1.1.0', type: Type.OctetString, value: () => Buffer.from('UAP-Plaza 1.2.3') },
      { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: () => '1.3.6.1.4.1.41112' },
      { oid: '1.3.6.1.2.1.1.3.0', type: Type.TimeTicks, value: () => Math.floor((performance.now() - bootedAt) / 10) },
    ]
    const [id = 0] = await place([treeAgent(system)])
    await start()
    await until('up', async () => (await health(id))?.state === 'up')
    expect((await health(id))?.clients).to.equal(null)
    const clients = { oid: '1.3.6.1.4.1.41112.1.6.1.2.1.8.1', type: Type.Gauge32, value: () => 7 }
    reachable.set(`agent-${id}`, treeAgent([...system, clients]))
    await until('its clients', async () => (await samples(id)).at(-1)?.clients === 7)
    const walks = () => asked.filter(({ kind }) => kind === 'getBulk').length
    // Its uptime is told in whole seconds, and an interval here is a quarter of one.
    await several(id, (await samples(id)).length + 12)
    const [before, polled] = [walks(), (await samples(id)).length]
    await several(id, polled + 8)
    expect(walks(), 'not for ever').to.equal(before)
  })

  it('take an agent for there that answers, though what it says never fits what it said before', async () => {
    let names = 0
    const text = (oid: string, value: () => string) => ({
      oid,
      type: Type.OctetString,
      value: () => Buffer.from(value()),
    })
    const whole = (oid: string, value: number) => ({ oid, type: Type.Gauge32, value: () => value })
    const [id = 0] = await place([
      treeAgent([
        text('1.3.6.1.2.1.1.1.0', () => 'Plaza'),
        { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: () => '1.3.6.1.4.1.99999' },
        whole('1.3.6.1.2.1.1.3.0', 5000),
        ...[1, 2].map((index) => text(`1.3.6.1.2.1.31.1.1.1.1.${index}`, () => `eth${names++}`)),
        ...[1, 2].map((index) => whole(`1.3.6.1.2.1.2.2.1.3.${index}`, 6)),
        ...[6, 10].map((column) => whole(`1.3.6.1.2.1.31.1.1.1.${column}.1`, 5)),
      ]),
    ])
    await start()
    await several(id, 10)
    expect((await samples(id)).map(({ reachable: answered }) => answered)).to.not.include(false)
    expect((await health(id))?.state).to.equal('up')
  })

  it('wait for an agent that is slower than a poll of a quick one, from its first poll on, and after a restart', async () => {
    const { turned, agent } = turnedAgent()
    turned.delayMs = 700
    const [id = 0] = await place([agent])
    const slow = { intervalMs: 4000, writing }
    const first = await start(slow)
    await several(id, 3)
    await first.close()
    pollers.pop()
    await start(slow)
    const kept = (await samples(id)).length
    await several(id, kept + 2)
    expect((await samples(id)).map(({ reachable: answered }) => answered)).to.not.include(false)
  })

  it('ask a dead agent one small question an interval', async () => {
    const { turned, agent } = turnedAgent()
    const [id = 0] = await place([agent])
    await start()
    await several(id, 1)
    turned.silent = true
    await until('down', async () => (await health(id))?.state === 'down')
    const from = asked.length
    const before = (await samples(id)).length
    await several(id, before + 4)
    const questions = asked.slice(from)
    expect(questions.length).to.be.within(3, (await samples(id)).length - before + 2)
    for (const { kind, oids } of questions)
      expect({ kind, length: oids.length }).to.deep.equal({ kind: 'get', length: 1 })
    turned.silent = false
    await until('up again', async () => (await health(id))?.state === 'up')
  })

  const allUp = (ids: readonly number[]) =>
    until('all up', async () => {
      const known = await states()
      return ids.every((id) => known.get(id) === 'up')
    })

  it('show that all are dead at once, each after three lost polls', async () => {
    const each = Array.from({ length: 300 }, () => turnedAgent())
    const ids = await place(each.map(({ agent }) => agent))
    await start({ intervalMs: 6000, writing })
    await allUp(ids)
    for (const { turned } of each) turned.silent = true
    await until('all down', async () => [...(await states()).values()].every((state) => state === 'down'))
    // How soon is told by the simulated time of schedule.test.ts.
    const { rows } = await db.pool.query<{ fewest: number }>('select min(failures) as fewest from hotspot_health')
    expect(rows[0]!.fewest).to.equal(3)
  })

  it('go on with half of the agents while the other half is dead', async () => {
    const each = Array.from({ length: 300 }, () => turnedAgent())
    const ids = await place(each.map(({ agent }) => agent))
    await start({ intervalMs: 3000, writing })
    await allUp(ids)
    for (const [index, { turned }] of each.entries()) turned.silent = index % 2 === 0
    const silentAt = new Date()
    await until('half of them down', async () => {
      const known = await states()
      return ids.every((id, index) => (known.get(id) === 'down') === (index % 2 === 0))
    })
    const { rows } = await db.pool.query<{ answered: number }>(
      `select count(distinct hotspot_id)::int as answered from samples
       where reachable and at >= $1 and hotspot_id = any($2)`,
      [silentAt, ids.filter((_, index) => index % 2 === 1)],
    )
    expect(rows[0]!.answered, 'each was polled meanwhile').to.equal(ids.length / 2)
  })

  it('take Plaza’s own clock, when it is put right by hours, for no reboot, and poll on', async () => {
    const { turned, agent } = turnedAgent()
    // Young: its uptime is less than the clock jumps.
    turned.bootedAt = performance.now() - 600_000
    turned.startedAt = turned.bootedAt
    const [id = 0] = await place([agent])
    const gatewayId = await testGateway(db)
    const heard = { gatewayId, at: new Date(Date.now() - 60_000), seconds: 600, kind: 'interim' as const }
    await storeRecords(db, [sessionRecord({ ...heard, hotspotId: id })], localDay('UTC'))
    await start()
    await several(id, 2)
    const systemNow = Date.now
    try {
      Date.now = () => systemNow() + 2 * 3_600_000
      const before = (await samples(id)).length
      const from = asked.length
      await several(id, before + 4)
      expect(asked.length - from).to.be.at.most((await samples(id)).length - before + 2)
      const after = (await samples(id)).filter(({ at }) => at.getTime() > systemNow() + 3_600_000)
      expect(after.length).to.be.at.least(3)
      for (const { in_bps, reachable: answered } of after)
        expect({ in_bps, answered }).to.deep.equal({ in_bps: 0, answered: true })
      const session = await db.query.selectFrom('sessions').select('ended_by').executeTakeFirstOrThrow()
      expect(session.ended_by).to.equal(null)
    } finally {
      Date.now = systemNow
    }
  })

  it('read what a controller says of each of its access points', async () => {
    const WLC = '1.3.6.1.4.1.14179.2.2'
    const points = [
      { mac: [2, 0, 0, 0, 0, 1], name: 'alameda', state: 1, clients: 4 },
      { mac: [2, 0, 0, 0, 0, 2], name: 'zocalo', state: 1, clients: 9 },
    ]
    const text = (oid: string, value: string) => ({ oid, type: Type.OctetString, value: () => Buffer.from(value) })
    const whole = (oid: string, value: () => number) => ({ oid, type: Type.Gauge32, value })
    const listing = () =>
      treeAgent([
        text('1.3.6.1.2.1.1.1.0', 'Cisco Controller'),
        { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: () => '1.3.6.1.4.1.9.1.2391' },
        whole('1.3.6.1.2.1.1.3.0', () => 500),
        ...points.flatMap((point) => {
          const index = point.mac.join('.')
          return [
            { oid: `${WLC}.1.1.1.${index}`, type: Type.OctetString, value: () => Buffer.from(point.mac) },
            text(`${WLC}.1.1.3.${index}`, point.name),
            whole(`${WLC}.1.1.6.${index}`, () => point.state),
            whole(`${WLC}.2.1.15.${index}.0`, () => point.clients),
          ]
        }),
      ])
    reachable.set('wlc', listing())
    const ids = await makeHotspots(db, 3)
    const [credentialId = 0] = await putCredentials(db, testSealer, [
      { name: 'wlc', credential: { version: '2c', community: 'wlc' } },
    ])
    const [agentId = 0] = await putAgents(db, [
      { host: '127.0.0.1', port: agents.port, credentialId, kind: 'controller' },
    ])
    for (const [index, key] of ['alameda', '02:00:00:00:00:02', 'not there'].entries())
      await db.query
        .updateTable('hotspots')
        .set({ agent_id: agentId, agent_key: key })
        .where('id', '=', ids[index]!)
        .execute()
    await start()
    await until('both up', async () => (await states()).size === 2)
    expect(await health(ids[0]!)).to.include({ state: 'up', clients: 4 })
    expect(await health(ids[1]!)).to.include({ state: 'up', clients: 9 })
    points[1]!.state = 2
    await until('one down', async () => (await health(ids[1]!))?.state === 'down')
    expect((await health(ids[0]!))?.state).to.equal('up')
    expect(await health(ids[1]!)).to.include({ cause: 'down-at-controller' })
    expect(await health(ids[2]!), 'one of which it never said a word').to.equal(undefined)
    points[1] = { mac: [2, 0, 0, 0, 0, 3], name: 'nobody knows', state: 1, clients: 1 }
    reachable.set('wlc', listing())
    await until('one not listed any more', async () => (await health(ids[1]!))?.cause === 'not-listed')
    const found = await until('one found', async () => (await listFound(db)).find(({ name }) => name !== null))
    expect(found).to.include({ called: '02:00:00:00:00:03', name: 'nobody knows', agentId })
  })
})
