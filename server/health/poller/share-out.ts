import type { AgentHotspot, SnmpTarget } from '../../network/snmp-targets.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import type { Answered } from '../readings/results.ts'
import { remembered } from '../readings/values/remembered.ts'

/**
 * What an agent's answer says of one of its hotspots: a reading; that its controller says that it is down, or does not list
 * it; or nothing.
 */
export type Said = Answered | 'down' | 'unlisted' | undefined

/**
 * What one answer says of each hotspot of the agent, by the hotspot's id. A hotspot gets what is said of its own access
 * point, never the clients of all. An access point's own agent that does not tell it speaks for itself, unless the hotspot
 * is known there by a key; a controller does not.
 */
export function shareOut(
  answer: Answered,
  { kind, host, hotspots }: Pick<SnmpTarget, 'kind'> & { hotspots: readonly AgentHotspot[]; host?: string },
): Map<number, Said> {
  const missing: Said = answer.isCut ? undefined : 'unlisted'
  if (answer.accessPoints.length === 0) {
    const own = kind === 'controller' ? missing : ofAgent(answer, host, false)
    return new Map(hotspots.map(({ id, key }) => [id, answer.isCut && key !== null ? undefined : own]))
  }
  const known = namesOf(answer.accessPoints)
  const each = hotspots.map(({ id, ...names }) => ({ id, key: names.key, accessPoint: found(known, names) }))
  const shared = each.some(({ accessPoint }) => accessPoint !== undefined)
  const own: Said = kind !== 'access-point' ? missing : ofAgent(answer, host, shared)
  const said = ({ accessPoint, key }: (typeof each)[number]) =>
    accessPoint ? saidOf(answer, accessPoint) : key !== null ? missing : own
  return new Map(each.map((hotspot) => [hotspot.id, said(hotspot)]))
}

/** By what an access point is known. */
type Named = Pick<AccessPoint, 'key' | 'mac' | 'serial' | 'name'>

/** A hotspot's access point among those that have these names. */
export const found = <Known extends Named>(
  known: ReadonlyMap<string, Known>,
  { key, mac, serial, name }: Omit<AgentHotspot, 'id'>,
): Known | undefined => firstKnown(known, [key, mac, serial, name])

/** The access point that has the first of these names that any has. */
export const firstKnown = <Known extends Named>(
  known: ReadonlyMap<string, Known>,
  names: ReadonlyArray<string | null>,
): Known | undefined =>
  names
    .map((each) => (each === null ? undefined : known.get(plain(each))))
    .find((accessPoint) => accessPoint !== undefined)

/**
 * What an agent says of the access point that it is in. Where it speaks for others, its clients are at several: this one's are
 * those of its own radios, or of the access point of its address; else they are not told. So too of a controller or a cluster
 * that does not say how many it speaks for.
 *
 * @param shared other hotspots hang on the agent, and get their part of the clients
 */
function ofAgent(answer: Answered, host: string | undefined, shared: boolean): Answered {
  const { kind, members, ownClients, accessPoints } = answer
  const isForOthers = members === null ? kind === 'controller' || kind === 'cluster' : members > 1
  if (!isForOthers) return shared ? { ...answer, clients: ownClients ?? answer.clients } : answer
  const self = accessPoints.find(({ address }) => address !== null && address === host)
  return self ? { ...answer, clients: self.clients, radios: self.radios } : { ...answer, clients: ownClients }
}

/** Access points by whatever they are known by. */
export function namesOf<Known extends Named>(accessPoints: readonly Known[]): Map<string, Known> {
  const known = new Map<string, Known>()
  // A key that one has counts more than a name that another happens to have.
  for (const part of ['name', 'serial', 'mac', 'key'] as const)
    for (const accessPoint of accessPoints) {
      const name = accessPoint[part]
      if (name !== null && name !== '') known.set(plain(name), accessPoint)
    }
  return known
}

/** Addresses are written with colons, dashes, dots or nothing; names in any case. */
const plain = remembered((name) => {
  const octets = name.replace(/[:.-]/g, '').toLowerCase()
  return /^[0-9a-f]{12}$/.test(octets) ? octets : name.trim().toLowerCase()
})

// Written out, and so the same shape for all: thousands are made at each poll of a controller.
function saidOf(answer: Answered, { state, clients, uptimeSeconds, load, memoryUsed, radios }: AccessPoint): Said {
  if (state === 'down') return 'down'
  return {
    profile: answer.profile,
    kind: answer.kind,
    identity: answer.identity,
    uptimeSeconds,
    load,
    loadIs: 'share',
    memoryUsed,
    clients,
    ownClients: answer.ownClients,
    members: answer.members,
    radios,
    uplink: null,
    interfaces: [],
    counters: { at: answer.counters.at, clocks: {}, interfaces: {} },
    accessPoints: [],
    ups: null,
    responseMs: answer.responseMs,
  }
}
