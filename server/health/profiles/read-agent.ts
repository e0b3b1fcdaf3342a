import { clientsOf, readAccessPoints } from '../readings/access-points.ts'
import type { Identity, Reading } from '../readings/agent-reading.ts'
import { readIdentity, readLoad, readMemory } from '../readings/device.ts'
import { readInterfaces } from '../readings/interfaces.ts'
import { readRadios } from '../readings/radios.ts'
import { type UplinkHints, uplinkOf } from '../readings/traffic.ts'
import { readUps } from '../readings/ups.ts'
import type { AgentValues } from '../readings/values/agent-values.ts'
import { readCount, readNumber } from '../readings/values/read-value.ts'
import type { Profile } from './profile.ts'
import { clocksOf, uptimeOf } from './system.ts'

interface Heard {
  from: AgentValues
  /** Of which the interfaces are read; default `from`. */
  interfacesFrom?: AgentValues
  /** Where it is known. */
  identity?: Identity
  hints: UplinkHints
  /** When the agent answered, ms since 1970. */
  at: number
}

/** All that an agent said, by its profile. */
export function readAgent(profile: Profile, { from, interfacesFrom = from, identity, hints, at }: Heard): Reading {
  const radios = readRadios(profile.radios, from)
  const accessPoints = readAccessPoints(profile.accessPoints, from)
  const { interfaces, counters } = readInterfaces(interfacesFrom)
  const clocks = clocksOf(from, readNumber(profile.uptime, from, undefined, 0))
  const uplink = uplinkOf(interfaces, {
    named: hints.named,
    route: hints.route,
    prefer: profile.uplink?.prefer,
    never: profile.uplink?.never,
    radios: new Set(radios.map(({ name }) => name)),
  })
  const isCut = (profile.accessPoints ?? []).some(({ rows }) => from.isCut(rows))
  const { load, loadIs } = readLoad(profile.load, from)
  return {
    profile: profile.name,
    kind: profile.kind,
    identity: identity ?? readIdentity(profile, from),
    uptimeSeconds: uptimeOf(clocks),
    load,
    loadIs,
    memoryUsed: readMemory(profile.memory, from),
    clients: readCount(profile.clients, from) ?? (isCut ? null : clientsOf(accessPoints)) ?? clientsOf(radios),
    ownClients: readCount(profile.ownClients, from),
    members: speaksForOthers(profile) ? accessPoints.length || readCount(profile.members, from) : null,
    radios,
    uplink: uplink ? { name: uplink.name, up: uplink.up } : null,
    interfaces,
    counters: { at, clocks, interfaces: counters },
    accessPoints,
    ups: readUps(profile.ups, from),
  }
}

const speaksForOthers = ({ kind }: Profile) => kind === 'cluster' || kind === 'controller'
