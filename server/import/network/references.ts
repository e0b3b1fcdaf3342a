import { type ListedAgent, type NewAgent, SNMP_PORT } from '../../network/agents/agents.ts'
import type { ListedCredential } from '../../network/agents/credentials.ts'
import { agentWords, type HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import type { NetworkReason, NetworkRow } from './rows.ts'

/** A gateway that lines may name. */
export interface NamedGateway {
  id: number
  name: string
  nasIdentifier: string | null
}

/** What lines may refer to. */
export interface Referred {
  gateways: readonly NamedGateway[]
  agents: readonly ListedAgent[]
  credentials: readonly ListedCredential[]
  /** Name of the credential of agents of which nothing else says it. */
  credential?: string | undefined
}

/** What a value does not lead to. */
export interface NotFound {
  field: 'gateway' | 'agent' | 'credential'
  reason: NetworkReason
  detail: string
}

/** An agent that a line names: one that there is, or is to be. */
export interface NamedAgent extends NewAgent {
  /** Absent: it is new. */
  id?: number | undefined
  /** As history shows it. */
  words: string
}

/** One that there is, or that an earlier line of the file names. */
type KnownAgent = Omit<ListedAgent, 'id' | 'hotspots' | 'uplink' | 'name'> & { id?: number | undefined }

export interface References {
  gateway(name: string): NamedGateway | NotFound
  /** The agent that a line gives its hotspot, of which `now` is known; undefined: the line says nothing of it. */
  agent(row: NetworkRow, now: HotspotRecord | undefined): NamedAgent | NotFound | undefined
}

export function createReferences({ gateways, agents, credentials, credential: usual }: Referred): References {
  const gatewayByName = new Map<string, NamedGateway>()
  for (const gateway of gateways) if (gateway.nasIdentifier) gatewayByName.set(folded(gateway.nasIdentifier), gateway)
  for (const gateway of gateways) gatewayByName.set(folded(gateway.name), gateway)
  const credentialByName = new Map(credentials.map((one) => [one.name.toLowerCase(), one]))
  const agentsAt = new Map<string, KnownAgent[]>()
  const know = (one: KnownAgent) => agentsAt.set(one.host, [...(agentsAt.get(one.host) ?? []), one])
  for (const one of agents) know(one)
  const agentById = new Map(agents.map((one) => [one.id, one]))

  const named = (name: string): ListedCredential | NotFound => {
    const found = credentialByName.get(name.trim().toLowerCase())
    if (found) return found
    const detail = `There is no SNMP credential of this name: plaza snmp-credential add ${name}`
    return { field: 'credential', reason: 'unknown-credential', detail }
  }
  const chosen = (row: NetworkRow, there: readonly KnownAgent[], own: ListedAgent | undefined) => {
    if (row.credential !== null) return named(row.credential)
    const known = own && there.includes(own) ? own : there.length === 1 ? there[0] : undefined
    if (known) return { id: known.credentialId, name: known.credential }
    if (usual !== undefined) return named(usual)
    const detail = 'The line names no SNMP credential: add a column, or give --credential for all such lines.'
    return { field: 'agent' as const, reason: 'no-credential' as const, detail }
  }
  return {
    gateway: (name) =>
      gatewayByName.get(folded(name)) ?? {
        ...{ field: 'gateway', reason: 'unknown-gateway' },
        detail: `There is no gateway of this name: plaza gateway list shows which there are.`,
      },
    agent(row, now) {
      const own = now?.agentId == null ? undefined : agentById.get(now.agentId)
      const address = row.agent ?? (row.credential !== null && own ? own : undefined)
      if (!address) return undefined
      const atHost = agentsAt.get(address.host) ?? []
      const onlyPort = new Set(atHost.map(({ port }) => port)).size === 1 ? atHost[0]!.port : SNMP_PORT
      const port = address.port ?? onlyPort
      const there = atHost.filter((one) => one.port === port)
      const credential = chosen(row, there, own)
      if ('reason' in credential) return credential
      const same = there.find(({ credentialId }) => credentialId === credential.id)
      const kind = row.kind ?? same?.kind ?? (row.agentKey === null ? 'access-point' : 'controller')
      const words = agentWords({ host: address.host, port, credential: credential.name })
      const agent = { host: address.host, port, credentialId: credential.id, kind }
      if (!same) know({ ...agent, credential: credential.name })
      return { ...agent, id: same?.kind === kind ? same.id : undefined, words }
    },
  }
}
