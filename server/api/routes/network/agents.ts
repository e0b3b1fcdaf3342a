import { z } from 'zod'
import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { healthOfAgents } from '../../../health/parents/views.ts'
import { loadProfiles } from '../../../health/profiles/index.ts'
import { NoAnswer } from '../../../health/snmp/client.ts'
import { tryAgent } from '../../../health/try-agent.ts'
import {
  addressOf,
  agentTarget,
  changeAgent,
  type ListedAgent,
  listAgents,
  parseAgentAddress,
  putAgents,
  SNMP_PORT,
} from '../../../network/agents/agents.ts'
import { CircleError, childrenOf, setChildren } from '../../../network/agents/children.ts'
import {
  AgentError,
  listCredentials,
  putCredentials,
  removeCredential,
  type SnmpCredential,
} from '../../../network/agents/credentials.ts'
import { agentPage } from '../../../network/agents/listed.ts'
import { removeAgent } from '../../../network/agents/remove.ts'
import { agentsWithin } from '../../../network/districts/within.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { mustOwnAgent } from '../own.ts'

const keys = z.tuple([z.string(), z.int(), z.int()])

function explained(error: unknown): never {
  if (error instanceof AgentError) throw new ApiProblem(400, 'wrong-agent', error.message)
  throw error
}

const noSuch = (id: number) => new ApiProblem(404, 'no-such-agent', `There is no SNMP agent or credential ${id}.`)

type Settings = contract.Received<typeof contract.addAgent, 'body'>

async function readSettings(db: Database, { address, credential, kind, name, uplink, parentOf }: Settings) {
  const found = parseAgentAddress(address)
  if (!found) throw new ApiProblem(400, 'wrong-agent', `"${address}" is no address or host name.`, 'address')
  const named = (await listCredentials(db)).find(({ id }) => id === credential)
  if (!named) throw new ApiProblem(400, 'wrong-agent', `There is no SNMP credential ${credential}.`, 'credential')
  const agent = { host: found.host, port: found.port ?? SNMP_PORT, credentialId: credential, kind }
  const more = { ...(name !== undefined && { name }), ...(uplink !== undefined && { uplink }) }
  return { agent, named, more, parentOf }
}

/** Agents as they are shown: with what hangs on each, and how it is. */
async function shown(db: Database, agents: readonly ListedAgent[]) {
  const ids = agents.map(({ id }) => id)
  const [children, health] = await Promise.all([childrenOf(db, ids), healthOfAgents(db, ids)])
  return agents.map((agent) => {
    const own = health.get(agent.id)
    const parentOf = children.get(agent.id) ?? []
    return { ...agent, parentOf, health: own ? { ...own, since: own.since.toISOString() } : null }
  })
}

const detailOf = (agent: Pick<ListedAgent, 'host' | 'port' | 'kind'>, credential: string) => ({
  ...{ address: addressOf(agent), kind: agent.kind, credential },
})

async function agentOf(db: Database, staff: StaffMember, id: number): Promise<ListedAgent> {
  await mustOwnAgent(db, staff, id)
  const [agent] = await listAgents(db, { id })
  if (!agent) throw noSuch(id)
  return agent
}

/** Says what hangs on it, which is all of one's own districts. */
async function hang(db: Database, staff: StaffMember, id: number, parentOf: readonly string[]): Promise<void> {
  await setChildren(db, id, parentOf).catch((error) => {
    if (error instanceof CircleError) throw new ApiProblem(400, 'agent-circle', error.message, 'parentOf')
    if (error instanceof AgentError) throw new ApiProblem(400, 'wrong-agent', error.message, 'parentOf')
    throw error
  })
  await mustOwnAgent(db, staff, id)
}

type CredentialSettings = contract.Received<typeof contract.putSnmpCredential, 'body'>

function credentialIn({ version, community, username, auth, privacy }: CredentialSettings): SnmpCredential {
  const wrong = (field: string) => new ApiProblem(400, 'wrong-agent', `${field}: version ${version} needs it`, field)
  if (version === '3') {
    if (username === undefined) throw wrong('username')
    return { version, username, auth, privacy }
  }
  if (community === undefined) throw wrong('community')
  return { version, community }
}

