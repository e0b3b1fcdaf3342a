import type { Registry } from '../../server/network/gateways/registry.ts'
import type { SimulatedGateway } from '../simulators/gateway/gateway.ts'
import type { City } from './city/city.ts'
import type { DemoHotspot } from './city/places.ts'
import { createRandom } from './random.ts'

const DAY_MS = 86_400_000

/** How a hotspot of the simulation is doing. */
export type Condition = 'well' | 'silent' | 'slow' | 'overloaded' | 'unused'

/** A hotspot of the demo city while the simulation runs. */
export interface LiveHotspot {
  place: DemoHotspot
  gateway: LiveGateway
  condition: Condition
  /** Milliseconds of the epoch. */
  bootedAt: number
  /** Devices that are online here. */
  clients: number
  /** Octets since it booted, as its own uplink counts them: `in` towards the devices. */
  inOctets: number
  outOctets: number
}

export interface LiveGateway {
  simulated: SimulatedGateway
  nasIdentifier: string
  powered: boolean
  hotspots: LiveHotspot[]
}

/** What the simulation knows of its city. */
export interface World {
  gateways: LiveGateway[]
  hotspots: LiveHotspot[]
}

/** The part of the city that is stored and whose gateways run; hotspots have been up for some hours or days. */
export function openWorld(
  city: City,
  running: ReadonlyArray<{ nasIdentifier: string; simulated: SimulatedGateway }>,
  registry: Pick<Registry, 'hotspotByMac'>,
  now: number,
): World {
  const random = createRandom('uptimes')
  const byName = new Map(running.map((one) => [one.nasIdentifier, one.simulated]))
  const gateways = city.gateways.map(({ nasIdentifier }) => {
    const simulated = byName.get(nasIdentifier)
    return simulated && { simulated, nasIdentifier, powered: true, hotspots: [] as LiveHotspot[] }
  })
  const hotspots = city.hotspots.flatMap((place): LiveHotspot[] => {
    const gateway = gateways[place.gateway]
    const bootedAt = now - random.between(0.1, 60) * DAY_MS
    if (!gateway || !registry.hotspotByMac(place.bssid)) return []
    const hotspot: LiveHotspot = {
      place,
      gateway,
      condition: 'well',
      bootedAt,
      clients: 0,
      inOctets: 0,
      outOctets: 0,
    }
    gateway.hotspots.push(hotspot)
    return [hotspot]
  })
  return { gateways: gateways.filter((gateway) => gateway !== undefined), hotspots }
}

/** Whether devices can use the hotspot: not without power, not while it is dead, and not the one to which nobody comes. */
export const isUsable = ({ condition, gateway }: LiveHotspot): boolean =>
  gateway.powered && condition !== 'silent' && condition !== 'unused'

/** Starts the hotspot's clock and counters again, as a reboot does. */
export function reboot(hotspot: LiveHotspot, now: number): void {
  hotspot.bootedAt = now
  hotspot.inOctets = 0
  hotspot.outOctets = 0
}

/** Ends the sessions of everybody who was online at the hotspot. */
export function dropDevices({ gateway, place }: LiveHotspot): void {
  for (const { device } of gateway.simulated.sessions()) {
    if (device.hotspot.bssid === place.bssid) gateway.simulated.detach(device.mac)
  }
}
