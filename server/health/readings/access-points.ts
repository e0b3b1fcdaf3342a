import type { AccessPointsForm } from '../profiles/profile.ts'
import type { AccessPoint } from './agent-reading.ts'
import { readMemory } from './device.ts'
import { readRadios } from './radios.ts'
import { type AgentValues, macOf } from './values/agent-values.ts'
import { type Row, readCount, readNumber, readPercent, readText } from './values/read-value.ts'

/** What a controller or a cluster says of each of its access points; one without a key is left out. */
export function readAccessPoints(forms: readonly AccessPointsForm[] | undefined, from: AgentValues): AccessPoint[] {
  for (const form of forms ?? []) {
    from.note?.(form.rows)
    const found = rowsOf(form, from).flatMap((index) => {
      const key = readText(form.key, from, { index })
      return key === null ? [] : [accessPointOf(form, from, { index }, key)]
    })
    if (found.length > 0) return found
  }
  return []
}

/** The rows of a controller's table of access points, also of those without a key. */
export const rowsListed = (forms: readonly AccessPointsForm[] | undefined, from: AgentValues): string[] =>
  (forms ?? []).flatMap((form) => rowsOf(form, from).map((index) => `${form.rows} ${index}`))

function rowsOf({ rows, depth }: AccessPointsForm, from: AgentValues): string[] {
  const indexes = [...from.column(rows).keys()]
  if (depth === undefined) return indexes
  return [...new Set(indexes.map((index) => index.split('.').slice(0, depth).join('.')))]
}

function accessPointOf(form: AccessPointsForm, from: AgentValues, row: Row, key: string): AccessPoint {
  const text = (field: 'mac' | 'name' | 'model' | 'serial' | 'firmware' | 'address' | 'state') =>
    readText(form[field], from, row)
  const mac = text('mac') ?? key
  const state = text('state')
  const cpu = readPercent(form.cpu, from, row)
  const radios = readRadios(form.radios && [form.radios], from, row.index)
  return {
    key,
    mac: macOf(mac),
    name: text('name'),
    model: text('model'),
    serial: text('serial'),
    firmware: text('firmware'),
    address: addressOf(text('address')),
    state: state === 'up' || state === 'down' ? state : 'unknown',
    clients: readCount(form.clients, from, row) ?? clientsOf(radios),
    uptimeSeconds: wholeOf(readNumber(form.uptime, from, row, 0)),
    load: cpu === null ? null : Math.min(1, cpu / 100),
    memoryUsed: readMemory(form.memory, from, row),
    radios,
  }
}

const wholeOf = (number: number | null) => (number === null ? null : Math.floor(number))

const addressOf = (text: string | null) => (text === '0.0.0.0' ? null : text)

/** The sum over the radios that tell; null where none does. */
export function clientsOf(counted: ReadonlyArray<{ clients: number | null }>): number | null {
  const told = counted.map(({ clients }) => clients).filter((clients) => clients !== null)
  return told.length === 0 ? null : told.reduce((sum, clients) => sum + clients, 0)
}
