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

/** Records a finished import; `counts` by outcome. */
export const recordRun = (
  client: pg.ClientBase,
  kind: 'hotspots' | 'neighbourhoods',
  file: { name: string; sha256: string },
  counts: Record<string, number>,
) =>
  client.query('insert into import_runs (kind, file_name, sha256, counts) values ($1, $2, $3, $4)', [
    kind,
    file.name,
    file.sha256,
    JSON.stringify(counts),
  ])
