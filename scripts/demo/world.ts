import type { SimulatedGateway } from '../simulators/gateway.ts'
import type { DemoHotspot } from './city-places.ts'

/** How a hotspot of the simulation is doing. */
export type Condition = 'well' | 'silent' | 'slow' | 'overloaded'

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
  byBssid: Map<string, LiveHotspot>
}

/** Whether devices can use the hotspot: not without power, and not while it is dead. */
export const isUsable = ({ condition, gateway }: LiveHotspot): boolean => gateway.powered && condition !== 'silent'

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
