import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { doneRecord, idParameter, madeRecord } from '../parameters.ts'

/** A search for SNMP agents, and how far it is. */
export const discovery = z.object({
  id: z.int(),
  askedAt: z.iso.datetime(),
  /** Null: the plaza command. */
  staffId: z.int().nullable(),
  /** Networks, addresses and host names, a space between them. */
  addresses: z.string(),
  total: z.int(),
  /** Addresses a second. */
  rate: z.int(),
  /** Addresses that are dealt with, and agents that answered. */
  done: z.int(),
  answered: z.int(),
  /** A process asks now; false while it is not over: none of those that poll has taken it yet. */
  held: z.boolean(),
  stopped: z.boolean(),
  finishedAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
})
export type Discovery = z.infer<typeof discovery>

export const readDiscovery = endpoint({
  method: 'get',
  path: '/discovery',
  summary: 'The search for SNMP agents that was asked for last, and how far it is',
  role: 'operator',
  districts: 'city',
  response: z.object({ last: discovery.nullable() }),
})

const most = { rate: 200, credentials: 5, port: 65_535, text: 20_000 }

export const startDiscovery = endpoint({
  method: 'post',
  path: '/discovery',
  summary: 'Has addresses asked whether an SNMP agent is there, by a process that polls; one search at a time',
  role: 'operator',
  districts: 'city',
  body: z.strictObject({
    /** Networks (`203.0.113.0/24`), addresses, host names; at most 65,536 addresses. */
    addresses: z.string().trim().min(1).max(most.text),
    /** Numbers of credentials, tried in this order. */
    credentials: z.array(z.int().min(1)).min(1).max(most.credentials),
    /** Addresses a second. */
    rate: z.int().min(1).max(most.rate).default(50),
    /** Of addresses that say none. */
    port: z.int().min(1).max(most.port).default(161),
  }),
  response: madeRecord,
  changes: { action: 'discovery.start', target: 'discovery {id}' },
})

export const stopDiscovery = endpoint({
  method: 'post',
  path: '/discovery/{id}/stop',
  summary: 'Ends a search for SNMP agents; what it has found stays',
  role: 'operator',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'discovery.stop', target: 'discovery {id}' },
})

/** An SNMP agent that answered, or an access point of which a controller tells. */
export const discoveredAgent = z.object({
  id: z.int(),
  /** `host:port`. */
  address: z.string(),
  /** The address of an access point that a controller tells of; empty: the agent itself. */
  key: z.string(),
  /** The credential's name. */
  credential: z.string(),
  at: z.iso.datetime(),
  /** By which it is read. */
  profile: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  macs: z.array(z.string()),
  /** How many access points it tells of; null: it is no controller. */
  accessPoints: z.int().nullable(),
  /** The hotspot that is asked through it (`agent`), or that it most likely is. */
  match: z
    .object({ hotspotId: z.int(), hotspot: z.string(), because: z.enum(['agent', 'address', 'serial', 'name']) })
    .nullable(),
})
export type DiscoveredAgent = z.infer<typeof discoveredAgent>
export const discoveredPage = pageOf(discoveredAgent)

/** `new`: no hotspot is asked through them yet. */
export const listDiscovered = endpoint({
  method: 'get',
  path: '/discovered-agents',
  summary:
    'SNMP agents that searches have found, in the order in which they were found first, with the hotspot that each is',
  role: 'operator',
  districts: 'city',
  query: z.strictObject({ which: z.enum(['new', 'all']).default('new'), ...paging(500, 100) }),
  response: discoveredPage,
})

/** What one request takes. */
const MOST_ACCEPTED = 500

export const acceptDiscovered = endpoint({
  method: 'post',
  path: '/discovered-agents/accept',
  summary: 'Has hotspots asked through the SNMP agents that were found; those that cannot be are left',
  role: 'operator',
  districts: 'city',
  body: z.strictObject({
    found: z
      .array(z.strictObject({ id: z.int().min(1), hotspot: z.int().min(1) }))
      .min(1)
      .max(MOST_ACCEPTED),
  }),
  response: z.object({
    accepted: z.int(),
    refused: z.array(z.object({ id: z.int(), why: z.string() })),
  }),
  changes: { action: 'agent.accept', target: 'hotspots' },
})
