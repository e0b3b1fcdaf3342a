import type { Values } from '../../profiles/profile.ts'
import type { ProfileValue, Where } from '../../profiles/value-form.ts'
import type { Value } from '../../snmp/client.ts'
import { type AgentValues, macOf, numeric, textOf } from './agent-values.ts'
import { indexText, textIndex } from './index-text.ts'
import { regex } from './regex.ts'
import { indexesWith, rowsBelow } from './row-groups.ts'

/** The row of a table for which values are read. */
export interface Row {
  index: string
  /** What names it where its index is a text: `{key}` of `at`. */
  key?: string | null
}

/** What a reading asks of a value. */
interface Wanted {
  as: 'number' | 'text'
  /** Smaller numbers are none: some agents give -1 for what they do not count. */
  least: number | undefined
  /** Larger ones are none: they give it without its sign. */
  most: number | undefined
}

/** The first of the alternatives that the agent has, as a number. */
export function readNumber(values: Values, from: AgentValues, row?: Row, least?: number, most?: number): number | null {
  if (!values) return null
  const wanted: Wanted = { as: 'number', least, most }
  for (const value of values) {
    const found = evaluate(value, from, row, wanted)
    if (found !== null && found !== '') return typeof found === 'number' ? found : numeric(Buffer.from(found))
  }
  return null
}

const asText: Wanted = { as: 'text', least: undefined, most: undefined }

/** The first of the alternatives that the agent has, as a text that is not empty. */
export function readText(values: Values, from: AgentValues, row?: Row): string | null {
  for (const value of values ?? []) {
    const found = evaluate(value, from, row, asText)
    if (found !== null && found !== '') return String(found)
  }
  return null
}

/** No controller has as many clients, and nothing is used by more than ten times all of it. */
const [MOST_COUNTED, MOST_PERCENT] = [1_000_000, 1000]

/** A percentage, of one or more processors: what cannot be is none. */
export const readPercent = (values: Values, from: AgentValues, row?: Row): number | null =>
  readNumber(values, from, row, 0, MOST_PERCENT)

/** A share of 1, in the same way. */
export const readShare = (values: Values, from: AgentValues): number | null =>
  readNumber(values, from, undefined, 0, MOST_PERCENT / 100)

/** A number of clients, or of anything that is counted: negative ones are none. */
export const readCount = (values: Values, from: AgentValues, row?: Row): number | null => {
  const count = readNumber(values, from, row, 0, MOST_COUNTED)
  return count === null ? null : Math.round(count)
}

type Read = string | number | null

function evaluate(value: ProfileValue, from: AgentValues, row: Row | undefined, wanted: Wanted): Read {
  if (value.text !== undefined) return value.text
  if (value.sum !== undefined) return sumOf(value.sum, from, row, wanted)
  if (value.oid !== undefined) return scalarOf(value.oid, value, from, wanted)
  if (value.index !== undefined)
    return row ? converted(indexText(value.index, row.index) ?? undefined, value, wanted) : null
  if (value.count !== undefined) return countOf(value.count, value, from, row)
  if (!row && from.isCut(value.column!)) return null
  const read: Array<string | number> = []
  for (const [index, cell] of rowsOf(value, from, row)) {
    const each = converted(cell, value, wanted)
    if (each === null || each === '') continue
    from.note?.(value.column!, index)
    read.push(each)
  }
  return combined(read, value, wanted)
}

function scalarOf(oid: string, value: ProfileValue, from: AgentValues, wanted: Wanted): Read {
  const read = converted(from.scalar(oid), value, wanted)
  if (read !== null) from.note?.(oid)
  return read
}

/**
 * Rows come and go: only a whole column tells how many there are. None at all are 0 where the agent knows the table;
 * where nothing shows that, they are unknown.
 */
function countOf(column: string, value: ProfileValue, from: AgentValues, row: Row | undefined): number | null {
  if (!from.whole(column)) return null
  const isThere = from.column(column).size > 0 || from.hadRows(column) || isShown(value.present, from)
  // Where nothing could show it, rows may: it is looked at again.
  if (isThere || value.present === undefined) noteTables(column, value, from)
  return isThere ? rowsOf(value, from, row).length : null
}

/** Also those that say which rows count, though there be no row now. */
function noteTables(column: string, { where, join }: ProfileValue, { note }: AgentValues): void {
  note?.(column)
  for (const each of where ?? []) if (each.column !== undefined) note?.(each.column)
  if (join !== undefined && join !== 'below') note?.(join.column)
}

