import { isPlain, type Values } from '../objects-table.ts'

/** How many records there are in all, as CKAN, Opendatasoft, GeoServer, Seoul and Django say it beside their list. */
const TOTALS = [
  'total',
  'total_count',
  'totalCount',
  'nhits',
  'numberMatched',
  'totalFeatures',
  'list_total_count',
  'count',
]

/**
 * A sentence where an answer of a portal says that it holds a part of its records only.
 *
 * @param about what stands beside the list of records
 * @param held records in the list
 */
export function partTold(about: Values, held: number): string[] {
  const total = TOTALS.map((key) => about[key]).find((value) => typeof value === 'number' && value > held)
  const { exceededTransferLimit, properties } = about
  const isCut = exceededTransferLimit === true || (isPlain(properties) && properties.exceededTransferLimit === true)
  if (total === undefined && !isCut) return []
  const many = total === undefined ? 'more' : (total as number).toLocaleString('en')
  return [
    `It is a part only: its portal says that there are ${many} records, and ${held.toLocaleString('en')} are here. Load the whole (with a higher limit, or page by page) and import that.`,
  ]
}

/** What a server said in place of data, such as ArcGIS's `{"error": {"message": …}}`. */
export function errorTold(value: unknown): string | undefined {
  const error = isPlain(value) ? (value.error ?? (value.success === false ? value : undefined)) : undefined
  if (error === undefined) return undefined
  const text = isPlain(error) ? (error.message ?? error.code) : error
  return typeof text === 'string' || typeof text === 'number' ? String(text).slice(0, 100) : 'an error'
}
