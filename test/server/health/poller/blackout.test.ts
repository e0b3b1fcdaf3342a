import { expect } from 'chai'
import type { Agent } from '../../../../scripts/simulators/snmp/agent.ts'
import { liveAgent } from '../../../../scripts/simulators/snmp/live.ts'
import { Type } from '../../../../scripts/simulators/snmp/message.ts'
import { treeAgent } from '../../../../scripts/simulators/snmp/tree.ts'
import { createCalendar } from '../../../../server/health/poller/calendar.ts'
import type { Context } from '../../../../server/health/poller/context.ts'
import { tick } from '../../../../server/health/poller/polling.ts'
import { nextMoment, patienceOf } from '../../../../server/health/poller/schedule.ts'
import { steadyNow } from '../../../../server/health/poller/steady-clock.ts'
import { type Tracked, withoutLearned } from '../../../../server/health/poller/tracked.ts'
import { profileDiscovery } from '../../../../server/health/profiles/discover.ts'
import { loadProfiles } from '../../../../server/health/profiles/index.ts'
import { createSlots } from '../../../../server/health/slots.ts'
import { defaultTiming } from '../../../../server/health/snmp/engine.ts'
import { defaultTolerance } from '../../../../server/health/state.ts'
import type { PollResult } from '../../../../server/health/store.ts'
import { silentLog } from '../../../../server/log.ts'
import type { HealthLimits } from '../../../../server/network/groups/health-limits.ts'
import type { SnmpTarget } from '../../../../server/network/snmp-targets.ts'
import { HOST, type SimulatedNetwork, simulatedNetwork } from '../snmp/simulated-network.ts'

const INTERVAL_MS = 10_000
const STEP_MS = INTERVAL_MS / 200
/** Of storing, and of who asks: so much earlier must it be known. Simulated time finds each of three polls a step late. */
const STORED_MS = 1000 - 3 * STEP_MS
const BEHIND_EACH = 60
const WLC = '1.3.6.1.4.1.14179.2.2'

const kinds = ['quick', 'slow', 'discovered', 'new here', 'tolerated', 'controller'] as const
type Kind = (typeof kinds)[number]
/** Of each, so that some are polled at any moment of the interval. */
const counts: Record<Kind, number> = {
  ...{ quick: 15, slow: 15, discovered: 15, 'new here': 10, tolerated: 10, controller: 4 },
}
/** ms; a controller is walked for seconds. */
const delays: Record<Kind, number> = {
  ...{ quick: 1, slow: 1500, discovered: 200, 'new here': 1, tolerated: 1, controller: 900 },
}
const sixLost: HealthLimits = { failures: 6, load: null, memory: null, utilisation: null, clients: null }

/** Every port, counted on, is an agent: of the first kind the first ones. */
const kindAt: Kind[] = kinds.flatMap((kind) => Array<Kind>(counts[kind]).fill(kind))

