import type { Database } from '../../server/database/connection.ts'
import type { Registry } from '../../server/network/gateways/registry.ts'
import { snmpTargets } from '../../server/network/snmp-targets.ts'
import type { Sealer } from '../../server/sealing.ts'
import { type Agent, type SnmpAgents, startSnmpAgents } from '../simulators/snmp/agent.ts'
import { accessPointAgent } from './access-point.ts'
import { giveOwnAgents } from './own-agents.ts'
import type { World } from './world.ts'

const HOST = '127.0.0.1'
/** The first time; later the port that is stored. */
const PORT = 16_161

/** Starts the SNMP agents of the city's hotspots behind one port, and stores that port where it is another than before. */
export async function startDemoAgents({
  db,
  sealer,
  registry,
  world,
}: {
  db: Database
  sealer: Sealer
  registry: Registry
  world: World
}): Promise<SnmpAgents> {
  const stored = new Map(
    (await snmpTargets(db, sealer, [0], 1)).flatMap((target) => target.hotspots.map(({ id }) => [id, target])),
  )
  const targets = world.hotspots.flatMap(({ place }) => {
    const hotspotId = registry.hotspotByMac(place.bssid)?.id
    return hotspotId === undefined ? [] : [{ hotspotId, community: place.snmpCommunity }]
  })
  const first = targets[0] && stored.get(targets[0].hotspotId)
  const byCommunity = new Map(world.hotspots.map((hotspot) => [hotspot.place.snmpCommunity, hotspot]))
  const agents = new Map<string, Agent>()
  const agentOf = (community: string) => {
    const hotspot = byCommunity.get(community)
    const agent = agents.get(community) ?? (hotspot && accessPointAgent(hotspot))
    if (agent) agents.set(community, agent)
    return agent
  }
  const at = (port: number) => startSnmpAgents({ host: HOST, port, agentOf })
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
  return running
}