/** One of these objects is there, or something below it. */
function isShown(present: ProfileValue['present'], from: AgentValues): boolean {
  return (present ?? []).some((oid) => {
    if (from.scalar(oid) !== undefined) {
      from.note?.(oid)
      return true
    }
    const [first] = from.column(oid).keys()
    if (first !== undefined) from.note?.(oid, first)
    return first !== undefined
  })
}

function sumOf(parts: readonly ProfileValue[], from: AgentValues, row: Row | undefined, wanted: Wanted): Read {
  const read = parts
    .map((part) => evaluate(part, from, row, wanted))
    .filter((each): each is number => typeof each === 'number')
  return read.length === 0 ? null : read.reduce((total, each) => total + each, 0)
}

/** The rows of the value's column that count here. */
function rowsOf(value: ProfileValue, from: AgentValues, row: Row | undefined): ReadonlyArray<readonly [string, Value]> {
  const cells = from.column(value.column ?? value.count ?? '')
  const rows = joined(value, cells, from, row)
  return value.where === undefined
    ? rows
    : rows.filter(([index]) => value.where!.every((each) => holds(each, index, from)))
}

function joined(
  { join, at }: ProfileValue,
  cells: ReadonlyMap<string, Value>,
  from: AgentValues,
  row: Row | undefined,
): ReadonlyArray<readonly [string, Value]> {
  const one = (index: string): Array<readonly [string, Value]> => {
    const cell = cells.get(index)
    return cell === undefined ? [] : [[index, cell]]
  }
  if (at !== undefined) return one(textIndex(at.replaceAll('{key}', row?.key ?? '')))
  if (row === undefined) return [...cells]
  if (join === undefined) return one(row.index)
  if (join === 'below') return rowsBelow(cells, row.index)
  const own = textOf(from.column(join.equals).get(row.index))
  from.note?.(join.equals, row.index)
  for (const index of cells.keys()) from.note?.(join.column, index)
  return own === '' ? [] : indexesWith(from.column(join.column), own).flatMap(one)
}

/** True where a row is one of those that a condition lets through. */
export function holds(
  { column, index: form, equals, matches, not, above }: Where,
  index: string,
  from: AgentValues,
): boolean {
  if (column !== undefined) from.note?.(column, index)
  const text = column === undefined ? ((form && indexText(form, index)) ?? '') : textOf(from.column(column).get(index))
  if (equals !== undefined && !equals.some((each) => String(each) === text)) return false
  if (matches !== undefined && !regex(matches).test(text)) return false
  if (not !== undefined && regex(not).test(text)) return false
  return above === undefined || Number.parseFloat(text) > above
}

/** What a value means; null for what is none. */
function converted(raw: Value | undefined, value: ProfileValue, wanted: Wanted): Read {
  if (raw === undefined) return null
  const { match, map, otherwise } = value
  let read: Read = (value.as ?? wanted.as) === 'number' && !match && !map ? numeric(raw) : spelt(raw, value)
  if (match !== undefined) read = part(match, String(read))
  if (map !== undefined && read !== null) read = map[String(read)] ?? otherwise ?? null
  if (read === null || read === '') return null
  if ((value.as ?? wanted.as) !== 'number') return read
  return scaled(typeof read === 'number' ? read : Number.parseFloat(read), value, wanted)
}

const spelt = (raw: Value, { as }: ProfileValue): string | null => (as === 'mac' ? macOf(raw) : textOf(raw))

function part(pattern: string, text: string): string | null {
  const found = regex(pattern).exec(text)
  return found ? (found[1] ?? found[0]).trim() : null
}

function scaled(number: number, value: ProfileValue, wanted: Wanted): number | null {
  const { modulo, scale = 1, offset = 0, least = wanted.least, most = wanted.most } = value
  const result = (modulo === undefined ? number : number % modulo) * scale + offset
  if (!Number.isFinite(result) || (least !== undefined && result < least) || (most !== undefined && result > most))
    return null
  return result
}

function combined(read: ReadonlyArray<string | number>, { combine }: ProfileValue, wanted: Wanted): Read {
  const [first = null] = read
  const numbers = read.filter((each): each is number => typeof each === 'number')
  if (wanted.as === 'text' || combine === 'first' || numbers.length === 0) return first
  const sum = numbers.reduce((total, each) => total + each, 0)
  switch (combine) {
    case 'mean':
      return sum / numbers.length
    case 'max':
      return Math.max(...numbers)
    case 'min':
      return Math.min(...numbers)
    default:
      return sum
  }
}
