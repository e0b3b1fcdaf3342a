import { createSocket } from 'node:dgram'
import { expect } from 'chai'
import { type Agent, type SnmpAgents, startSnmpAgents } from '../../../../scripts/simulators/snmp/agent.ts'
import { liveAgent } from '../../../../scripts/simulators/snmp/live.ts'
import { snmpDatagramsIgnored } from '../../../../server/health/metrics.ts'
import { NoAnswer } from '../../../../server/health/snmp/client.ts'
import { createSnmpEngine, type SnmpEngine } from '../../../../server/health/snmp/engine.ts'
import { createExchange } from '../../../../server/health/snmp/exchange.ts'
import { eventually } from '../../../support/eventually.ts'
import { integer, type RawAgent, response, startRawAgent, varbind } from './raw-agent.ts'

const NAME = '1.3.6.1.2.1.1.3.0'
const timing = { timeoutMs: 200, retries: 2 }

/** Datagrams passed over so far, by reason. */
const ignored = async (reason: string): Promise<number> =>
  (await snmpDatagramsIgnored.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0

describe('the SNMP engine', () => {
  let engine: SnmpEngine
  let agents: Array<{ close(): Promise<void> }>
  beforeEach(() => {
    engine = createSnmpEngine()
    agents = []
  })
  afterEach(async () => {
    await engine.close()
    for (const agent of agents) await agent.close()
  })

  const raw = async (...given: Parameters<typeof startRawAgent>): Promise<RawAgent> => {
    const agent = await startRawAgent(...given)
    agents.push(agent)
    return agent
  }
  const simulated = async (agentOf: (community: string) => Agent | undefined): Promise<SnmpAgents> => {
    const started = await startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf })
    agents.push(started)
    return started
  }
  const credential = { version: '2c', community: 'c' } as const
  const at = (port: number, host = '127.0.0.1', through = engine, by = timing) =>
    through.client({ host, port, credential }, by)
  const one =
    (value = 1) =>
    (request: Parameters<Parameters<typeof startRawAgent>[0]>[0]) =>
      response(
        request,
        request.oids.map((name) => varbind(name, integer(value))),
      )

  it('takes an answer only from the address and port that were asked', async () => {
    const forger = createSocket('udp4')
    await new Promise<void>((resolve) => forger.bind(0, '127.0.0.1', resolve))
    agents.push({ close: () => new Promise((resolve) => forger.close(() => resolve())) })
    const before = await ignored('other-address')
    const agent = await raw(async (request, _, from) => {
      const forged = response(request, [varbind(request.oids[0]!, integer(666))])
      await new Promise((resolve) => forger.send(forged, from.port, from.address, resolve))
      await eventually(async () => (await ignored('other-address')) > before || undefined)
      return one(1)(request)
    })
    expect([...(await at(agent.port).get([NAME])).values()]).to.deep.equal([1])
    expect(await ignored('other-address')).to.equal(before + 1)
  })

  it('counts what nobody asked for and what is no SNMP, and goes on', async () => {
    const before = [await ignored('unasked'), await ignored('malformed')]
    const agent = await raw((request, socket, from) => {
      socket.send(response({ ...request, requestId: Buffer.of(9) }, []), from.port, from.address)
      socket.send(Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 1), from.port, from.address)
      return one()(request)
    })
    expect((await at(agent.port).get([NAME])).size).to.equal(1)
    expect([await ignored('unasked'), await ignored('malformed')]).to.deep.equal([before[0]! + 1, before[1]! + 1])
  })

  it('waits for a slow agent whose answer to the first try comes after the second, and then asks it once', async () => {
    const sent = new Set<string>()
    const agent = await raw(async (request) => {
      const id = request.requestId.toString('hex')
      const isAgain = sent.has(id)
      sent.add(id)
      // Answers each request once, late: the tries after the first are for nothing.
      if (isAgain) return undefined
      await new Promise((resolve) => setTimeout(resolve, 500))
      return one()(request)
    })
    const client = at(agent.port)
    expect((await client.get([NAME])).size).to.equal(1)
    expect(agent.requests.length).to.equal(3)
    expect((await client.get([NAME])).size).to.equal(1)
    expect(agent.requests.length).to.equal(4)
  })

  it('asks a thousand dead agents, over a few sockets, while the others are answered at once', async () => {
    const [dead, alive] = [await raw(() => undefined), await raw(one())]
    const patient = { ...timing, retries: 1000 }
    const waiting = Array.from({ length: 1000 }, () =>
      at(dead.port, '127.0.0.1', engine, patient)
        .get([NAME])
        .catch((error) => error),
    )
    for (let turn = 0; turn < 20; turn++) expect((await at(alive.port).get([NAME])).size).to.equal(1)
    expect(engine.waiting()).to.equal(1000)
    // The system may drop some of what comes at once: they are asked again.
    const asked = () => new Set(dead.requests.map(({ requestId }) => requestId.toString('hex'))).size
    await eventually(() => asked() > 800 || undefined)
    await engine.close()
    for (const error of await Promise.all(waiting)) expect(error).to.be.instanceOf(NoAnswer)
  })

  it('reaches an agent at an address of version 6, however it is written', async () => {
    const agent = await raw(one(), '::1')
    for (const host of ['::1', '0:0:0:0:0:0:0:1', '::0001'])
      expect((await at(agent.port, host).get([NAME])).size).to.equal(1)
  })

  it('reaches an agent whose name has addresses of version 6 alone', async () => {
    const agent = await raw(one(), '::1')
    const named = createSnmpEngine(async () => [{ address: '::1', family: 6 }])
    agents.unshift(named)
    expect((await at(agent.port, 'kiosk.example', named).get([NAME])).size).to.equal(1)
  })

  it('reaches an agent by the one of its addresses that answers, and goes on with that', async () => {
    const agent = await raw(one())
    const silent = await raw(() => undefined, '::1', agent.port)
    const named = createSnmpEngine(async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ])
    agents.unshift(named)
    const client = at(agent.port, 'kiosk.example', named)
    expect((await client.get([NAME])).size).to.equal(1)
    await eventually(() => silent.requests.length > 0 || undefined)
    const before = agent.requests.length
    expect((await client.get([NAME])).size).to.equal(1)
    expect(agent.requests.length).to.equal(before + 1)
    expect(silent.requests.length).to.equal(1)
  })

  it('asks each of its addresses whether an agent is there, though it asks once', async () => {
    const agent = await raw(one())
    const named = createSnmpEngine(async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ])
    agents.unshift(named)
    const client = at(agent.port, 'kiosk.example', named)
    await client.isThere()
    expect(client.isKnown).to.equal(true)
    await agent.close()
    agents.pop()
    const moved = await raw(one(), '::1', agent.port)
    await client.isThere()
    expect(moved.requests.length, 'it was reached at the other one before').to.equal(1)
  })

  it('says that no way leads to an agent where none leads to any of its addresses', async () => {
    let isCutOff = false
    const exchange = createExchange(() => ({
      send(_message, { family }, _lane, failed) {
        if (family === 6 || isCutOff) failed(Object.assign(new Error('no route'), { code: 'ENETUNREACH' }))
      },
      isBehind: () => false,
      close: async () => {},
    }))
    const addresses = [
      { address: '2001:db8::1', family: 6 },
      { address: '192.0.2.1', family: 4 },
    ]
    const named = createSnmpEngine(async () => addresses, exchange)
    const client = at(1, 'kiosk.example', named, { timeoutMs: 10, retries: 0 })
    const reason = () => client.isThere().catch((problem) => problem.reason)
    expect(await reason()).to.equal('silent')
    isCutOff = true
    expect(await reason()).to.equal('unreachable')
  })

  it('says of a name without an address that it has none', async () => {
    const named = createSnmpEngine(async () => {
      throw new Error('ENOTFOUND')
    })
    agents.unshift(named)
    const error = await at(1, 'nowhere.example', named)
      .get([NAME])
      .catch((problem) => problem)
    expect(error).to.be.instanceOf(NoAnswer)
    expect(error.message).to.equal('nowhere.example has no address (ENOTFOUND)')
    expect(error.reason).to.equal('name')
  })

  it('walks an agent of 2,000 interfaces whole', async () => {
    const interfaces = Array.from({ length: 2000 }, (_, index) => ({
      ...{ name: `vlan${index}`, type: 6, speed: 1000, up: true, inOctets: index, outOctets: index },
    }))
    const large = liveAgent({
      ...{ sysDescr: 'a switch', sysName: 'switch', uptime: () => 1, load: () => 0 },
      interfaces: () => interfaces,
      clients: () => [],
      memory: () => ({ total: 2, free: 1 }),
    })
    const { port } = await simulated(() => large)
    const roots = [1, 6, 10, 15].map((column) => `1.3.6.1.2.1.31.1.1.1.${column}`)
    const { values, complete } = await at(port).walk(roots)
    expect(complete).to.equal(true)
    for (const root of roots) expect(values.get(root)!.size).to.equal(2000)
    expect(values.get(roots[1]!)!.get('2000')).to.equal(1999n)
  })

  it('ends what waits when it is closed, and asks nothing after', async () => {
    const agent = await raw(() => undefined)
    const waiting = at(agent.port)
      .get([NAME])
      .catch((error) => error)
    await eventually(() => agent.requests.length > 0 || undefined)
    await engine.close()
    expect(await waiting).to.be.instanceOf(NoAnswer)
    expect(
      await at(agent.port)
        .get([NAME])
        .catch((error) => error),
    ).to.be.instanceOf(NoAnswer)
  })
})
