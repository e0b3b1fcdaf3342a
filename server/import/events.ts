import type pg from 'pg'
import type { OneTransaction } from '../database/one-transaction.ts'
import type { ImportedBy, ImportTables } from './tables.ts'

type Client = Pick<pg.ClientBase, 'query'>

/** What an import did, by outcome. */
export interface ImportCounts {
  added: number
  changed: number
  unchanged: number
  setAside: number
  retired: number
  removed: number
}

/** What became of an import. */
export interface ImportEvent {
  /** Of this event, for ever. */
  id: number
  /** The import's number; null of candidates for sites. */
  import: number | null
  done: 'applied' | 'undone'
  kind: ImportTables['import_events']['kind']
  at: Date
  by: ImportedBy
  programmes: string[]
  counts: ImportCounts
}

/** Whose import it is, and of which programmes. */
export interface ImportTold {
  by?: ImportedBy | undefined
  programmes?: Iterable<string> | undefined
}

const none: ImportCounts = { added: 0, changed: 0, unchanged: 0, setAside: 0, retired: 0, removed: 0 }

/** Stores, in the transaction of an import, what receivers are to be told of it. */
export async function noteImport(
  client: Client,
  event: Pick<ImportEvent, 'import' | 'done' | 'kind'> & ImportTold & { counts: Partial<ImportCounts> },
): Promise<void> {
  const { done, kind, by = 'command', programmes = [], counts } = event
  await client.query(
    `insert into import_events (import_id, done, kind, by_role, programmes, counts) values ($1, $2, $3, $4, $5, $6)`,
    [event.import, done, kind, by, [...new Set(programmes)].sort(), JSON.stringify({ ...none, ...counts })],
  )
}

/** Takes what nobody was told of yet, in order: whoever takes it stores it in the same transaction. */
export async function takeImportEvents({ pool }: OneTransaction): Promise<ImportEvent[]> {
  const { rows } = await pool.query<ImportEvent>(
    `with taken as (
       delete from import_events where id in (select id from import_events order by id limit 1000 for update skip locked)
       returning *)
     select id, import_id as import, done, kind, at, by_role as by, programmes, counts from taken order by id`,
  )
  return rows
}
