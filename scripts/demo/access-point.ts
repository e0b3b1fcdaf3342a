import type { Agent } from '../simulators/snmp/agent.ts'
import { liveAgent } from '../simulators/snmp/live.ts'
import type { LiveHotspot } from './world.ts'

export const ssid = 'Plaza WiFi'
export const accessPointModel = 'UAP-AC-Mesh'

const MEMORY_KB = 262_144
/** What an idle access point still sends and receives, octets a second. */
const IDLE_IN = 240
const IDLE_OUT = 90

/** The SNMP agent of a hotspot of the simulation: every reading follows from what its devices do. @param uplink its name */
export function accessPointAgent(hotspot: LiveHotspot, uplink = 'eth0'): Agent {
  const uptime = () => Math.max(0, (Date.now() - hotspot.bootedAt) / 1000)
  const overloaded = () => hotspot.condition === 'overloaded'
  return liveAgent({
    sysDescr: `${accessPointModel} 6.6.77 (simulated)`,
    sysName: hotspot.place.code,
    uptime,
    hostUptime: uptime,
    interfaces: () => [
      {
        name: uplink,
        type: 6,
        speed: 1000,
        up: true,
        inOctets: hotspot.inOctets + uptime() * IDLE_IN,
        outOctets: hotspot.outOctets + uptime() * IDLE_OUT,
      },
    ],
    clients: () => [{ ssid, stations: hotspot.clients }],
    load: () => (overloaded() ? 9.5 : 0.08 + hotspot.clients * 0.04),
    memory: () => ({
      total: MEMORY_KB,
      free: Math.round(MEMORY_KB * (overloaded() ? 0.08 : Math.max(0.3, 0.62 - hotspot.clients * 0.01))),
    }),
    silent: () => hotspot.condition === 'silent' || !hotspot.gateway.powered,
    delayMs: () => (hotspot.condition === 'slow' ? 450 : 0),
  })
}
