import type { Discovered } from '../../health/profiles/discover.ts'
import type { Profiles } from '../../health/profiles/index.ts'
import type { AccessPoint, Radio } from '../../health/readings/agent-reading.ts'
import { table } from '../terminal/table.ts'

/** So many access points of a controller are shown. */
const SHOWN = 20

/** What was chosen and read, for a person. */
export function readingWords({ reading, plan, sysObjectId, sysDescr }: Discovered, { files }: Profiles): string {
  const { identity, accessPoints, radios, uplink, interfaces } = reading
  const rows: Array<[string, string]> = [
    ['sysObjectID', told(sysObjectId)],
    ['sysDescr', told(sysDescr)],
    ['profile', `${reading.profile} (${files.get(reading.profile)})`],
    ...Object.entries(identity).map(([field, value]): [string, string] => [field, told(value)]),
    ['up for', reading.uptimeSeconds === null ? told(null) : `${(reading.uptimeSeconds / 3600).toFixed(1)} h`],
    ['load', reading.loadIs === 'share' ? percent(reading.load) : told(reading.load)],
    ['memory', percent(reading.memoryUsed)],
    ['clients', told(reading.clients)],
    ['access points', told(reading.members)],
    ['uplink', uplink ? `${uplink.name}${uplink.up ? '' : ' (down)'}` : told(null)],
    ['interfaces', interfaces.map(({ name, up }) => `${name}${up ? '' : ' (down)'}`).join(', ') || told(null)],
    ['each poll', `${plan.oids.length} objects${plan.walks ? ` and ${plan.walks.length} columns` : ''}`],
  ]
  return [
    ...rows.map(([name, value]) => `${name.padEnd(14)} ${value}`),
    ...(radios.length > 0 ? ['', 'Radios', table(radios.map(radioRow))] : []),
    ...(accessPoints.length > 0 ? ['', 'Access points', table(accessPoints.slice(0, SHOWN).map(accessPointRow))] : []),
    ...(accessPoints.length > SHOWN ? [`and ${accessPoints.length - SHOWN} more`] : []),
  ].join('\n')
}

const told = (value: string | number | null): string => (value === null || value === '' ? 'not told' : String(value))
const percent = (share: number | null): string => (share === null ? told(null) : `${Math.round(share * 100)} %`)

const radioRow = ({ name, channel, width, clients, utilisation, noise }: Radio) => ({
  ...{ radio: name, channel, MHz: width, clients, 'in use': utilisation === null ? null : percent(utilisation) },
  ...{ 'noise dBm': noise },
})

const accessPointRow = ({ key, name, state, clients, model, serial, firmware, radios }: AccessPoint) => ({
  ...{ key, name, state, clients, model, serial, firmware },
  channels: radios.map(({ channel }) => channel ?? '-').join(' ') || null,
})
