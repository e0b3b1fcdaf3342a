import { parseMac } from '../../mac.ts'
import { parseAgentAddress } from '../../network/agents/agents.ts'
import { folded, tidy } from '../../network/spelling.ts'
import type { AgentKind } from '../../network/tables.ts'
import type { Columns } from '../files/columns.ts'
import type { CsvRecord } from '../files/csv-file.ts'
import { isNothing } from '../files/nothing.ts'
import { readDay } from '../hotspots/days.ts'
import { addressesIn, isDevices } from './addresses.ts'
import type { NetworkField } from './fields.ts'

/** A line of the network's file, read: null where it says nothing. */
export interface NetworkRow {
  line: number
  programme: string | null
  code: string | null
  name: string | null
  mac: string | null
  bssids: string[] | null
  names: string[] | null
  gateway: string | null
  agent: { host: string; port: number | null } | null
  credential: string | null
  agentKey: string | null
  kind: AgentKind | null
  model: string | null
  serial: string | null
  antennas: number | null
  capacity: number | null
  equipment: string | null
  installedOn: string | null
  notes: string | null
}

/** Why a value, or with it the whole line, was not taken. */
export interface NetworkFault {
  line: number
  programme: string
  code: string
  /** The column's header. */
  field: string
  value: string
  reason: NetworkReason
  /** In words; of an ambiguous line, the candidates. */
  detail: string
  /** Hotspots that it is about: those that may be meant, or that contradict each other. */
  candidates?: ReadonlyArray<{ id: number; programme: string; code: string; name: string }> | undefined
  /** Whether the line was taken without this value. */
  taken: boolean
}

export type NetworkReason =
  | 'wrong-number-of-values'
  | 'names-no-hotspot'
  | 'unknown-hotspot'
  | 'ambiguous'
  | 'retired'
  | 'contradicts-another-line'
  | 'shared-address'
  | 'unreadable'
  | 'unknown-gateway'
  | 'unknown-credential'
  | 'no-credential'

export interface NetworkFormat {
  headers: string[]
  columns: Columns<NetworkField>
  /** The programme of all, for a file without such a column. */
  programme?: string | undefined
}

const CONTROLLER = /^(controlador|controladora|controller|wlc|ac|wlan controller)$/
const MOST = 100_000

type Fault = (field: NetworkField, detail: string) => undefined

/** Reads one line. What cannot be read is left out of it, and told. */
export function readNetworkRow(
  record: CsvRecord,
  { headers, columns, programme: only }: NetworkFormat,
): { row: NetworkRow | undefined; faults: NetworkFault[] } {
  const raw = (field: NetworkField) => (columns[field] === undefined ? '' : (record.values[columns[field]] ?? ''))
  const text = (field: NetworkField): string | null => {
    const value = raw(field)
    return isNothing(value) ? null : tidy(value)
  }
  const faults: NetworkFault[] = []
  const base = { line: record.line, programme: text('programme') ?? only ?? '', code: text('code') ?? '' }
  if (record.values.length !== headers.length) {
    const detail = `${record.values.length} values where the header has ${headers.length}`
    const fault = { ...base, field: '', value: record.values.join(' | '), detail, taken: false }
    return { row: undefined, faults: [{ ...fault, reason: 'wrong-number-of-values' }] }
  }
  const fault: Fault = (field, detail) => {
    const header = headers[columns[field] ?? -1] ?? field
    faults.push({ ...base, field: header, value: raw(field), reason: 'unreadable', detail, taken: true })
    return undefined
  }
  const kind = text('kind')
  const called = addressesAndNames(raw('names'))
  const bssids = readAddresses(raw('bssids'), fault)
  const row: NetworkRow = {
    line: record.line,
    programme: text('programme') ?? only ?? null,
    code: text('code'),
    name: text('name'),
    mac: readMac(text('mac'), fault),
    bssids: both(bssids, called?.addresses),
    names: called?.names ?? null,
    gateway: text('gateway'),
    agent: readAgent(text('agent'), text('port'), fault),
    credential: text('credential'),
    agentKey: text('agentKey'),
    kind: kind === null ? null : CONTROLLER.test(folded(kind)) ? 'controller' : 'access-point',
    model: text('model'),
    serial: text('serial'),
    antennas: readCount('antennas', text('antennas'), fault),
    capacity: readCount('capacity', text('capacity'), fault),
    equipment: text('equipment'),
    installedOn: readInstalled(text('installedOn'), fault),
    notes: text('notes'),
  }
  return { row, faults }
}

const both = (one: string[] | null, other: string[] | undefined): string[] | null =>
  one === null && !other?.length ? null : [...new Set([...(one ?? []), ...(other ?? [])])].sort()

function readMac(value: string | null, fault: Fault): string | null {
  if (value === null) return null
  const [address, ...others] = addressesIn(value) ?? []
  return address !== undefined && others.length === 0 && isDevices(address)
    ? address
    : (fault('mac', 'expected an address such as 00:00:5e:00:53:01') ?? null)
}

const partsOf = (text: string): string[] =>
  text
    .split(/[;|,\n\r]+/)
    .map(tidy)
    .filter((part) => !isNothing(part))

function readAddresses(text: string, fault: Fault): string[] | null {
  const parts = partsOf(text)
  if (parts.length === 0) return null
  const addresses = parts.flatMap((part) => addressesIn(part) ?? [undefined])
  const read = addresses.filter((address) => address !== undefined && isDevices(address)) as string[]
  if (read.length < addresses.length) return fault('bssids', 'expected addresses with ; between them') ?? null
  return [...new Set(read)].sort()
}

/** Names in any words; one that is an address, with or without a network's name after it, is one. */
function addressesAndNames(text: string): { addresses: string[]; names: string[] } | undefined {
  const parts = partsOf(text)
  if (parts.length === 0) return undefined
  const addresses = parts.flatMap((part) => parseMac(part, true) ?? [])
  const names = parts.filter((part) => parseMac(part, true) === undefined)
  return { addresses, names: [...new Map(names.map((name) => [folded(name), name])).values()].sort() }
}

/** Without what belongs to its web page or its network: `http://192.0.2.7:8080/login`, `192.0.2.7/24`. */
const hostOf = (value: string): string =>
  /^https?:\/\//i.test(value)
    ? value.replace(/^https?:\/\//i, '').replace(/(:\d+)?(\/.*)?$/, '')
    : value.replace(/\/\d{1,3}$/, '')

function readAgent(value: string | null, port: string | null, fault: Fault): NetworkRow['agent'] {
  if (value === null) return null
  const address = parseAgentAddress(hostOf(value))
  if (!address) return fault('agent', 'expected an address or host name, with or without :port') ?? null
  const given = port === null ? null : Number(port)
  if (given !== null && !(Number.isInteger(given) && given > 0 && given < 65_536))
    return fault('port', 'expected a number from 1 to 65535') ?? null
  return { host: address.host, port: given ?? address.port ?? null }
}

/** A count has no decimals. */
const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+$/

function readCount(field: 'antennas' | 'capacity', value: string | null, fault: Fault): number | null {
  if (value === null) return null
  const number = Number(THOUSANDS.test(value) ? value.replace(/[.,]/g, '') : value.replace(/[.,]0{1,2}$/, ''))
  return Number.isInteger(number) && number > 0 && number <= MOST
    ? number
    : (fault(field, `expected a whole number from 1 to ${MOST.toLocaleString('en')}`) ?? null)
}

function readInstalled(value: string | null, fault: Fault): string | null {
  if (value === null) return null
  return readDay(value) ?? fault('installedOn', 'expected yyyy-mm-dd or dd/mm/yyyy') ?? null
}
