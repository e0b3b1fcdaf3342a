/**
 * The city's SNMP agents, a process of its own: `PORTS` of access points' own, each of which stands for many hotspots, and
 * controllers. Says by IPC on which ports they are; told `silence`, all are silent from then on.
 */
import type { Agent } from '../../simulators/snmp/agent.ts'
import { liveAgent } from '../../simulators/snmp/live.ts'
import { Type, type Varbind } from '../../simulators/snmp/message.ts'
import { treeAgent } from '../../simulators/snmp/tree.ts'
import { BEHIND_EACH, type City, controllersOf, kindOf, PORTS, SLOW_MS } from './city.ts'
import { startQuickAgent } from './quick-agent.ts'

/** Where the agents are. */
export interface Ports {
  own: number[]
  controllers: number[]
}

const city = JSON.parse(process.argv[2]!) as City
const startedAt = Date.now() - 86_400_000
let silenced = false
const silent = () => silenced

/** Values change by the second, so that each poll reads other ones. */
const seconds = () => (Date.now() - startedAt) / 1000

function accessPoint(number: number): Agent {
  const kind = kindOf(number)
  const port = (name: string, type: number) => ({
    ...{ name, type, speed: 1000, up: true, inOctets: seconds() * 9000, outOctets: seconds() * 2000 },
  })
  return liveAgent({
    ...{ sysDescr: 'UAP-AC-Mesh 6.6.77 (simulated)', sysName: `ap-${number}`, uptime: seconds },
    interfaces: () => [port('eth0', 6), port('ath0', 71), port('ath1', 71)],
    clients: () => [{ ssid: 'Plaza', stations: Math.floor(seconds() / 60 + number) % 40 }],
    load: () => (seconds() % 100) / 100,
    memory: () => ({ total: 262_144, free: 100_000 + Math.floor(seconds() % 1000) }),
    silent: () => silenced || kind === 'dead',
    delayMs: () => (kind === 'slow' ? SLOW_MS : 0),
  })
}

const WLC = '1.3.6.1.4.1.14179.2.2'

function controller(number: number): Agent {
  const text = (oid: string, value: string) => ({ oid, type: Type.OctetString, value: () => Buffer.from(value) })
  const whole = (oid: string, value: () => number, type: number = Type.Gauge32) => ({ oid, type, value })
  const tree = treeAgent([
    text('1.3.6.1.2.1.1.1.0', 'Cisco Controller'),
    { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: (): Varbind['value'] => '1.3.6.1.4.1.9.1.2391' },
    whole('1.3.6.1.2.1.1.3.0', () => Math.floor(seconds() * 100), Type.TimeTicks),
    ...Array.from({ length: BEHIND_EACH }, (_, place) => {
      const index = `2.0.0.${number}.${place >> 8}.${place & 255}`
      return [
        text(`${WLC}.1.1.3.${index}`, nameOf(number, place)),
        whole(`${WLC}.1.1.6.${index}`, () => 1, Type.Integer),
        whole(`${WLC}.2.1.15.${index}.0`, () => Math.floor(seconds() / 60 + place) % 40),
      ]
    }).flat(),
  ])
  return { ...tree, silent }
}

/** As the controller names an access point. */
export const nameOf = (controllerNumber: number, place: number): string => `ap-${controllerNumber}-${place}`

const startAll = (each: readonly Agent[]): Promise<number[]> => Promise.all(each.map(startQuickAgent))

if (process.send) {
  const ports: Ports = {
    own: await startAll(Array.from({ length: PORTS }, (_, number) => accessPoint(number))),
    controllers: await startAll(Array.from({ length: controllersOf(city) }, (_, number) => controller(number))),
  }
  process.on('message', () => {
    silenced = true
  })
  process.on('disconnect', () => process.exit())
  process.send(ports)
}
