import type { Database } from '../../server/database/connection.ts'
import type { Registry } from '../../server/network/gateways/registry.ts'
import { snmpTargets } from '../../server/network/snmp-targets.ts'
import type { Sealer } from '../../server/sealing.ts'
import { type Agent, type SnmpAgents, startSnmpAgents } from '../simulators/snmp/agent.ts'
import { createSecureAgents } from '../simulators/snmp/secure.ts'
import { accessPointAgent } from './access-point.ts'
import { clusterAgent, controllerAgent } from './equipment/access-points.ts'
import { switchAgent, upsAgent } from './equipment/parents.ts'
import type { Special } from './equipment/special.ts'
import { type DemoEquipment, storeEquipment } from './equipment/store.ts'
import { giveOwnAgents } from './own-agents.ts'
import type { LiveHotspot, World } from './world.ts'

const HOST = '127.0.0.1'
/** The first time; later the port that is stored. */
const PORT = 16_161

interface Parts {
  db: Database
  sealer: Sealer
  registry: Pick<Registry, 'hotspotByMac'>
  world: World
  special: Special | undefined
}

/** Starts the SNMP agents of the city behind one port, and stores that port where it is another than before. */
export async function startDemoAgents(parts: Parts): Promise<SnmpAgents> {
  const { db, sealer, world, special } = parts
  const own = world.hotspots.filter((hotspot) => !isApart(special, hotspot))
  const stored = new Map(
    (await snmpTargets(db, sealer, [0], 1)).flatMap((target) => target.hotspots.map(({ id }) => [id, target])),
  )
  const targets = own.flatMap((hotspot) => {
    const hotspotId = idOf(parts, hotspot)
    return hotspotId === undefined ? [] : [{ hotspotId, community: hotspot.place.snmpCommunity }]
  })
  const first = targets[0] && stored.get(targets[0].hotspotId)
  const agentOf = agentsOf(parts)
  const secure = createSecureAgents('demo', (username) => {
    const agent = special && username === reader.username ? agentOf(special.secure.place.snmpCommunity) : undefined
    return agent && { agent, credential: reader }
  })
  const at = (port: number) => startSnmpAgents({ host: HOST, port, agentOf, secure })
  const running = await at(first?.port ?? PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return at(0)
  })
  const { port } = running
  const changed = targets.filter(({ hotspotId, community }) => {
    const target = stored.get(hotspotId)
    if (target?.port !== port || target.host !== HOST || target.credential.version === '3') return true
    return target.credential.community !== community
  })
  await giveOwnAgents(
    db,
    sealer,
    changed.map((target) => ({ ...target, host: HOST, port })),
  )
  if (special) await storeEquipment(db, sealer, equipmentOf(parts, special, port))
  return running
}

const isApart = (special: Special | undefined, hotspot: LiveHotspot): boolean =>
  special !== undefined && [special.secure, ...special.cluster, ...special.managed].includes(hotspot)

const idOf = ({ registry }: Parts, { place }: LiveHotspot): number | undefined => registry.hotspotByMac(place.bssid)?.id

/** By which the agent of SNMP v3 is asked. */
const reader = {
  ...{ version: '3' as const, username: 'demo-reader' },
  auth: { protocol: 'sha256' as const, key: 'demo-authentication' },
  privacy: { protocol: 'aes' as const, key: 'demo-encryption' },
}

/** Communities of what is no access point's own agent. */
const communities = { controller: 'demo-controller', cluster: 'demo-cluster', switch: 'demo-switch', ups: 'demo-ups' }

function agentsOf({ world, special }: Parts): (community: string) => Agent | undefined {
  const byCommunity = new Map(world.hotspots.map((hotspot) => [hotspot.place.snmpCommunity, hotspot]))
  const agents = new Map<string, Agent>()
  if (special) {
    agents.set(communities.controller, controllerAgent(special.managed))
    agents.set(communities.cluster, clusterAgent(special.cluster))
    agents.set(communities.switch, switchAgent(special.switched))
    agents.set(communities.ups, upsAgent())
    agents.set(special.cellular.place.snmpCommunity, accessPointAgent(special.cellular, 'lte1'))
  }
  return (community) => {
    const hotspot = byCommunity.get(community)
    const agent = agents.get(community) ?? (hotspot && accessPointAgent(hotspot))
    if (agent) agents.set(community, agent)
    return agent
  }
}

function equipmentOf(parts: Parts, special: Special, port: number): DemoEquipment[] {
  const asked = (some: readonly LiveHotspot[], isByKey: boolean) =>
    some.flatMap((hotspot) => {
      const id = idOf(parts, hotspot)
      return id === undefined ? [] : [{ id, key: isByKey ? hotspot.place.bssid : null }]
    })
  const under = (some: readonly LiveHotspot[]) => asked(some, false).map(({ id }) => id)
  const at = { host: HOST, port, hotspots: [], children: [] }
  const of = (kind: keyof typeof communities) => ({
    ...at,
    ...{ name: communities[kind], credential: { version: '2c' as const, community: communities[kind] } },
  })
  return [
    { ...of('controller'), kind: 'controller', hotspots: asked(special.managed, true) },
    { ...of('cluster'), kind: 'access-point', hotspots: asked(special.cluster, true) },
    { ...of('switch'), kind: 'switch', children: under(special.switched) },
    { ...of('ups'), kind: 'ups', children: under(special.powered) },
    { ...at, name: 'demo-v3', credential: reader, kind: 'access-point', hotspots: asked([special.secure], false) },
  ]
}
