import type { LiveHotspot } from '../world.ts'

/** What of the demo city is not an access point with an agent of its own, asked by SNMP v2c. */
export interface Special {
  /** Asked by SNMP v3. */
  secure: LiveHotspot
  /** Its uplink is cellular. */
  cellular: LiveHotspot
  /** It answers, and nobody comes: it was used before. */
  unused: LiveHotspot
  /** At one site, in one cluster: the first speaks for all. */
  cluster: LiveHotspot[]
  /** Of one gateway, behind one controller. */
  managed: LiveHotspot[]
  /** At one site, on one switch. */
  switched: LiveHotspot[]
  /** At one site, fed by one UPS. */
  powered: LiveHotspot[]
}

/** So many access points are behind the controller. */
const MANAGED = 12

/** Always the same of the same city; undefined where it is not whole, since a part of it is somebody else's. */
export function specialOf(hotspots: readonly LiveHotspot[]): Special | undefined {
  const sites = new Map<string, LiveHotspot[]>()
  for (const hotspot of hotspots) sites.set(siteOf(hotspot), [...(sites.get(siteOf(hotspot)) ?? []), hotspot])
  const [cluster, switched, powered] = [...sites.values()].filter(({ length }) => length >= 3)
  const taken = new Set([cluster, switched, powered].flatMap((each) => each ?? []))
  const left = hotspots.filter((hotspot) => !taken.has(hotspot))
  const controlled = left.find(({ gateway }) => left.filter((other) => other.gateway === gateway).length > MANAGED)
  const managed = left.filter(({ gateway }) => gateway === controlled?.gateway).slice(0, MANAGED)
  const [secure, cellular, unused] = left.filter((hotspot) => !managed.includes(hotspot))
  if (!cluster || !switched || !powered || !secure || !cellular || !unused || managed.length === 0) return undefined
  return { secure, cellular, unused, cluster, managed, switched, powered }
}

const siteOf = ({ place: { latitude, longitude } }: LiveHotspot): string => `${latitude} ${longitude}`
