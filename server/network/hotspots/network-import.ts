import type { Database } from '../../database/connection.ts'

/** Notes the first file of the network that had lines of these hotspots. */
export async function noteNetworkImport(
  { pool }: Pick<Database, 'pool'>,
  importId: number,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return
  await pool.query(
    'update hotspots set network_import_id = $1 where id = any($2::bigint[]) and network_import_id is null',
    [importId, ids],
  )
}
