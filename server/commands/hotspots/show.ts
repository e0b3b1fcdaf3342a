import type { Database } from '../../database/connection.ts'
import { valueWords } from '../../import/network/network-report.ts'
import type { ChangedHotspot } from '../../network/hotspots/edits.ts'
import { historyOf } from '../../network/hotspots/history.ts'
import {
  type Differences,
  type HotspotRecord,
  hotspotRecords,
  settingOf,
  settingsFields,
} from '../../network/hotspots/record.ts'
import type { JsonOption } from '../terminal/output.ts'
import { table } from '../terminal/table.ts'

/** How many past changes are shown. */
const PAST = 50

const shownAs = ({ id, programme, code, name }: HotspotRecord): string => `${id}: ${programme} ${code}, ${name}`

/** All that is known of a hotspot, and what was changed of it, the latest first. */
export async function printHotspot(db: Database, id: number, { json }: JsonOption): Promise<void> {
  const record = (await hotspotRecords(db, [id])).get(id)!
  const history = await historyOf(db, id, { limit: PAST })
  if (json) {
    console.log(JSON.stringify({ ...record, history }, null, 2))
    return
  }
  console.log(shownAs(record))
  for (const field of settingsFields) console.log(`  ${field.padEnd(12)} ${valueWords(settingOf(record, field))}`)
  if (history.length === 0) return
  console.log('Changes, the latest first:')
  for (const { at, staffId, action, changes } of history)
    console.log(
      `  ${at.toISOString().slice(0, 16)}  ${action} by ${staffId === null ? 'command' : `staff ${staffId}`}: ${changeWords(changes)}`,
    )
}

const changeWords = (changes: Differences): string =>
  Object.entries(changes)
    .map(([field, [from, to]]) => `${field} ${valueWords(from)} → ${valueWords(to)}`)
    .join('; ')

/** What a command has changed. */
export function printChange({ hotspot, differences }: ChangedHotspot, { json }: JsonOption): void {
  if (json) {
    console.log(JSON.stringify({ hotspot, changes: differences }, null, 2))
    return
  }
  console.log(shownAs(hotspot))
  const rows = Object.entries(differences).map(([field, [from, to]]) => ({
    ...{ field, from: valueWords(from), to: valueWords(to) },
  }))
  console.log(rows.length === 0 ? 'Nothing changed.' : table(rows))
}
