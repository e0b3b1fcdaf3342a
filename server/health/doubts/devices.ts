import { macNumber } from '../../mac.ts'
import { blocksHeard, blocksOf } from '../../network/hotspots/address-blocks.ts'
import { addressesOf } from '../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import { agentKeyOf } from '../discovery/match.ts'
import type { DiscoveredAgent } from '../discovery/store.ts'
import { type Doubt, type DoubtWay, doubtOf } from './doubt.ts'

interface AgentPlace {
  host: string
  port: number
}

/** Hotspots whose agent tells another address, or another serial number, than is known of them. Pure. */
export function deviceDoubts(
  inUse: readonly HotspotRecord[],
  placeOf: (agentId: number) => AgentPlace | undefined,
  discovered: readonly DiscoveredAgent[],
): Doubt[] {
  const told = new Map(discovered.map((one) => [agentKeyOf(one), one]))
  const byAddress = new Map(inUse.flatMap((record) => addressesOf(record).map((address) => [address, record] as const)))
  return inUse.flatMap((hotspot) => {
    const place = hotspot.agentId === null ? undefined : placeOf(hotspot.agentId)
    const agent = place && told.get(agentKeyOf({ ...place, key: hotspot.agentKey ?? '' }))
    // A controller's own address and serial number are no hotspot's.
    if (!agent || agent.accessPoints !== null) return []
    const wrong = differenceOf(hotspot, agent)
    if (!wrong) return []
    const { macs, serial, model } = agent
    const device = { mac: macs[0], serial, model }
    const other = macs.map((mac) => byAddress.get(mac)).find((one) => one !== undefined && one.id !== hotspot.id)
    const ways: DoubtWay[] = other ? ['swap', 'right'] : ['device', 'right']
    const evidence = `${device.mac ?? ''} ${serial ?? ''}`
    return doubtOf({ kind: 'device', hotspot, ...(other && { other }), evidence, facts: { ...wrong, device }, ways })
  })
}

/** What the hotspot is said to have, and what its agent tells; undefined: they agree, or one does not say. */
function differenceOf(hotspot: HotspotRecord, agent: DiscoveredAgent): { ours: string; theirs: string } | undefined {
  const { mac, serial } = hotspot
  if (mac !== null && agent.macs.length > 0) {
    const own = new Set(addressesOf(hotspot))
    const blocks = new Set(blocksOf(macNumber(mac)))
    const isOwn = (address: string) =>
      own.has(address) || blocksHeard(macNumber(address)).some((key) => blocks.has(key))
    if (!agent.macs.some(isOwn)) return { ours: mac, theirs: agent.macs[0]! }
  }
  if (serial !== null && agent.serial !== null && folded(serial) !== folded(agent.serial))
    return { ours: serial, theirs: agent.serial }
  return undefined
}
