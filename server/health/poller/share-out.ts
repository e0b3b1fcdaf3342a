import type { AgentHotspot, SnmpTarget } from '../../network/snmp-targets.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import type { Answered } from '../readings/results.ts'

/** What an agent's answer says of one of its hotspots: a reading, or that its controller says that it is down. */
export type Said = Answered | 'down' | undefined

/**
 * What one answer says of each hotspot of the agent, by the hotspot's id. A hotspot gets what is said of its own access
 * point, never the clients of all. An access point's own agent that does not tell it speaks for itself; a controller does
 * not: undefined is no word about the hotspot.
 */
export function shareOut(
  answer: Answered,
  { kind, hotspots }: Pick<SnmpTarget, 'kind' | 'hotspots'>,
): Map<number, Said> {
  const known = namesOf(answer.accessPoints)
  const own = kind === 'controller' ? undefined : ofAgent(answer)
  return new Map(
    hotspots.map((hotspot) => {
      const accessPoint = found(known, hotspot)
      return [hotspot.id, accessPoint ? saidOf(answer, accessPoint) : own]
    }),
  )
}

const found = (known: ReadonlyMap<string, AccessPoint>, { key, mac, serial, name }: AgentHotspot) =>
  [key, mac, serial, name]
    .map((each) => (each === null ? undefined : known.get(plain(each))))
    .find((accessPoint) => accessPoint !== undefined)

/** A cluster's clients are at several access points: which of them are this one's is not told. */
const ofAgent = (answer: Answered): Answered => ((answer.members ?? 0) > 1 ? { ...answer, clients: null } : answer)

function namesOf(accessPoints: readonly AccessPoint[]): Map<string, AccessPoint> {
  const known = new Map<string, AccessPoint>()
  // A key that one has counts more than a name that another happens to have.
  for (const part of ['name', 'serial', 'mac', 'key'] as const)
    for (const accessPoint of accessPoints) {
      const name = accessPoint[part]
      if (name !== null && name !== '') known.set(plain(name), accessPoint)
    }
  return known
}

/** Addresses are written with colons, dashes, dots or nothing; names in any case. */
function plain(name: string): string {
  const octets = name.replace(/[:.-]/g, '').toLowerCase()
  return /^[0-9a-f]{12}$/.test(octets) ? octets : name.trim().toLowerCase()
}

function saidOf(answer: Answered, { state, clients, uptimeSeconds, load, memoryUsed, radios }: AccessPoint): Said {
  if (state === 'down') return 'down'
  return {
    ...answer,
    ...{ clients, uptimeSeconds, load, loadIs: 'share', memoryUsed, radios },
    ...{ uplink: null, interfaces: [], accessPoints: [] },
    counters: { at: answer.counters.at, clocks: {}, interfaces: {} },
  }
}
