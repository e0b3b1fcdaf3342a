import type { Database } from '../../database/connection.ts'
import type { ChangeAction } from './change.ts'
import type { Differences } from './record.ts'

/** One change of a hotspot. */
export interface PastChange {
  at: Date
  /** Null: the plaza command. */
  staffId: number | null
  action: ChangeAction
  changes: Differences
}

/** What was changed of a hotspot, the latest first. */
export async function historyOf(
  { pool }: Pick<Database, 'pool'>,
  id: number,
  { limit = 100 }: { limit?: number } = {},
): Promise<PastChange[]> {
  const { rows } = await pool.query<PastChange>(
    `select at, staff_id as "staffId", action, changes from hotspot_changes where hotspot_id = $1
     order by id desc limit $2`,
    [id, limit],
  )
  return rows
}
