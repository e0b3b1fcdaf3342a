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

/** What was changed of these hotspots, the latest first. */
export async function historyOfEach(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly number[],
  limit: number,
): Promise<Array<Omit<PastChange, 'changes'> & { id: number; name: string }>> {
  const { rows } = await pool.query<Omit<PastChange, 'changes'> & { id: number; name: string }>(
    `select c.at, c.staff_id as "staffId", c.action, h.id, h.name
     from hotspot_changes c join hotspots h on h.id = c.hotspot_id where c.hotspot_id = any($1::bigint[])
     order by c.id desc limit $2`,
    [ids, limit],
  )
  return rows
}

/** What is noted of these hotspots, by their names. */
export async function notesOf(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly number[],
  limit: number,
): Promise<Array<{ id: number; name: string; notes: string }>> {
  const { rows } = await pool.query<{ id: number; name: string; notes: string }>(
    `select id, name, notes from hotspots where id = any($1::bigint[]) and notes is not null
     order by name, id limit $2`,
    [ids, limit],
  )
  return rows
}
