import { parseMac } from '../../mac.ts'
import type { Gateway } from '../../network/gateways/gateways.ts'
import type { HotspotRef, Registry } from '../../network/gateways/registry.ts'
import { RedirectProblem } from '../problems/problem.ts'

/** A gateway's redirect as it came: nothing in it is trusted. */
export interface RedirectRequest {
  /** All after `?`, byte for byte. */
  rawQuery: string
  query: Query
  /** Where gateways are told the portal is: `<public url>/portal`. */
  portalUrl: string
  /** The gateway that the address's path names. */
  gatewayId?: number | undefined
  registry: Pick<Registry, 'gatewayByNasIdentifier' | 'hotspotByMac' | 'hotspotOf' | 'gateway'>
  /** Milliseconds since 1970. */
  now: number
}

/** Parameters by name, each there once. */
export type Query = ReadonlyMap<string, string>

/** @throws {Problem} `doubled` when a parameter is there more than once: gateways and Plaza might each believe another */
export function readQuery(rawQuery: string): Query {
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (query.has(name)) throw doubled(name)
    query.set(name, value)
  }
  return query
}

/** @throws {Problem} `missing` */
export function required(query: Query, name: string): string {
  const value = query.get(name)
  if (!value) throw new RedirectProblem('missing', 'missing', `the redirect has no ${name}`, { parameter: name })
  return value
}

/**
 * The device's MAC.
 *
 * @param name of the parameter that holds it
 * @throws {Problem} `missing` when there is none, or it is no MAC
 */
export function deviceMac(query: Query, name = 'mac'): string {
  const mac = parseMac(required(query, name))
  if (!mac)
    throw new RedirectProblem('missing', 'not-a-mac', `the redirect’s ${name} is no MAC address`, { parameter: name })
  return mac
}

/**
 * The gateway that calls itself `nasIdentifier`, or that has the hotspot of the MAC `called`, and the hotspot.
 *
 * @param vendors whose gateways speak this dialect
 * @throws {Problem} `unknown-hotspot`
 */
export function place(
  registry: RedirectRequest['registry'],
  { nasIdentifier, called }: { nasIdentifier: string | undefined; called: string | undefined },
  vendors: readonly Gateway['vendor'][],
): { gateway: Gateway; hotspot: HotspotRef | undefined } {
  const mac = called === undefined ? undefined : parseMac(called, true)
  const byMac = mac === undefined ? undefined : registry.hotspotByMac(mac)
  const gateway =
    (nasIdentifier ? registry.gatewayByNasIdentifier(nasIdentifier) : undefined) ??
    (byMac && byMac.gatewayId !== null ? registry.gateway(byMac.gatewayId) : undefined)
  if (!gateway || !vendors.includes(gateway.vendor)) {
    throw new RedirectProblem(
      'unknown-hotspot',
      'unknown-gateway',
      'no gateway of this dialect has that NAS identifier or hotspot',
    )
  }
  return { gateway, hotspot: registry.hotspotOf(gateway.id, called) }
}

/** @throws {Problem} `forged` unless `url` leads to a login page of the gateway */
export function loginTarget(gateway: Gateway, url: string): URL {
  if (URL.canParse(url)) {
    const target = new URL(url)
    const known = originsOf(gateway).some(({ origin }) => origin === target.origin)
    if (known && !target.username && !target.password) return target
  }
  throw notItsLogin(gateway)
}

/**
 * The login page at `path` of the gateway's that has this host name or address; without `host`, where the dialect names
 * none, the gateway's only one. Scheme and port are those that the gateway was registered with.
 *
 * @throws {Problem} `forged` when the gateway has no such login page
 */
export function loginAtHost(gateway: Gateway, host: string | undefined, path: string): URL {
  const origins = originsOf(gateway)
  const found = host ? origins.find(({ hostname }) => hostname === host.toLowerCase()) : origins[0]
  if (!found || (!host && origins.length > 1)) throw notItsLogin(gateway)
  return new URL(path, found)
}

const originsOf = ({ loginOrigins }: Gateway): URL[] =>
  loginOrigins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin))

/** @param name of the parameter, however long */
export function doubled(name: string): RedirectProblem {
  const parameter = name.slice(0, 40)
  return new RedirectProblem('doubled', 'doubled', `a parameter is there twice: ${parameter}`, { parameter })
}

const notItsLogin = ({ id, name }: Gateway) =>
  new RedirectProblem(
    'forged',
    'other-login',
    `the redirect leads to a login page that gateway ${name} does not have`,
    {
      gatewayId: id,
    },
  )

/** Of a gateway that a controller opens. */
export const atAnotherSite = ({ id, name }: Gateway) =>
  new RedirectProblem('unknown-hotspot', 'other-site', `gateway ${name} is at another site of its controller`, {
    gatewayId: id,
  })
