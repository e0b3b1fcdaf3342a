import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { healthState } from '../health/health-state.ts'
import { pageOf, paging } from '../page.ts'
import { doneRecord, flag, idParameter, madeRecord } from '../parameters.ts'

export const agentKind = z.enum(['access-point', 'controller', 'gateway', 'switch', 'router', 'ups'])
const authProtocol = z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'])
const privacyProtocol = z.enum(['des', 'aes', 'aes192', 'aes256', 'aes192c', 'aes256c'])

/** Where an SNMP agent answers, and by which credential, named by its number. */
export const agentSettings = z.strictObject({
  /** `host`, or `host:port` where that is not 161. */
  address: z.string().trim().min(1).max(300),
  credential: z.int().min(1),
  kind: agentKind,
  /** By which people call it; null: its address; absent: it stays. */
  name: z.string().trim().min(1).max(100).nullable().optional(),
  /** The interface that is the uplink; null: it is found; absent: it stays. */
  uplink: z.string().trim().min(1).max(100).nullable().optional(),
  /** What hangs on it: `gateway:NAME`, `site:NAME`, `agent:NAME` or a hotspot, each by name or number; absent: it stays. */
  parentOf: z.array(z.string().trim().min(1).max(200)).max(1000).optional(),
})

/** How an agent of what is no access point is; null: it does not tell, or is none such. */
const agentHealth = z.object({
  state: healthState,
  cause: z.string().nullable(),
  since: z.iso.datetime(),
  uptimeSeconds: z.number().nullable(),
  /** Packets a second with errors or discarded at its uplink. */
  troubles: z.number().nullable(),
  onBattery: z.boolean().nullable(),
  /** Share, 0 to 1. */
  charge: z.number().nullable(),
  /** Seconds that its battery lasts. */
  lastsSeconds: z.number().nullable(),
})

export const agent = z.object({
  id: z.int(),
  host: z.string(),
  port: z.int(),
  kind: agentKind,
  name: z.string().nullable(),
  uplink: z.string().nullable(),
  credentialId: z.int(),
  /** The credential's name. */
  credential: z.string(),
  /** Hotspots in use that are asked through it. */
  hotspots: z.int(),
  /** What hangs on it, as it is given. */
  parentOf: z.array(z.string()),
  /** How it is itself; null: an access point's own agent, or it was not asked yet. */
  health: agentHealth.nullable(),
})
export type Agent = z.infer<typeof agent>
export const agentPage = pageOf(agent)

/** `search`: words or parts of words of address, name and credential; `unused`: those on which no hotspot in use hangs. */
export const listAgents = endpoint({
  method: 'get',
  path: '/agents',
  summary: 'SNMP agents, access points’ own, controllers’, and those of what hotspots hang on, by address',
  role: 'operator',
  districts: 'own',
  query: z.strictObject({
    search: z.string().trim().max(100).optional(),
    unused: flag.optional(),
    ...paging(500, 50),
  }),
  response: agentPage,
})

export const readAgent = endpoint({
  method: 'get',
  path: '/agents/{id}',
  summary: 'One SNMP agent',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: agent,
})

export const addAgent = endpoint({
  method: 'post',
  path: '/agents',
  summary: 'Stores an SNMP agent',
  role: 'operator',
  districts: 'own',
  body: agentSettings,
  response: madeRecord,
  changes: { action: 'agent.add', target: 'agent {id}' },
})

export const changeAgent = endpoint({
  method: 'put',
  path: '/agents/{id}',
  summary: 'Changes an SNMP agent',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  body: agentSettings,
  response: doneRecord,
  changes: { action: 'agent.edit', target: 'agent {id}' },
})

export const removeAgent = endpoint({
  method: 'post',
  path: '/agents/{id}/remove',
  summary: 'Removes an SNMP agent: its hotspots are polled no more',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'agent.remove', target: 'agent {id}' },
})

/** Why an agent did not answer, see `server/health/snmp/client.ts`. */
export const silenceReason = z.enum([
  ...(['silent', 'user', 'auth', 'privacy', 'level', 'clock', 'name', 'refused'] as const),
  ...(['unreachable', 'denied', 'other'] as const),
])
export type SilenceReason = z.infer<typeof silenceReason>

/** Null: it does not tell. `answered` false: nothing came, `why`, and `said` as the network said it. */
export const agentAnswer = z.object({
  answered: z.boolean(),
  why: silenceReason.nullable(),
  said: z.string().nullable(),
  responseMs: z.int().nullable(),
  profile: z.string().nullable(),
  description: z.string().nullable(),
  name: z.string().nullable(),
  location: z.string().nullable(),
  uptimeSeconds: z.number().nullable(),
  load: z.number().nullable(),
  loadIs: z.enum(['share', 'average']).nullable(),
  /** Share, 0 to 1. */
  memoryUsed: z.number().nullable(),
  clients: z.int().nullable(),
  interfaces: z.array(z.string()),
  uplink: z.string().nullable(),
})
export type AgentAnswer = z.infer<typeof agentAnswer>

export const tryAgent = endpoint({
  method: 'get',
  path: '/agents/{id}/answer',
  summary: 'Asks an SNMP agent now, and says what it answers',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: agentAnswer,
})

export const snmpCredential = z.object({
  id: z.int(),
  name: z.string(),
  version: z.enum(['1', '2c', '3']),
  username: z.string().nullable(),
  auth: authProtocol.nullable(),
  privacy: privacyProtocol.nullable(),
  /** Agents that have it. */
  agents: z.int(),
  updatedAt: z.iso.datetime(),
})
export type SnmpCredential = z.infer<typeof snmpCredential>
export const snmpCredentialPage = pageOf(snmpCredential)

/** All on one page, without secrets. */
export const listSnmpCredentials = endpoint({
  method: 'get',
  path: '/snmp-credentials',
  summary: 'By which SNMP agents let Plaza ask, by name, without secrets',
  role: 'operator',
  districts: 'none',
  response: snmpCredentialPage,
})

const key = z.string().min(8).max(500)

/** `community` of versions 1 and 2c; the others of version 3. */
export const snmpCredentialSettings = z.strictObject({
  name: z.string().trim().min(1).max(200),
  version: z.enum(['1', '2c', '3']),
  community: z.string().min(1).max(500).optional(),
  username: z.string().min(1).max(200).optional(),
  auth: z.strictObject({ protocol: authProtocol, key }).optional(),
  privacy: z.strictObject({ protocol: privacyProtocol, key }).optional(),
})

export const putSnmpCredential = endpoint({
  method: 'post',
  path: '/snmp-credentials',
  summary: 'Stores a credential, or changes the one of this name in one place for all its agents',
  role: 'admin',
  districts: 'city',
  body: snmpCredentialSettings,
  response: madeRecord,
  changes: { action: 'snmp-credential.set', target: 'snmp credential {id}' },
})

export const removeSnmpCredential = endpoint({
  method: 'post',
  path: '/snmp-credentials/{id}/remove',
  summary: 'Removes a credential that no agent has',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'snmp-credential.remove', target: 'snmp credential {id}' },
})
