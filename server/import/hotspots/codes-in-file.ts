import type { HotspotChoice } from '../../network/groups/group-members.ts'
import { tidy } from '../../network/spelling.ts'
import { findColumns } from '../files/columns.ts'
import { readCsvFile } from '../files/csv-file.ts'
import { type HotspotField, hotspotSynonyms } from './columns.ts'

/**
 * The city's own identifiers in a CSV file, and the programmes where it has them: columns named as in an import.
 *
 * @throws {ImportError} when it cannot be read, or has no column of ids
 */
export async function codesInFile(file: string): Promise<NonNullable<HotspotChoice['codes']>> {
  const { headers, records } = await readCsvFile(file)
  const { code = -1, programme = -1 } = findColumns<HotspotField>(file, headers, hotspotSynonyms, ['code'])
  const rows = records.map(({ values }) => ({
    code: tidy(values[code] ?? ''),
    programme: tidy(values[programme] ?? ''),
  }))
  return rows
    .filter((row) => row.code !== '')
    .map((row) => ({ code: row.code, ...(row.programme !== '' && { programme: row.programme }) }))
}
