import type { Value } from '../snmp/client.ts'
import type { InterfaceCounters } from './rates.ts'
import type { Interface } from './traffic.ts'
import { type AgentValues, numeric, textOf } from './values/agent-values.ts'

const IF_TABLE = '1.3.6.1.2.1.2.2.1'
const IF_X_TABLE = '1.3.6.1.2.1.31.1.1.1'
const ifDescr = `${IF_TABLE}.2`
const ifType = `${IF_TABLE}.3`
const ifSpeed = `${IF_TABLE}.5`
const ifOperStatus = `${IF_TABLE}.8`
const ifInOctets = `${IF_TABLE}.10`
const ifInDiscards = `${IF_TABLE}.13`
const ifInErrors = `${IF_TABLE}.14`
const ifOutOctets = `${IF_TABLE}.16`
const ifOutDiscards = `${IF_TABLE}.19`
const ifOutErrors = `${IF_TABLE}.20`
const ifName = `${IF_X_TABLE}.1`
const ifHCInOctets = `${IF_X_TABLE}.6`
const ifHCOutOctets = `${IF_X_TABLE}.10`
const ifHighSpeed = `${IF_X_TABLE}.15`
const ifCounterDiscontinuityTime = `${IF_X_TABLE}.19`

const UP = 1

/** The columns of IF-MIB (RFC 2863) by which interfaces are found. */
export const interfaceColumns = [
  ...[ifName, ifType, ifOperStatus, ifHCInOctets, ifHCOutOctets, ifHighSpeed, ifCounterDiscontinuityTime],
]

/** Those read as well where an agent has no names or no 64-bit counters. */
export const oldInterfaceColumns = [ifDescr, ifSpeed, ifInOctets, ifOutOctets]

/** Agents without names or 64-bit counters in ifXTable, or of some interfaces, have them, 32-bit ones, in ifTable. */
export function lacksIfXTable(from: AgentValues): boolean {
  const names = from.column(ifName)
  return from.column(ifHCInOctets).size === 0 || [...from.column(ifType).keys()].some((index) => !names.has(index))
}

/** The columns that a reading needs, each put together once. Their places are those of `Place`. */
const readColumns = [
  ...[ifName, ifDescr, ifType, ifOperStatus, ifHCInOctets, ifHCOutOctets, ifInOctets, ifOutOctets, ifHighSpeed],
  ...[ifSpeed, ifCounterDiscontinuityTime, ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards],
]

/** Places in `readColumns`: at each poll thousands of interfaces are read, and a name is looked up for longer. */
const Place = {
  ...{ name: 0, descr: 1, type: 2, status: 3, wideIn: 4, wideOut: 5, narrowIn: 6, narrowOut: 7, highSpeed: 8 },
  ...{ speed: 9, discontinuity: 10 },
  /** Errors and discards, from here on. */
  troubles: 11,
} as const

/** The objects of an interface that may be read at each poll; those of its name show that the index is still its. */
export const interfaceObjects = (index: string): string[] => readColumns.map((column) => `${column}.${index}`)

/**
 * Of these the ones that the agent has and that say something: no counters of 32 bits beside those of 64, no name but the
 * one by which it is known.
 */
export function polledObjects(
  { index, name }: Pick<Interface, 'index' | 'name'>,
  answered: ReadonlyMap<string, Value>,
  bits: 32 | 64 | undefined,
): string[] {
  const isName = (column: string) => {
    const text = textOf(answered.get(`${column}.${index}`))
    return text !== '' && (text === name || `${text} (${index})` === name)
  }
  const has = (column: string) => answered.has(`${column}.${index}`)
  const idle = new Set([
    ...(bits === 32 ? [ifHCInOctets, ifHCOutOctets] : [ifInOctets, ifOutOctets]),
    ...(isName(ifName) ? [ifDescr] : isName(ifDescr) ? [ifName] : [ifName, ifDescr]),
    ...((numeric(answered.get(`${ifHighSpeed}.${index}`)) ?? 0) > 0 ? [ifSpeed] : [ifHighSpeed]),
    ...(bits === undefined ? [ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards] : []),
  ])
  return interfaceObjects(index).filter((oid) => {
    const column = oid.slice(0, -index.length - 1)
    return has(column) && !idle.has(column)
  })
}

/** Interfaces and their counters, by name: an interface's index may change, its name stays. */
export function readInterfaces(from: AgentValues): {
  interfaces: Interface[]
  counters: Record<string, InterfaceCounters>
} {
  const columns = readColumns.map((column) => from.column(column))
  const indices = new Set<string>()
  for (const place of [Place.name, Place.descr, Place.type])
    for (const index of columns[place]!.keys()) indices.add(index)
  const counters: Record<string, InterfaceCounters> = {}
  const names = new Set<string>()
  const interfaces: Interface[] = []
  for (const index of indices) {
    const at = (place: number) => columns[place]!.get(index)
    const own = textOf(at(Place.name)) || textOf(at(Place.descr)) || `interface ${index}`
    const name = names.has(own) ? `${own} (${index})` : own
    names.add(name)
    const status = numeric(at(Place.status))
    const counted = countersOf(at)
    interfaces.push({
      name,
      index,
      type: numeric(at(Place.type)) ?? 0,
      up: status === null || status === UP,
      octets: counted ? Number(counted.inOctets) + Number(counted.outOctets) : 0,
    })
    if (counted) counters[name] = counted
  }
  return { interfaces, counters }
}

function countersOf(at: (place: number) => Value | undefined): InterfaceCounters | undefined {
  const [wide, wideOut] = [wholeOf(at(Place.wideIn)), wholeOf(at(Place.wideOut))]
  const [narrow, narrowOut] = [wholeOf(at(Place.narrowIn)), wholeOf(at(Place.narrowOut))]
  // Some agents have the 64-bit counters, and never count in them.
  const still = wide === 0n && wideOut === 0n && ((narrow ?? 0n) > 0n || (narrowOut ?? 0n) > 0n)
  const isWide = wide !== undefined && wideOut !== undefined && !still
  const [inOctets, outOctets] = isWide ? [wide, wideOut] : [narrow, narrowOut]
  if (inOctets === undefined || outOctets === undefined) return undefined
  const counters: InterfaceCounters = {
    inOctets: String(inOctets),
    outOctets: String(outOctets),
    bits: isWide ? 64 : 32,
    discontinuity: numeric(at(Place.discontinuity)) ?? 0,
    speed: (numeric(at(Place.highSpeed)) ?? 0) * 1e6 || (numeric(at(Place.speed)) ?? 0),
  }
  for (let place: number = Place.troubles; place < readColumns.length; place++) {
    const count = numeric(at(place))
    if (count !== null) counters.troubles = (counters.troubles ?? 0) + count
  }
  return counters
}

/** A counter's value, which some agents give as digits; undefined of what no counter can have. */
function wholeOf(value: Value | undefined): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? BigInt(value) : undefined
  const text = value === undefined ? '' : textOf(value)
  return /^\d{1,20}$/.test(text) ? BigInt(text) : undefined
}