describe('all agents that are dead at once', () => {
  let isSilent: boolean
  let network: SimulatedNetwork
  const agents = kindAt.map((kind): Agent => {
    const turned = { silent: () => isSilent, delayMs: () => delays[kind] }
    return kind === 'controller' ? { ...controller(), ...turned } : { ...accessPoint(), ...turned }
  })
  afterEach(() => network.end())

  it('are known to be within two intervals, in whatever they are cut off', async () => {
    isSilent = false
    network = simulatedNetwork((port) => agents[port]!, STEP_MS)
    const downAt = new Map<number, { at: number; failures: number }>()
    const context = await polling(({ hotspotId, health: { state, failures } }) => {
      if (state === 'down' && !downAt.has(hotspotId)) downAt.set(hotspotId, { at: network.now(), failures })
    })
    const tracked = [...context.assignment.agents.values()]
    const of = (kind: Kind) => tracked.filter((each) => kindOf(each) === kind)
    await network.pass(INTERVAL_MS, () => tick(context))
    for (const each of of('discovered')) each.discoveredAt = 0
    await network.pass(INTERVAL_MS, () => tick(context))
    expect(downAt.size).to.equal(0)
    // As by a process that has just begun.
    for (const each of of('new here')) each.client = network.engine.client(each.target, context.timing)
    isSilent = true
    const silentAt = network.now()
    await network.pass(3 * INTERVAL_MS, () => tick(context))
    for (const kind of kinds)
      for (const { id } of of(kind).flatMap(({ target }) => target.hotspots)) {
        const { at, failures } = downAt.get(id) ?? { at: Number.POSITIVE_INFINITY, failures: 0 }
        expect(failures, kind).to.equal(kind === 'tolerated' ? 6 : 3)
        expect(at - silentAt, kind).to.be.at.most(2 * INTERVAL_MS - STORED_MS)
      }
  })

  const kindOf = ({ target }: Tracked): Kind => kindAt[target.port]!

  /** The poller's own steps, without a database. */
  async function polling(add: (result: PollResult) => void): Promise<Context> {
    const discovery = profileDiscovery(loadProfiles())
    const timing = patienceOf(INTERVAL_MS, defaultTolerance)
    const clientOf = (target: SnmpTarget) => network.engine.client(target, timing)
    const learned = new Map<string, unknown>()
    for (const kind of ['quick', 'controller'] as const) {
      const { learned: found } = await network.during(discovery.discover(clientOf(targetAt(kindAt.indexOf(kind)))))
      learned.set(kind, found)
    }
    const calendar = createCalendar()
    const tracked = kindAt.map((kind, port): [number, Tracked] => {
      const target = targetAt(port)
      calendar.set(port, nextMoment(port, INTERVAL_MS, steadyNow()))
      const plan = withoutLearned(discovery.plan(learned.get(kind === 'controller' ? kind : 'quick'))!)
      const client = clientOf(target)
      return [port, { target, client, states: new Map(), own: undefined, plan, discoveredAt: steadyNow(), failures: 0 }]
    })
    const nothing = () => {}
    return {
      ...{
        engine: network.engine,
        intervalMs: INTERVAL_MS,
        timing,
        calendar,
        discovery,
        walking: defaultTiming,
        tolerance: defaultTolerance,
      },
      ...{ log: silentLog, signal: new AbortController().signal, running: new Set(), lastTick: steadyNow() },
      ...{
        slots: createSlots(512),
        spareTime: { isThere: () => true, wait: async () => {} },
        learned: nothing,
        unknown: { take: nothing },
        agentKeeper: { take: nothing },
      },
      ...{ writer: { add }, assignment: { shards: [0], agents: new Map(tracked) } },
    } as unknown as Context
  }
})

function targetAt(port: number): SnmpTarget {
  const kind = kindAt[port]!
  const named = { mac: null, serial: null, capacity: null, limits: kind === 'tolerated' ? sixLost : null }
  const own = { ...named, id: 1_000_000 + port, key: null, name: `kiosk ${port}` }
  const behind = Array.from({ length: BEHIND_EACH }, (_, place) => ({
    ...named,
    ...{ id: port * 1000 + place, key: `ap-${place}`, name: `ap-${place}` },
  }))
  return {
    ...{ agentId: port, host: HOST, port, uplink: null, credential: { version: '2c', community: 'public' } },
    kind: kind === 'controller' ? 'controller' : 'access-point',
    hotspots: kind === 'controller' ? behind : [own],
  }
}

function accessPoint(): Agent {
  return liveAgent({
    ...{ sysDescr: 'UAP-AC-Mesh 6.6.55', sysName: 'kiosk', uptime: () => 10_000 + performance.now() / 1000 },
    interfaces: () => [{ name: 'eth0', type: 6, speed: 1000, up: true, inOctets: 1000, outOctets: 1000 }],
    ...{ clients: () => [{ ssid: 'Plaza', stations: 5 }], load: () => 0.1 },
    memory: () => ({ total: 128_000, free: 64_000 }),
  })
}

function controller(): Agent {
  const whole = (oid: string, value: number, type: number = Type.Gauge32) => ({ oid, type, value: () => value })
  const text = (oid: string, value: string) => ({ oid, type: Type.OctetString, value: () => Buffer.from(value) })
  return treeAgent([
    text('1.3.6.1.2.1.1.1.0', 'Cisco Controller'),
    { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: () => '1.3.6.1.4.1.9.1.2391' },
    whole('1.3.6.1.2.1.1.3.0', 1_000_000, Type.TimeTicks),
    ...Array.from({ length: BEHIND_EACH }, (_, place) => {
      const index = `2.0.0.0.0.${place}`
      return [
        text(`${WLC}.1.1.3.${index}`, `ap-${place}`),
        whole(`${WLC}.1.1.6.${index}`, 1, Type.Integer),
        whole(`${WLC}.2.1.15.${index}.0`, 7),
      ]
    }).flat(),
  ])
}
