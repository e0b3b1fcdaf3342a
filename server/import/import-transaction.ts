import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { locks } from '../database/locks.ts'
import { inTransaction } from '../database/transaction.ts'

/** Runs an import in one transaction: it is stored whole, with its row in `import_runs`, or not at all. */
export const importTransaction = <T>(db: Database, work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
  inTransaction(db, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [locks.imports])
    return work(client)
  })

/** As {@link recordRun}, of a file of the network. @returns the import's id */
export async function recordNetworkRun(
  { pool }: Pick<Database, 'pool'>,
  file: { name: string; sha256: string },
  counts: Record<string, number>,
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "insert into import_runs (kind, file_name, sha256, counts) values ('network', $1, $2, $3) returning id",
    [file.name, file.sha256, JSON.stringify(counts)],
  )
  return rows[0]!.id
}

/** The id that the import will have, for what it brings. */
export async function nextRun(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    "select nextval(pg_get_serial_sequence('import_runs', 'id'))::bigint as id",
  )
  return rows[0]!.id
}

/** Records a finished import, by the id of {@link nextRun}; `counts` by outcome. */
export const recordRun = (
  client: pg.ClientBase,
  id: number,
  kind: 'hotspots' | 'neighbourhoods' | 'streets',
  file: { name: string; sha256: string },
  counts: Record<string, number>,
) =>
  client.query(
    `insert into import_runs (id, kind, file_name, sha256, counts) overriding system value values ($1, $2, $3, $4, $5)`,
    [id, kind, file.name, file.sha256, JSON.stringify(counts)],
  )
