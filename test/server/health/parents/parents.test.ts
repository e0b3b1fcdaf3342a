import { expect } from 'chai'
import { type Agent, type SnmpAgents, startSnmpAgents } from '../../../../scripts/simulators/snmp/agent.ts'
import { replayAgent } from '../../../../scripts/simulators/snmp/replay.ts'
import { knownStates } from '../../../../server/health/known-states.ts'
import { type Poller, startPoller } from '../../../../server/health/poller/poller.ts'
import { silentLog } from '../../../../server/log.ts'
import { putAgents } from '../../../../server/network/agents/agents.ts'
import { childrenOf, setChildren } from '../../../../server/network/agents/children.ts'
import { putCredentials } from '../../../../server/network/agents/credentials.ts'
import type { AgentKind } from '../../../../server/network/tables.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { readFixture } from '../../../support/fixtures.ts'
import { until } from '../city-of-agents.ts'

describe('what hotspots hang on', () => {
  let db: TestDatabase
  let gatewayId: number
  let [a, b]: [number, number] = [0, 0]
  beforeEach(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
    ;[a, b] = (await twoHotspots(db, gatewayId)) as [number, number]
  })
  afterEach(() => db.close())

  const add = async (kind: AgentKind, { port = 161, host = '192.0.2.1', name = 'x' } = {}) => {
    const [credentialId = 0] = await putCredentials(db, testSealer, [
      { name: host, credential: { version: '2c', community: 'x' } },
    ])
    const [id = 0] = await putAgents(db, [{ host, port, credentialId, kind, name }])
    return id
  }
  const siteOf = async (id: number) =>
    (await db.query.selectFrom('hotspots').select('site_id').where('id', '=', id).executeTakeFirstOrThrow()).site_id

  it('is said by name or number of gateways, sites and hotspots, and refused by word', async () => {
    const agent = await add('switch')
    const gateway = await db.query.selectFrom('gateways').select('name').executeTakeFirstOrThrow()
    await db.query.updateTable('hotspots').set({ name: 'Kiosco Álamos' }).where('id', '=', b).execute()
    await setChildren(db, agent, [`gateway:${gateway.name.toUpperCase()}`, `site:${await siteOf(a)}`, 'kiosco alamos'])
    const words = (await childrenOf(db, [agent])).get(agent)!
    expect(words)
      .to.include.members([`gateway:${gateway.name}`, 'Kiosco Álamos'])
      .and.to.have.length(3)
    await setChildren(db, agent, words)
    expect((await childrenOf(db, [agent])).get(agent), 'the same again').to.deep.equal(words)
    for (const [word, why] of [
      ['gateway:none', 'There is no gateway "none".'],
      ['site:none', 'There is no site "none".'],
      ['nobody', 'There is no hotspot "nobody"'],
    ] as const) {
      const failure = await setChildren(db, agent, [word]).catch((error: Error) => error)
      expect(failure).to.have.property('name', 'AgentError')
      expect((failure as Error).message).to.include(why)
    }
    await setChildren(db, agent, [])
    expect((await childrenOf(db, [agent])).size).to.equal(0)
  })

  it('is said of agents by name, number or address too, and never in a circle', async () => {
    const [gateway, feeder, ups] = [
      await add('gateway', { host: '192.0.2.1', name: 'gw' }),
      await add('switch', { host: '192.0.2.2', name: 'Switch Ávila' }),
      await add('ups', { host: '192.0.2.3', name: 'ups' }),
    ]
    const { name } = await db.query.selectFrom('gateways').select('name').executeTakeFirstOrThrow()
    const refusal = (agent: number, words: string[]) =>
      setChildren(db, agent, words).then(
        () => 'done',
        (error: Error) => error.message,
      )
    await setChildren(db, gateway, [`gateway:${name}`])
    await setChildren(db, feeder, ['agent:192.0.2.1'])
    await setChildren(db, ups, [`agent:${feeder}`])
    await setChildren(db, ups, ['agent:switch avila'])
    expect((await childrenOf(db, [ups])).get(ups)).to.deep.equal(['agent:Switch Ávila'])
    const circle = await refusal(gateway, [`${a}`, 'agent:ups'])
    expect(circle).to.include('gw → ups → Switch Ávila → gw').and.to.include('Nothing hangs on itself')
    expect((await childrenOf(db, [gateway])).get(gateway), 'as it was').to.deep.equal([`gateway:${name}`])
    expect(await refusal(ups, ['agent:ups'])).to.include('ups → ups')
    expect(await refusal(ups, ['agent:none'])).to.include('There is no SNMP agent "none"')
    await add('access-point', { host: '192.0.2.4', name: 'ap' })
    expect(await refusal(ups, ['agent:192.0.2.4'])).to.include('name its hotspot instead')
    await setChildren(db, feeder, [`gateway:${name}`])
    expect(await refusal(gateway, [`gateway:${name}`, `agent:${feeder}`]), 'which feeds the gateway').to.include(
      'gw → Switch Ávila → gw',
    )
  })

  it('takes what hangs on it down with it, by name, unless it answers ping', async () => {
    const agent = await add('switch', { name: 'switch of the plaza' })
    await setChildren(db, agent, [`${a}`])
    const store = (state: 'up' | 'down') =>
      db.query
        .insertInto('agent_health')
        .values({
          ...{ agent_id: agent, state, cause: state === 'down' ? 'no-answer' : null, since: new Date(), failures: 3 },
          last_polled_at: new Date(),
        })
        .onConflict((row) => row.column('agent_id').doUpdateSet({ state }))
        .execute()
    const state = async (id: number) => (await knownStates(db)).get(id)!
    await store('up')
    expect(await state(a)).to.include({ state: 'unknown' })
    await store('down')
    expect(await state(a)).to.deep.include({ state: 'down', cause: 'parent-down', evidence: ['parent'] })
    expect((await state(a)).parent).to.include({ name: 'switch of the plaza', kind: 'switch', byGateway: false })
    expect(await state(b)).to.include({ state: 'unknown' })
    await db.query.insertInto('agent_pings').values({ agent_id: agent, answers: true, at: new Date() }).execute()
    expect(await state(a), 'it is mute, not down').to.include({ state: 'unknown' })
  })

  describe('asked by SNMP', () => {
    let agents: SnmpAgents
    let poller: Poller
    let answers: Agent | undefined
    beforeEach(async () => {
      answers = replayAgent(readFixture('snmp/ups.snmprec'))
      agents = await startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf: () => answers })
    })
    afterEach(async () => {
      await poller.close()
      await agents.close()
    })
    const start = async () => {
      poller = await startPoller(
        { config: { pollSeconds: 60, sampleRetentionDays: 2 }, db, sealer: testSealer, log: silentLog },
        {
          ...{ intervalMs: 250, timing: { timeoutMs: 100, retries: 1 } },
          writing: { flushMs: 20, retryMs: 50, capacity: 100 },
        },
      )
    }
    const health = () => db.query.selectFrom('agent_health').selectAll().executeTakeFirst()

    it('tells how it is: a UPS on its battery, with its charge, and then nothing, also after a restart', async () => {
      const agent = await add('ups', { port: agents.port, host: '127.0.0.1' })
      await setChildren(db, agent, [`site:${await siteOf(a)}`])
      await start()
      await until('on battery', async () => (await health())?.state === 'degraded')
      expect(await health()).to.deep.include({ cause: 'on-battery', on_battery: true, uptime_seconds: 360_000 })
      expect((await health())!.charge).to.be.closeTo(0.62, 1e-6)
      expect((await health())!.lasts_seconds).to.equal(1440)
      answers = undefined
      await until('down', async () => (await health())?.state === 'down')
      const { since } = (await health())!
      await poller.close()
      await start()
      await until('asked again', async () => ((await health())?.failures ?? 0) > 4)
      expect(await health()).to.deep.include({ state: 'down', cause: 'no-answer', since })
    })
  })
})