const SILENT = {
  ...{ responseMs: null, profile: null, description: null, name: null, location: null, uptimeSeconds: null },
  ...{ load: null, loadIs: null, memoryUsed: null, clients: null, interfaces: [], uplink: null },
}

export const agentRoutes = [
  implement(contract.listAgents, async ({ parts: { db }, query, staff: { districts } }) => {
    const { search, unused, cursor } = query
    const { total, items } = await agentPage(db, {
      search,
      unused,
      ids: await agentsWithin(db, districts),
      limit: rowsFor(query),
      after: readCursor(keys, cursor),
    })
    return cutPage(await shown(db, items), query, total, ({ host, port, id }) => [host, port, id])
  }),
  implement(contract.readAgent, async ({ parts: { db }, params: { id }, staff }) => {
    const [agent] = await shown(db, [await agentOf(db, staff, id)])
    return agent!
  }),
  implement(contract.addAgent, async ({ parts: { db }, body, staff }) => {
    const { agent, named, more, parentOf } = await readSettings(db, body)
    const [id = 0] = await putAgents(db, [agent])
    await mustOwnAgent(db, staff, id)
    await changeAgent(db, id, more)
    if (parentOf) await hang(db, staff, id, parentOf)
    return changed({ id }, { ...detailOf(agent, named.name), ...more, ...(parentOf && { parentOf }) })
  }),
  implement(contract.changeAgent, async ({ parts: { db }, params: { id }, body, staff }) => {
    const before = await agentOf(db, staff, id)
    const { agent, named, more, parentOf } = await readSettings(db, body)
    const hung = (await childrenOf(db, [id])).get(id) ?? []
    await changeAgent(db, id, { ...agent, ...more }).catch(explained)
    if (parentOf) await hang(db, staff, id, parentOf)
    const { name, uplink } = before
    return changed(
      { done: true },
      {
        before: { ...detailOf(before, before.credential), name, uplink, parentOf: hung },
        ...detailOf(agent, named.name),
        ...more,
        ...(parentOf && { parentOf }),
      },
    )
  }),
  implement(contract.removeAgent, async ({ parts: { db }, params: { id }, staff }) => {
    const before = await agentOf(db, staff, id)
    await removeAgent(db, id, { staffId: staff.id })
    return changed({ done: true }, { ...detailOf(before, before.credential), hotspots: before.hotspots })
  }),
  implement(contract.tryAgent, async ({ parts: { db, sealer, config }, params: { id }, staff }) => {
    await mustOwnAgent(db, staff, id)
    const target = await agentTarget(db, sealer, id)
    if (!target) throw noSuch(id)
    return tryAgent(target, { profiles: loadProfiles(config.profilesDir) }).then(
      (answer) => ({ answered: true, why: null, said: null, ...answer }),
      (error) => {
        if (!(error instanceof NoAnswer)) throw error
        return { answered: false, why: error.reason, said: error.message, ...SILENT }
      },
    )
  }),
  implement(contract.listSnmpCredentials, async ({ parts: { db } }) =>
    wholePage((await listCredentials(db)).map((one) => ({ ...one, updatedAt: one.updatedAt.toISOString() }))),
  ),
  implement(contract.putSnmpCredential, async ({ parts: { db, sealer }, body }) => {
    const { name, version, username } = body
    const [id = 0] = await putCredentials(db, sealer, [{ name, credential: credentialIn(body) }]).catch(explained)
    const protocols = { auth: body.auth?.protocol, privacy: body.privacy?.protocol }
    return changed({ id }, { name, version, username, ...protocols })
  }),
  implement(contract.removeSnmpCredential, async ({ parts: { db }, params: { id } }) => {
    const name = await removeCredential(db, id).catch(explained)
    if (name === undefined) throw noSuch(id)
    return changed({ done: true }, { name })
  }),
]
