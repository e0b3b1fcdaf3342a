import { poll } from './poller/poll.ts'
import { type Discovered, discoverAgent } from './profiles/discover.ts'
import { loadProfiles, type Profiles } from './profiles/index.ts'
import { createSnmpEngine, type SnmpAddress, type SnmpTiming } from './snmp/engine.ts'

/** What an agent said when it was tried. Null: it does not tell. */
export interface AgentAnswer {
  /** ms, of the first answer. */
  responseMs: number
  /** By which it is read. */
  profile: string
  /** sysDescr, sysName and sysLocation (RFC 3418). */
  description: string | null
  name: string | null
  location: string | null
  uptimeSeconds: number | null
  load: number | null
  loadIs: 'share' | 'average'
  /** Share, 0 to 1. */
  memoryUsed: number | null
  clients: number | null
  interfaces: string[]
  /** The interface whose traffic is counted. */
  uplink: string | null
}

const SYSTEM = '1.3.6.1.2.1.1'
const texts = { description: `${SYSTEM}.1.0`, name: `${SYSTEM}.5.0`, location: `${SYSTEM}.6.0` }

export interface TryOptions {
  timing?: SnmpTiming | undefined
  /** Default Plaza's own. */
  profiles?: Profiles | undefined
  /** The interface that the operator says is the uplink. */
  uplink?: string | null | undefined
}

/** Asks an agent everything, and says how it is read. @throws {NoAnswer} */
export async function discoverAt(
  target: SnmpAddress,
  { timing, profiles = loadProfiles(), uplink }: TryOptions = {},
): Promise<Discovered> {
  const engine = createSnmpEngine()
  try {
    return await discoverAgent(profiles, engine.client(target, timing), uplink)
  } finally {
    await engine.close()
  }
}

/** Asks an agent everything, as at its discovery, and what it calls itself. @throws {NoAnswer} */
export async function tryAgent(target: SnmpAddress, { timing, profiles }: TryOptions = {}): Promise<AgentAnswer> {
  const engine = createSnmpEngine()
  try {
    const client = engine.client(target, timing)
    // Asked first: one that is not there is not asked for all the rest.
    const values = await client.get(Object.values(texts))
    const reading = await poll(client, profiles)
    const text = (oid: string) => String(values.get(oid) ?? '').trim() || null
    const { responseMs, profile, uptimeSeconds, load, loadIs, memoryUsed, clients, interfaces, uplink } = reading
    return {
      ...{ responseMs: Math.round(responseMs), profile, uptimeSeconds, load, loadIs, memoryUsed, clients },
      ...{ description: text(texts.description), name: text(texts.name), location: text(texts.location) },
      interfaces: interfaces.map(({ name }) => name),
      uplink: uplink?.name ?? null,
    }
  } finally {
    await engine.close()
  }
}
