import type { Columns, Value } from '../poller/snmp-session.ts'
import type { Counters } from './rates.ts'
import { numeric } from './reading.ts'
import type { Interface } from './traffic.ts'

const IF_TABLE = '1.3.6.1.2.1.2.2.1'
const IF_X_TABLE = '1.3.6.1.2.1.31.1.1.1'
const ifDescr = `${IF_TABLE}.2`
const ifType = `${IF_TABLE}.3`
const ifSpeed = `${IF_TABLE}.5`
const ifOperStatus = `${IF_TABLE}.8`
const ifInOctets = `${IF_TABLE}.10`
const ifOutOctets = `${IF_TABLE}.16`
const ifName = `${IF_X_TABLE}.1`
const ifHCInOctets = `${IF_X_TABLE}.6`
const ifHCOutOctets = `${IF_X_TABLE}.10`
const ifHighSpeed = `${IF_X_TABLE}.15`
const ifCounterDiscontinuityTime = `${IF_X_TABLE}.19`

const UP = 1

/** The columns of IF-MIB (RFC 2863) that are read first. */
export const interfaceColumns = [
  ifName,
  ifType,
  ifOperStatus,
  ifHCInOctets,
  ifHCOutOctets,
  ifHighSpeed,
  ifCounterDiscontinuityTime,
]

/** The columns read as well where an agent has no 64-bit counters. */
export const oldInterfaceColumns = [ifDescr, ifSpeed, ifInOctets, ifOutOctets]

/** Agents without names or 64-bit counters in ifXTable have them, 32-bit ones, in ifTable. */
export const lacksIfXTable = (columns: Columns): boolean =>
  (columns.get(ifHCInOctets)?.size ?? 0) === 0 || (columns.get(ifName)?.size ?? 0) === 0

/** Interfaces and their counters, by name: an interface's index may change, its name stays. */
export function readInterfaces(columns: Columns): { interfaces: Interface[]; counters: Counters['interfaces'] } {
  const at = (column: string, index: string) => columns.get(column)?.get(index)
  const indices = new Set(
    [...(columns.get(ifName) ?? columns.get(ifDescr) ?? []), ...(columns.get(ifDescr) ?? [])].map(([index]) => index),
  )
  const counters: Counters['interfaces'] = {}
  const interfaces: Interface[] = []
  for (const index of indices) {
    const own = textOf(at(ifName, index)) || textOf(at(ifDescr, index)) || `interface ${index}`
    const name = own in counters ? `${own} (${index})` : own
    const wide = wholeOf(at(ifHCInOctets, index))
    const wideOut = wholeOf(at(ifHCOutOctets, index))
    const isWide = wide !== undefined && wideOut !== undefined
    const inOctets = isWide ? wide : wholeOf(at(ifInOctets, index))
    const outOctets = isWide ? wideOut : wholeOf(at(ifOutOctets, index))
    const status = numeric(at(ifOperStatus, index))
    interfaces.push({
      name,
      type: numeric(at(ifType, index)) ?? 0,
      up: status === null || status === UP,
      octets: Number(inOctets ?? 0) + Number(outOctets ?? 0),
    })
    if (inOctets === undefined || outOctets === undefined) continue
    counters[name] = {
      inOctets: String(inOctets),
      outOctets: String(outOctets),
      bits: isWide ? 64 : 32,
      discontinuity: numeric(at(ifCounterDiscontinuityTime, index)) ?? 0,
      speed: (numeric(at(ifHighSpeed, index)) ?? 0) * 1e6 || (numeric(at(ifSpeed, index)) ?? 0),
    }
  }
  return { interfaces, counters }
}

const textOf = (value: Value | undefined) => (value === undefined ? '' : String(value).replaceAll('\0', '').trim())

const wholeOf = (value: Value | undefined): bigint | undefined =>
  typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : undefined
