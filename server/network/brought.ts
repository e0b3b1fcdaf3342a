import type { Database } from '../database/connection.ts'

type Pool = Pick<Database, 'pool'>

/** The hotspots that a file brought. */
export async function hotspotsOfImport({ pool }: Pool, importId: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>('select id from hotspots where import_id = $1 order by id', [
    importId,
  ])
  return rows.map(({ id }) => id)
}

/** Removes hotspots with all that is known of them, and the sites that are left empty. */
export async function removeHotspots({ pool }: Pool, ids: readonly number[]): Promise<void> {
  const { rows } = await pool.query<{ site_id: number }>(
    'delete from hotspots where id = any($1::bigint[]) returning site_id',
    [ids],
  )
  await pool.query(
    `delete from sites where id = any($1::bigint[])
       and not exists (select from hotspots where hotspots.site_id = sites.id)`,
    [rows.map(({ site_id }) => site_id)],
  )
}

/** Removes the neighbourhoods that a file brought; hotspots in them are in none then. @returns how many */
export async function removeNeighbourhoodsOfImport({ pool }: Pool, importId: number): Promise<number> {
  const { rowCount } = await pool.query('delete from neighbourhoods where import_id = $1', [importId])
  return rowCount ?? 0
}
