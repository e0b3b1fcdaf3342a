import type { Database } from '../../../database/connection.ts'
import { locks } from '../../../database/locks.ts'
import { inOneTransaction } from '../../../database/one-transaction.ts'
import { type ChangeAuthor, changeHotspots } from '../change.ts'
import { type HotspotRecord, hotspotRecords } from '../record.ts'

/** What hotspots hang on, by the column that says on which. */
const holders = { gateway: 'gateway_id', agent: 'agent_id', group: 'group_id', district: 'district_id' } as const

/**
 * Changes alike all hotspots that hang on something, retired ones too: before it goes, so that their history tells of it.
 *
 * @returns those that were changed, as they were
 */
export function changeHotspotsOf(
  db: Database,
  [what, id]: [what: keyof typeof holders, id: number],
  { staffId }: Pick<ChangeAuthor, 'staffId'>,
  change: Partial<HotspotRecord>,
): Promise<HotspotRecord[]> {
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const { rows } = await one.pool.query<{ id: number }>(`select id from hotspots where ${holders[what]} = $1`, [id])
    const ids = rows.map((row) => row.id)
    const records = ids.length === 0 ? [] : [...(await hotspotRecords(one, ids)).values()]
    const changes = records.map((before) => ({ before, after: { ...before, ...change } }))
    await changeHotspots(one, changes, { staffId, action: 'edit' })
    return records
  })
}
