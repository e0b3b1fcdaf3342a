import { expect } from 'chai'
import { pino } from 'pino'
import { giveOwnAgents } from '../../../scripts/demo/own-agents.ts'
import { type Agent, type SnmpAgents, startSnmpAgents } from '../../../scripts/simulators/snmp/agent.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { type PlazaEvent, type Subscription, subscribe } from '../../../server/database/events/events.ts'
import { type Poller, type PollerOptions, startPoller } from '../../../server/health/poller/poller.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testGateway, testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'
import { makeHotspots, turnedAgent, until } from './city-of-agents.ts'

const log = pino({ level: 'silent' })
const config = { pollSeconds: 60, sampleRetentionDays: 30 }
const writing = { flushMs: 20, retryMs: 50, capacity: 10_000 }
const quick: PollerOptions = { intervalMs: 150, timing: { timeoutMs: 60, retries: 1 }, writing }

describe('the poller', () => {
  let db: TestDatabase
  let agents: SnmpAgents
  let asked: string[]
  let reachable: Map<string, Agent>
  let pollers: Poller[]
  beforeEach(async () => {
    db = await createTestDatabase()
    asked = []
    reachable = new Map()
    pollers = []
    agents = await startSnmpAgents({
      host: '127.0.0.1',
      port: 0,
      agentOf: (community) => reachable.get(community),
      onRequest: ({ community }) => asked.push(community),
    })
  })
  afterEach(async () => {
    for (const poller of pollers) await poller.close()
    await agents.close()
    await db.close()
  })

  const start = async (options: PollerOptions = quick, residents = 0) => {
    const poller = await startPoller(
      { config, db, sealer: testSealer, log, residentsAffected: () => residents },
      options,
    )
    pollers.push(poller)
    return poller
  }
  /** One hotspot for each agent. */
  const place = async (each: Agent[]) => {
    const ids = await makeHotspots(db, each.length)
    for (const [index, id] of ids.entries()) reachable.set(`agent-${id}`, each[index]!)
    const target = (hotspotId: number) => ({
      hotspotId,
      host: '127.0.0.1',
      port: agents.port,
      community: `agent-${hotspotId}`,
    })
    await giveOwnAgents(db, testSealer, ids.map(target))
    return ids
  }
  const health = async (id: number) =>
    (await db.query.selectFrom('hotspot_health').selectAll().where('hotspot_id', '=', id).execute())[0]
  const samples = (id: number) =>
    db.query.selectFrom('samples').selectAll().where('hotspot_id', '=', id).orderBy('at').execute()
  const alerts = () => db.query.selectFrom('alerts').selectAll().orderBy('id').execute()

  it('reads an access point and writes its sample and health', async () => {
    const { turned, agent } = turnedAgent()
    const [id = 0] = await place([agent])
    await start()
    await until('the first sample', async () => (await samples(id)).length > 0)
    turned.octets += 1_000_000
    const [rated] = await until('a rate', async () => {
      const found = (await samples(id)).filter(({ in_bps }) => (in_bps ?? 0) > 0)
      return found.length > 0 && found
    })
    expect(rated?.out_bps).to.be.closeTo(rated!.in_bps! / 4, rated!.in_bps! / 100)
    expect(await health(id)).to.deep.include({
      state: 'up',
      cause: null,
      clients: 5,
      profile: 'unifi',
      memory_used: 0.5,
    })
    expect((await health(id))?.uptime_seconds).to.be.within(3600, 3700)
  })

  it('raises nothing for one lost poll', async () => {
    const { turned, agent } = turnedAgent()
    const [id = 0] = await place([agent])
    // Patient, so that a busy machine loses none of its own.
    await start({ ...quick, timing: { timeoutMs: 400, retries: 1 } })
    await until('an answer', () => health(id))
    let armedAt = (await samples(id)).length
    turned.lose = 3
    const isThrough = async () => {
      const all = await samples(id)
      const lost = all.findIndex((sample) => !sample.reachable)
      if (lost >= 0) return all.slice(lost).some((sample) => sample.reachable)
      // Two polls may have shared them, asked again, and got their answer.
      if (turned.lose === 0 && all.length > armedAt + 3) {
        armedAt = all.length
        turned.lose = 3
      }
      return false
    }
    await until('a lost poll and an answer after it', isThrough)
    expect((await health(id))?.state).to.equal('up')
    expect(await alerts()).to.deep.equal([])
  })

  it('opens one alert when a hotspot falls silent and closes it with the first answer', async () => {
    const { turned, agent } = turnedAgent()
    const [id = 0] = await place([agent])
    const events: PlazaEvent[] = []
    const subscription: Subscription = await subscribe(db, (event) => events.push(event))
    await start(quick, 1234)
    await until('an answer', () => health(id))
    turned.silent = true
    await until('down for several polls', async () => {
      const lost = (await samples(id)).filter(({ reachable }) => !reachable).length
      return lost >= 5 && (await health(id))?.state === 'down'
    })
    const [opened, ...more] = await alerts()
    expect(more).to.deep.equal([])
    expect(opened).to.deep.include({
      hotspot_id: id,
      kind: 'down',
      cause: 'no-answer',
      closed_at: null,
      residents_affected: 1234,
    })
    turned.silent = false
    await until('the alert closed', async () => (await alerts())[0]?.closed_at)
    expect((await health(id))?.state).to.equal('up')
    await until('both events', () => events.filter(({ type }) => type === 'alert').length === 2)
    await subscription.close()
    expect(events.filter(({ type }) => type === 'alert')).to.deep.equal([
      { type: 'alert', id: opened?.id, hotspotId: id, change: 'opened' },
      { type: 'alert', id: opened?.id, hotspotId: id, change: 'closed' },
    ])
    expect(events).to.deep.include({ type: 'health', hotspotIds: [id] })
    expect(await alerts()).to.have.length(1)
  })

  it('ends the sessions at a hotspot that it sees to have rebooted, and leaves those at one that merely was silent', async () => {
    const [rebooting, silent] = [turnedAgent(), turnedAgent()]
    const ids = await place([rebooting.agent, silent.agent])
    const gatewayId = await testGateway(db)
    const heard = { gatewayId, at: new Date(Date.now() - 60_000), seconds: 600, kind: 'interim' as const }
    await storeRecords(
      db,
      ids.map((hotspotId) => sessionRecord({ ...heard, hotspotId })),
      localDay('UTC'),
    )
    const endOf = async (hotspotId: number) => {
      const query = db.query.selectFrom('sessions').select(['ended_by', 'ended_at'])
      return query.where('hotspot_id', '=', hotspotId).executeTakeFirstOrThrow()
    }
    await start()
    await until('answers of both', async () => (await health(ids[0]!)) && (await health(ids[1]!)))
    silent.turned.silent = true
    rebooting.turned.bootedAt = performance.now()
    const bootedAt = Date.now()
    await until('the end of the session', async () => (await endOf(ids[0]!)).ended_by === 'reboot')
    expect((await endOf(ids[0]!)).ended_at?.getTime()).to.be.closeTo(bootedAt, 30_000)
    await until('silence', async () => (await samples(ids[1]!)).some(({ reachable: answered }) => !answered))
    silent.turned.silent = false
    await until('an answer again', async () => (await samples(ids[1]!)).at(-1)?.reachable)
    expect((await endOf(ids[1]!)).ended_by).to.equal(null)
  })

  it('shows no spike when an access point restarts or its counters are reset', async () => {
    const { turned, agent } = turnedAgent()
    turned.octets = 900_000_000_000
    const [id = 0] = await place([agent])
    await start()
    await until('a rate', async () => (await samples(id)).some(({ in_bps }) => in_bps !== null))
    turned.startedAt = performance.now()
    turned.bootedAt = performance.now()
    turned.octets = 5
    await until('the restart and rates after it', async () => {
      const all = await samples(id)
      const restart = all.findIndex(({ uptime_seconds }) => uptime_seconds !== null && uptime_seconds < 100)
      return (
        restart > 0 && all.slice(restart + 1).some(({ in_bps }) => in_bps !== null) && all[restart]?.in_bps === null
      )
    })
    turned.octets = 4
    await until('an unknown rate', async () => (await samples(id)).filter(({ in_bps }) => in_bps === null).length >= 3)
    for (const { in_bps } of await samples(id)) expect(in_bps ?? 0).to.be.at.most(1000)
  })

  it('polls hundreds of agents while dead and slow ones wait only for themselves', async () => {
    const count = 300
    const each = Array.from({ length: count }, () => turnedAgent())
    for (const [index, { turned }] of each.entries()) {
      if (index % 10 === 0) turned.silent = true
      else if (index % 10 === 1) turned.delayMs = 400
    }
    const ids = await place(each.map(({ agent }) => agent))
    const timing = { timeoutMs: 1500, retries: 1 }
    await start({ intervalMs: 2000, timing, writing })
    const polled = async () => {
      const rows = await db.query.selectFrom('hotspot_health').select(['hotspot_id', 'state']).execute()
      return new Map(rows.map((row) => [row.hotspot_id, row.state]))
    }
    const sound = ids.filter((_, index) => index % 10 > 1)
    const first = await until('every sound agent read', async () => {
      const states = await polled()
      return sound.every((id) => states.get(id) === 'up') && states
    })
    expect(ids.filter((_, index) => index % 10 === 0).some((id) => first.get(id) === 'up')).to.equal(false)
    await until('every slow agent read too', async () => {
      const states = await polled()
      return ids.every((id, index) => index % 10 !== 1 || states.get(id) === 'up')
    })
    expect([...(await polled()).values()]).to.not.include('degraded')
  })

  it('shares the shards with a second poller, and takes them over when it stops', async () => {
    const each = Array.from({ length: 32 }, () => turnedAgent())
    const ids = await place(each.map(({ agent }) => agent))
    const options = { ...quick, leaseMs: 300 }
    const first = await start(options)
    expect(first.shards()).to.have.length(16)
    const second = await start(options)
    await until('both hold a half', () => first.shards().length === 8 && second.shards().length === 8)
    expect(new Set([...first.shards(), ...second.shards()]).size).to.equal(16)
    await until('every hotspot up', async () => {
      const rows = await db.query.selectFrom('hotspot_health').select('state').execute()
      return rows.length === ids.length && rows.every(({ state }) => state === 'up')
    })
    await first.close()
    await until('the second holds all', () => second.shards().length === 16)
    const from = asked.length
    await until('every hotspot asked by it', () => new Set(asked.slice(from)).size === ids.length)
    pollers.shift()
  })

  it('takes over from a poller that died without a word, when its leases expire', async () => {
    await place([turnedAgent().agent])
    await db.pool.query(`insert into poll_workers values ('dead', now() + interval '2 s')`)
    await db.pool.query(
      `insert into poll_leases select shard, 'dead', now() + interval '2 s' from generate_series(0, 15) as shard`,
    )
    const poller = await start({ ...quick, leaseMs: 300 })
    expect(poller.shards()).to.deep.equal([])
    await until('all leases taken over', () => poller.shards().length === 16)
  })

  it('stops polling a hotspot that lost its agent: its state is unknown and its alert closed', async () => {
    const { turned, agent } = turnedAgent()
    turned.silent = true
    const [id = 0] = await place([agent])
    await start()
    await until('an open alert', async () => (await alerts()).length === 1)
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).where('id', '=', id).execute()
    await db.pool.query(`select pg_notify('plaza', '{"type":"hotspots"}')`)
    await until('its state unknown', async () => (await health(id))?.state === 'unknown')
    expect((await alerts())[0]?.closed_at).to.be.instanceOf(Date)
  })

  it('closes without waiting for an agent that does not answer, and counts no failure for it', async () => {
    const { turned, agent } = turnedAgent()
    turned.silent = true
    const [id = 0] = await place([agent])
    const poller = await start({ ...quick, timing: { timeoutMs: 600_000, retries: 1 } })
    await until('a request', () => asked.length > 0)
    await poller.close()
    pollers.pop()
    expect(await health(id)).to.equal(undefined)
    const { rows } = await db.pool.query('select from poll_leases union all select from poll_workers')
    expect(rows).to.deep.equal([])
  })

  it('makes the daily partitions and drops those that are too old', async () => {
    await db.pool.query(
      `create table samples_20200101 partition of samples for values from ('2020-01-01+00') to ('2020-01-02+00')`,
    )
    await start()
    const { rows } = await db.pool.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'samples'::regclass`,
    )
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
    expect(rows.map(({ name }) => name))
      .to.include(`samples_${today}`)
      .and.not.include('samples_20200101')
  })

  it('keeps polling while the database is away, and writes what it read when it is back', async () => {
    const { agent } = turnedAgent()
    const [id = 0] = await place([agent])
    await start()
    await until('a sample', async () => (await samples(id)).length > 0)
    const blocker = await db.pool.connect()
    await blocker.query('begin')
    await blocker.query('lock table samples in access exclusive mode')
    const from = asked.length
    await until('ten more requests meanwhile', () => asked.length >= from + 10)
    await blocker.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and query like '%insert into samples%'`,
    )
    const blockedAt = new Date()
    await blocker.query('commit')
    blocker.release()
    const kept = await until('samples from meanwhile', async () => {
      const meanwhile = (await samples(id)).filter(({ at }) => at < blockedAt)
      return meanwhile.length >= 3 && meanwhile
    })
    expect(kept.every(({ reachable: answered }) => answered)).to.equal(true)
  })
})
