import { folded } from '../../network/spelling.ts'
import type { CsvFile } from '../files/csv-file.ts'

/** Columns of which Mexico's census makes its code of an area (CVEGEO), and their digits: state, municipality, … block. */
const PARTS: ReadonlyArray<[names: readonly string[], digits: number]> = [
  [['entidad', 'cve ent', 'ent'], 2],
  [['mun', 'cve mun'], 3],
  [['loc', 'cve loc'], 4],
  [['ageb', 'cve ageb'], 4],
  [['mza', 'cve mza'], 3],
]
const LEAST_PARTS = 2

/**
 * A census's table whose code stands in several columns (INEGI: RESAGEBURB, ITER), with the code in one, of the level
 * that most of `codes` are of. Lines of other levels, such as the totals of a municipality among its blocks, are left out.
 *
 * @returns undefined for a table that has one column of codes, or of which no line is one of `codes`
 */
export function withJoinedCodes(
  table: CsvFile,
  codes: ReadonlySet<string>,
): { table: CsvFile; remarks: string[] } | undefined {
  const names = table.headers.map(folded)
  if (names.includes('cvegeo')) return undefined
  const columns = PARTS.map(([called, digits]) => ({ at: names.findIndex((name) => called.includes(name)), digits }))
  const missing = columns.findIndex(({ at }) => at === -1)
  const parts = columns.slice(0, missing === -1 ? PARTS.length : missing)
  if (parts.length < LEAST_PARTS) return undefined
  const rows = table.records.map((record) => ({
    record,
    digits: parts.map(({ at, digits }) => (record.values[at] ?? '').trim().toUpperCase().padStart(digits, '0')),
  }))
  const levels = parts.slice(LEAST_PARTS - 1).map((_, above) => {
    const depth = above + LEAST_PARTS
    const isOfLevel = ({ digits }: (typeof rows)[number]) =>
      digits.every((part, at) => /^0+$/.test(part) === at >= depth)
    const records = rows.filter(isOfLevel).map(({ record, digits }) => {
      const code = digits.slice(0, depth).join('')
      return { ...record, values: [code, ...record.values] }
    })
    return { depth, records, joined: records.filter(({ values }) => codes.has(values[0]!)).length }
  })
  const [best] = levels.sort((a, b) => b.joined - a.joined)
  if (!best || best.joined === 0) return undefined
  const made = parts.slice(0, best.depth).map(({ at }) => table.headers[at])
  const others = table.records.length - best.records.length
  const { numeric = new Set<number>() } = table
  return {
    table: {
      ...table,
      headers: ['CVEGEO', ...table.headers],
      records: best.records,
      numeric: new Set([...numeric].map((column) => column + 1)),
    },
    remarks: [
      `Its codes are made of ${made.map((header) => `"${header}"`).join(', ')}; ${others.toLocaleString('en')} lines are of other levels, such as totals.`,
    ],
  }
}
