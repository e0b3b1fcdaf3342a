import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idParameter } from '../parameters.ts'
import { requirement, signingVerdict } from './gateways.ts'

const heard = z.object({ at: z.iso.datetime(), address: z.string().nullable() })

/** Why a redirect was not believed. */
export const redirectFault = z.enum([
  ...(['no-parameters', 'missing', 'doubled', 'too-long', 'not-a-mac', 'wrong-challenge', 'unsigned'] as const),
  ...(['unreadable', 'unencrypted', 'no-secret', 'no-login-address', 'other-login', 'other-site'] as const),
  ...(['other-sender', 'unknown-gateway'] as const),
])
export type RedirectFault = z.infer<typeof redirectFault>

/** What a gateway lacks: see `server/network/gateways/heard/missing.ts`. */
export const missingKind = z.enum([
  'no-way-in',
  'no-access',
  'no-accounting',
  'no-redirect',
  'redirect-refused',
  'refused',
  'unsigned',
  'other-nas-identifier',
  'swapped',
  'no-class',
  'no-login',
  'no-hotspots',
])
export type MissingKind = z.infer<typeof missingKind>

/** Null: nothing of the kind was heard. */
export const gatewayHeard = z.object({
  /** When this was read; what was heard in the last 15 seconds may not be in it yet. */
  readAt: z.iso.datetime(),
  accessRequest: heard.nullable(),
  accountingRequest: heard.nullable(),
  /** A device that it sent to the portal; `address` is never said. */
  redirect: heard.nullable(),
  /** One whose redirect was not believed, why, and the parameter that this is about. */
  redirectRefused: heard.extend({ why: redirectFault, parameter: z.string().nullable() }).nullable(),
  /** Addresses that Access-Requests came from in 7 days, 20 at most. */
  addresses: z.array(z.string()),
  /** NAS-Identifiers heard, the latest first. */
  nasIdentifiers: z.array(z.string()),
  /** The one that it is registered with. */
  nasIdentifier: z.string().nullable(),
  messageAuthenticator: requirement,
  verdict: signingVerdict,
  copiedDevices: z.int(),
  /** The first thing first; `setting`: of the make, in its own words, which mends it. */
  missing: z.array(z.object({ kind: missingKind, setting: z.string().nullable() })),
})
export type GatewayHeard = z.infer<typeof gatewayHeard>

export const readGatewayHeard = endpoint({
  method: 'get',
  path: '/gateways/{id}/heard',
  summary: 'What was heard last from a gateway in use, and what is missing',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: gatewayHeard,
})

/** Degrees, WGS84; 500 at most, `total` counts all. */
export const gatewayHotspots = z.object({
  total: z.int(),
  places: z.array(z.object({ id: z.int(), name: z.string(), latitude: z.number(), longitude: z.number() })),
})
export type GatewayHotspots = z.infer<typeof gatewayHotspots>

export const readGatewayHotspots = endpoint({
  method: 'get',
  path: '/gateways/{id}/hotspots',
  summary: 'Where the hotspots in use are that hang on a gateway',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: gatewayHotspots,
})
