import type { NewHotspot } from '../../network/hotspots/store.ts'
import { tidy } from '../../network/spelling.ts'
import type { Columns } from '../files/columns.ts'
import type { CsvRecord } from '../files/csv-file.ts'
import { isNothing } from '../files/nothing.ts'
import type { HotspotField } from './columns.ts'
import { type DayOrder, readDay } from './days.ts'
import type { NoPlace, Place } from './read-places.ts'

/** A record as Plaza stores it, but for the neighbourhood. */
export type HotspotRow = Omit<NewHotspot, 'neighbourhoodId'>

export type Reason =
  | 'wrong-number-of-values'
  | 'missing'
  | 'not-a-number'
  | 'not-a-date'
  | 'outside-the-city'
  | 'swapped'
  | 'duplicate-id'

/** Why a record is set aside, or a value lost. `field` is the column's header in the file, `value` what stands there. */
export interface Fault {
  line: number
  programme: string
  code: string
  field: string
  value: string
  reason: Reason
  /** In words, e.g. what was expected. */
  detail: string
  /** Whether the record was taken without this value. */
  taken?: true
}

export interface RowFormat {
  headers: string[]
  columns: Columns<HotspotField>
  /** For files without a column of programmes. */
  programme?: string | undefined
  dayOrder?: DayOrder | undefined
}

/** Reads one record: the first fault that keeps it from being one sets it aside; of others it loses the value. */
export function readRow(
  record: CsvRecord,
  place: Place | NoPlace,
  { headers, columns, programme: only, dayOrder }: RowFormat,
): { row?: HotspotRow & { address: string | null }; faults: Fault[] } {
  const raw = (field: HotspotField) => (columns[field] === undefined ? '' : (record.values[columns[field]] ?? ''))
  const text = (field: HotspotField) => tidy(raw(field))
  const known = (field: HotspotField) => (isNothing(raw(field)) ? null : text(field))
  const programme = columns.programme === undefined ? (only ?? '') : text('programme')
  const code = text('code')
  const fault = (field: HotspotField, reason: Reason, detail: string): Fault => ({
    line: record.line,
    programme,
    code,
    field: headers[columns[field] ?? -1] ?? field,
    value: raw(field),
    reason,
    detail,
  })
  if (record.values.length !== headers.length) {
    const detail = `${record.values.length} values where the header has ${headers.length}`
    const all = { field: '', value: record.values.join(' | ') }
    return { faults: [{ ...fault('code', 'wrong-number-of-values', detail), ...all }] }
  }
  const needed = [
    ['programme', programme],
    // Of a name one is made.
    ['code', code || known('name') || (columns.code === undefined ? 'made' : '')],
  ] as const
  for (const [field, value] of needed)
    if (value === '') return { faults: [fault(field, 'missing', 'needed: programme and id together are the key')] }
  if ('field' in place) return { faults: [fault(place.field, 'not-a-number', `expected ${place.expected}`)] }
  const installedOn = known('installedOn')
  const day = installedOn === null ? null : readDay(installedOn, dayOrder)
  const lost = fault('installedOn', 'not-a-date', 'no day that can be read; the hotspot was taken without it')
  const row = {
    line: record.line,
    programme,
    code,
    name: known('name') ?? (code === '' ? '' : nameOf(programme, code)),
    ...{ latitude: place.latitude, longitude: place.longitude },
    settlement: known('settlement'),
    borough: known('borough'),
    address: known('address'),
    installedOn: day ?? null,
  }
  return { row, faults: day === undefined ? [{ ...lost, taken: true }] : [] }
}

/** A bare number says nothing to a resident: it gets its programme before it. */
const nameOf = (programme: string, code: string) =>
  /\p{L}/u.test(code) ? code : `${programme.replaceAll('_', ' ')} ${code}`
