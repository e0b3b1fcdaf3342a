import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { locks } from '../database/locks.ts'
import { inTransaction } from '../database/transaction.ts'
import { type ImportCounts, type ImportTold, noteImport } from './events.ts'

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
  told: ImportTold = {},
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "insert into import_runs (kind, file_name, sha256, counts) values ('network', $1, $2, $3) returning id",
    [file.name, file.sha256, JSON.stringify(counts)],
  )
  const { id } = rows[0]!
  await noteImport(pool, { import: id, done: 'applied', kind: 'network', ...told, counts: countsOf(counts) })
  return id
}

/** The id that the import will have, for what it brings. */
export async function nextRun(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    "select nextval(pg_get_serial_sequence('import_runs', 'id'))::bigint as id",
  )
  return rows[0]!.id
}

/** Records a finished import, by the id of {@link nextRun}; `counts` by outcome. Receivers are told of it. */
export async function recordRun(
  client: pg.ClientBase,
  id: number,
  kind: 'hotspots' | 'neighbourhoods' | 'streets',
  file: { name: string; sha256: string },
  counts: Record<string, number>,
  told: ImportTold = {},
): Promise<void> {
  await client.query(
    `insert into import_runs (id, kind, file_name, sha256, counts) overriding system value values ($1, $2, $3, $4, $5)`,
    [id, kind, file.name, file.sha256, JSON.stringify(counts)],
  )
  await noteImport(client, { import: id, done: 'applied', kind, ...told, counts: countsOf(counts) })
}

/** What each import counts, by one set of names: what a file of the network adds are agents. */
const countsOf = (counts: Record<string, number>): Partial<ImportCounts> => ({
  added: counts.stored ?? counts.newAgents ?? 0,
  changed: counts.updated ?? counts.changed ?? 0,
  unchanged: counts.unchanged ?? 0,
  setAside: counts.setAside ?? 0,
  retired: counts.retired ?? 0,
})
