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

/** The columns that a reading needs, each put together once. */
const readColumns = [
  ...[ifName, ifDescr, ifType, ifOperStatus, ifHCInOctets, ifHCOutOctets, ifInOctets, ifOutOctets, ifHighSpeed],
  ...[ifSpeed, ifCounterDiscontinuityTime, ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards],
]

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
  const columns = new Map(readColumns.map((column) => [column, from.column(column)]))
  const indices = new Set([ifName, ifDescr, ifType].flatMap((column) => [...columns.get(column)!.keys()]))
  const counters: Record<string, InterfaceCounters> = {}
  const names = new Set<string>()
  const interfaces: Interface[] = []
  for (const index of indices) {
    const at = (column: string) => columns.get(column)!.get(index)
    const own = textOf(at(ifName)) || textOf(at(ifDescr)) || `interface ${index}`
    const name = names.has(own) ? `${own} (${index})` : own
    names.add(name)
    const status = numeric(at(ifOperStatus))
    const counted = countersOf(at)
    interfaces.push({
      name,
      index,
      type: numeric(at(ifType)) ?? 0,
      up: status === null || status === UP,
      octets: counted ? Number(counted.inOctets) + Number(counted.outOctets) : 0,
    })
    if (counted) counters[name] = counted
  }
  return { interfaces, counters }
}

function countersOf(at: (column: string) => Value | undefined): InterfaceCounters | undefined {
  const [wide, wideOut] = [wholeOf(at(ifHCInOctets)), wholeOf(at(ifHCOutOctets))]
  const [narrow, narrowOut] = [wholeOf(at(ifInOctets)), wholeOf(at(ifOutOctets))]
  // Some agents have the 64-bit counters, and never count in them.
  const still = wide === 0n && wideOut === 0n && ((narrow ?? 0n) > 0n || (narrowOut ?? 0n) > 0n)
  const isWide = wide !== undefined && wideOut !== undefined && !still
  const [inOctets, outOctets] = isWide ? [wide, wideOut] : [narrow, narrowOut]
  if (inOctets === undefined || outOctets === undefined) return undefined
  const troubles = [ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards].map((column) => numeric(at(column)))
  const counters: InterfaceCounters = {
    inOctets: String(inOctets),
    outOctets: String(outOctets),
    bits: isWide ? 64 : 32,
    discontinuity: numeric(at(ifCounterDiscontinuityTime)) ?? 0,
    speed: (numeric(at(ifHighSpeed)) ?? 0) * 1e6 || (numeric(at(ifSpeed)) ?? 0),
  }
  if (troubles.some((count) => count !== null))
    counters.troubles = troubles.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  return counters
}

const wholeOf = (value: Value | undefined): bigint | undefined =>
  typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : undefined
