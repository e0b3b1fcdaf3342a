import type { NewHotspot } from '../../network/hotspots/store.ts'
import { tidy } from '../../network/spelling.ts'
import type { Columns, Synonyms } from '../files/columns.ts'
import type { CsvRecord } from '../files/csv-file.ts'

export type HotspotField =
  | 'code'
  | 'programme'
  | 'name'
  | 'latitude'
  | 'longitude'
  | 'settlement'
  | 'borough'
  | 'installedOn'

/** Headers by which a city's open data calls each field, folded. */
export const hotspotSynonyms: Synonyms<HotspotField> = {
  code: ['id', 'code', 'codigo', 'clave', 'identificador', 'hotspot id', 'id punto', 'id ap', 'ap id', 'identifier'],
  programme: ['programa', 'programme', 'program', 'network', 'red', 'proyecto', 'project'],
  name: ['nombre', 'name', 'hotspot', 'punto', 'nombre del punto', 'hotspot name'],
  latitude: ['latitud', 'latitude', 'lat', 'y', 'coord y'],
  longitude: ['longitud', 'longitude', 'lon', 'lng', 'long', 'x', 'coord x'],
  settlement: ['colonia', 'settlement', 'asentamiento', 'barrio', 'neighbourhood', 'neighborhood', 'localidad'],
  borough: ['alcaldia', 'borough', 'delegacion', 'municipio', 'municipality', 'distrito', 'district', 'comuna'],
  installedOn: [
    'fecha instalacion',
    'fecha de instalacion',
    'installed on',
    'installation date',
    'install date',
    'installed',
  ],
}

export const requiredFields = ['code', 'programme', 'latitude', 'longitude'] as const satisfies HotspotField[]

/** A record as Plaza stores it, but for the neighbourhood. */
export type HotspotRow = Omit<NewHotspot, 'neighbourhoodId'>

export type Reason =
  | 'wrong-number-of-values'
  | 'missing'
  | 'not-a-number'
  | 'not-a-date'
  | 'outside-the-city'
  | 'duplicate-id'

/** Why a record is set aside. `field` is the column's header in the file, `value` what stands there. */
export interface Fault {
  line: number
  programme: string
  code: string
  field: string
  value: string
  reason: Reason
  /** In words, e.g. what was expected. */
  detail: string
}

export interface RowFormat {
  headers: string[]
  columns: Columns<HotspotField>
  /** For files without a column of programmes. */
  programme?: string | undefined
}

/** Reads one record; the first fault found sets it aside. */
export function readRow(record: CsvRecord, { headers, columns, programme: only }: RowFormat): HotspotRow | Fault {
  const raw = (field: HotspotField) => (columns[field] === undefined ? '' : (record.values[columns[field]] ?? ''))
  const text = (field: HotspotField) => tidy(raw(field))
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
    return { ...fault('code', 'wrong-number-of-values', detail), field: '', value: record.values.join(' | ') }
  }
  for (const [field, value] of [
    ['programme', programme],
    ['code', code],
  ] as const)
    if (value === '') return fault(field, 'missing', 'needed: programme and id together are the key')
  const latitude = readDegrees(raw('latitude'))
  if (latitude === undefined) return fault('latitude', 'not-a-number', 'expected decimal degrees such as 19.4326')
  const longitude = readDegrees(raw('longitude'))
  if (longitude === undefined) return fault('longitude', 'not-a-number', 'expected decimal degrees such as -99.1332')
  const installedOn = text('installedOn') === '' ? null : readDay(text('installedOn'))
  if (installedOn === undefined) return fault('installedOn', 'not-a-date', 'expected yyyy-mm-dd or dd/mm/yyyy')
  return {
    line: record.line,
    programme,
    code,
    name: text('name') || nameOf(programme, code),
    latitude,
    longitude,
    settlement: text('settlement') || null,
    borough: text('borough') || null,
    installedOn,
  }
}

/** A bare number says nothing to a resident: it gets its programme before it. */
const nameOf = (programme: string, code: string) =>
  /\p{L}/u.test(code) ? code : `${programme.replaceAll('_', ' ')} ${code}`

/** Decimal degrees with a point or a comma; undefined for anything else, an empty text too. */
export function readDegrees(text: string): number | undefined {
  const trimmed = text.trim()
  return /^[+-]?\d{1,20}(?:[.,]\d{1,30})?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : undefined
}

/** A calendar day from yyyy-mm-dd (a time of day after it is left out) or dd/mm/yyyy, as yyyy-mm-dd. */
export function readDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:.*)?$/.exec(text)
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]].map(Number)
    : local
      ? [local[3], local[2], local[1]].map(Number)
      : []
  if (year === undefined || month === undefined || day === undefined || year < 1900) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined
}
