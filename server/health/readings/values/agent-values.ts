import type { Value } from '../../snmp/client.ts'
import { remembered } from './remembered.ts'

/** What an agent has said, of which profiles' expressions are read. OIDs are dotted, without a leading dot. */
export interface AgentValues {
  /** The value of exactly this object. */
  scalar(oid: string): Value | undefined
  /** A column's values by the row's index, in the agent's order; empty where it has none. */
  column(oid: string): ReadonlyMap<string, Value>
  /** True where the agent was asked for the whole column, so that rows that are absent are not there. */
  whole(oid: string): boolean
  /** True where it did not give all of it: what its rows are together is not known. */
  isCut(oid: string): boolean
  /** True where the agent had rows of the column once: that it has none now is no sign that it does not know it. */
  hadRows(oid: string): boolean
  /** Told of each object that a reading rests on: a scalar, or a column's row (of `whole` columns: any). */
  note?(oid: string, index?: string): void
}

const nothing: ReadonlyMap<string, Value> = new Map()
/** Of walks that all came to their end. */
export const nothingCut: ReadonlySet<string> = new Set()

/** Of walked columns and of single objects. */
export const valuesOf = (
  scalars: ReadonlyMap<string, Value>,
  columns: ReadonlyMap<string, ReadonlyMap<string, Value>>,
  note?: AgentValues['note'],
  cut: ReadonlySet<string> = nothingCut,
): AgentValues => ({
  scalar: (oid) => scalars.get(oid),
  column: (oid) => columns.get(oid) ?? nothing,
  whole: (oid) => columns.has(oid) && !cut.has(oid),
  isCut: (oid) => cut.has(oid),
  hadRows: (oid) => (columns.get(oid)?.size ?? 0) > 0,
  ...(note && { note }),
})

/** The text of octets, without what is filled up with zeros or spaces; of a number its digits. */
export function textOf(value: Value | undefined): string {
  if (value === undefined) return ''
  const text = Buffer.isBuffer(value) ? utf8(value) : String(value)
  return text.replaceAll('\0', '').trim()
}

function utf8(octets: Buffer): string {
  const text = octets.toString('utf8')
  return text.includes('\ufffd') ? octets.toString('latin1') : text
}

/** The number that a value is or, in octets, begins with (`extend` scripts and some tables give text). */
export function numeric(value: Value | undefined): number | null {
  if (value === undefined) return null
  const number = Buffer.isBuffer(value) ? Number.parseFloat(value.toString('latin1')) : Number(value)
  return Number.isFinite(number) ? number : null
}

const MAC_OCTETS = 6
const HEX_MAC = /^(?:[0-9a-f]{1,2}[:\-. ]){5}[0-9a-f]{1,2}$/i
const BARE_MAC = /^(?:[0-9a-f]{12}|[0-9a-f]{4}(?:[.\-:][0-9a-f]{4}){2})$/i

/** `aa:bb:cc:dd:ee:ff` of six octets or of any usual spelling; null for what is none, or all zeros. */
export function macOf(value: Value | undefined): string | null {
  if (Buffer.isBuffer(value) && value.length === MAC_OCTETS && !HEX_MAC.test(value.toString('latin1')))
    return macFrom([...value])
  return macOfText(textOf(value))
}

const macOfText = remembered((text): string | null => {
  if (HEX_MAC.test(text)) return macFrom(text.split(/[:\-. ]/).map((part) => Number.parseInt(part, 16)))
  if (!BARE_MAC.test(text)) return null
  return macFrom([...Buffer.from(text.replaceAll(/[.\-:]/g, ''), 'hex')])
})

const macFrom = (octets: number[]): string | null =>
  octets.every((octet) => octet === 0) ? null : octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':')
