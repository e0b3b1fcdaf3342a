import type { Agent } from '../../simulators/snmp/agent.ts'
import { Type } from '../../simulators/snmp/message.ts'
import { type TreeObject, treeAgent } from '../../simulators/snmp/tree.ts'
import { isUsable, type LiveHotspot } from '../world.ts'

const SYSTEM = '1.3.6.1.2.1.1'
const startedAt = Date.now()

export const text = (oid: string, value: () => string): TreeObject => ({
  oid,
  type: Type.OctetString,
  value: () => Buffer.from(value()),
})
export const whole = (oid: string, value: () => number, type: number = Type.Integer): TreeObject => ({
  oid,
  type,
  value: () => Math.floor(value()),
})

/** What every agent says of itself. */
export const system = (sysDescr: string, sysObjectId: string, sysName: string): TreeObject[] => [
  text(`${SYSTEM}.1.0`, () => sysDescr),
  { oid: `${SYSTEM}.2.0`, type: Type.ObjectIdentifier, value: () => sysObjectId },
  whole(`${SYSTEM}.3.0`, () => ((Date.now() - startedAt) / 10) % 2 ** 32, Type.TimeTicks),
  text(`${SYSTEM}.5.0`, () => sysName),
]

interface Listed {
  mac: string
  name: string
  serial: string
  isUp(): boolean
  clients(): number
  uptime(): number
}

const listed = (hotspot: LiveHotspot): Listed => ({
  mac: hotspot.place.bssid,
  name: hotspot.place.name,
  serial: `PZ${hotspot.place.code}`,
  isUp: () => hotspot.condition === 'unused' || isUsable(hotspot),
  clients: () => hotspot.clients,
  uptime: () => (Date.now() - hotspot.bootedAt) / 1000,
})

/** Two that were put up lately, and that nobody has told Plaza of. */
const unknown: Listed[] = ['nuevo-mercado', 'nuevo-parque'].map((name, index) => ({
  ...{ mac: `06:ee:00:00:00:${index + 1}0`, name, serial: `PZNEW${index + 1}` },
  ...{ isUp: () => true, clients: () => 3 + index, uptime: () => (Date.now() - startedAt) / 1000 },
}))

const indexOf = (mac: string): string =>
  mac
    .split(':')
    .map((octet) => Number.parseInt(octet, 16))
    .join('.')

const WLC = '1.3.6.1.4.1.14179.2.2'
const cLApUpTime = '1.3.6.1.4.1.9.9.513.1.1.1.1.6'

/** A controller in Cisco's words, which knows access points that Plaza does not. */
export function controllerAgent(hotspots: readonly LiveHotspot[]): Agent {
  return treeAgent([
    ...system('Cisco Controller', '1.3.6.1.4.1.9.1.2391', 'wlc-centro'),
    ...[...hotspots.map(listed), ...unknown].flatMap(({ mac, name, serial, isUp, clients, uptime }) => {
      const index = indexOf(mac)
      return [
        text(`${WLC}.1.1.3.${index}`, () => name),
        whole(`${WLC}.1.1.6.${index}`, () => (isUp() ? 1 : 2)),
        text(`${WLC}.1.1.16.${index}`, () => 'AIR-AP2802I'),
        text(`${WLC}.1.1.17.${index}`, () => serial),
        {
          oid: `${WLC}.1.1.33.${index}`,
          type: Type.OctetString,
          value: () => Buffer.from(mac.replaceAll(':', ''), 'hex'),
        },
        whole(`${WLC}.2.1.15.${index}.0`, clients, Type.Gauge32),
        whole(`${cLApUpTime}.${index}`, () => (uptime() * 100) % 2 ** 32, Type.TimeTicks),
      ]
    }),
  ])
}

const INSTANT = '1.3.6.1.4.1.14823.2.3.3.1'

/** A cluster in Aruba Instant's words: one of its access points speaks for all. */
export function clusterAgent(hotspots: readonly LiveHotspot[]): Agent {
  const tree = treeAgent([
    ...system('ArubaOS (MODEL: 515), Version 8.10.0.6', '1.3.6.1.4.1.14823.1.2.140', 'instant'),
    text(`${INSTANT}.1.2.0`, () => 'instant-plaza'),
    ...hotspots.map(listed).flatMap(({ mac, name, serial, isUp, clients, uptime }) => {
      const index = indexOf(mac)
      return [
        text(`${INSTANT}.2.1.1.2.${index}`, () => name),
        text(`${INSTANT}.2.1.1.4.${index}`, () => serial),
        text(`${INSTANT}.2.1.1.6.${index}`, () => '515'),
        whole(`${INSTANT}.2.1.1.7.${index}`, () => 6 + clients()),
        whole(`${INSTANT}.2.1.1.9.${index}`, () => (uptime() * 100) % 2 ** 32, Type.TimeTicks),
        whole(`${INSTANT}.2.1.1.11.${index}`, () => (isUp() ? 1 : 2)),
        whole(`${INSTANT}.2.2.1.21.${index}.0`, clients),
      ]
    }),
  ])
  return { ...tree, silent: () => hotspots.every(({ gateway }) => !gateway.powered) }
}
