import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inTransaction } from '../../database/transaction.ts'
import { ImportError } from '../../import/import-error.ts'
import { importTransaction, nextRun, recordRun } from '../../import/import-transaction.ts'
import { neighbourhoodsInAll } from '../../network/neighbourhoods/standing.ts'
import { packed } from '../points/points.ts'
import { readStreets, type Streets } from './read-streets.ts'
import { type StoredStreets, streetsIn } from './stored.ts'

export interface StreetsImport {
  /** The import's id, by which it can be undone. */
  run: number
  asOf: string
  ways: number
  /** Pieces between two nodes. */
  pieces: number
}

/**
 * Imports the walkable ways of an OpenStreetMap extract where the neighbourhoods are: from then on a walk is measured
 * along them. Those of an earlier import stay, unused, until this one is undone.
 *
 * @throws {ImportError} where there are no neighbourhoods, or the file is none of this city's streets
 */
export async function importStreets(db: Database, file: string): Promise<StreetsImport> {
  const { box } = await inTransaction(db, neighbourhoodsInAll)
  if (!box) throw new ImportError('There are no neighbourhoods: import them first, by which the streets are chosen.')
  const { positions, edges, asOf, ways } = await readStreets(file, box)
  const sha256 = await sha256Of(file)
  const run = await importTransaction(db, async (client) => {
    const id = await nextRun(client)
    await client.query('insert into streets (import_id, as_of, positions, edges) values ($1, $2, $3, $4)', [
      ...[id, asOf, packed(positions), packed(edges)],
    ])
    await recordRun(client, id, 'streets', { name: basename(file), sha256 }, { stored: ways, pieces: edges.length / 2 })
    return id
  })
  await publish(db, { type: 'neighbourhoods' })
  return { run, asOf, ways, pieces: edges.length / 2 }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Takes back what an import brought: those of the import before are walked along again. */
export async function removeStreets({ pool }: Pick<Database, 'pool'>, importId: number): Promise<void> {
  await pool.query('delete from streets where import_id = $1', [importId])
  await publish({ pool }, { type: 'neighbourhoods' })
}

/** The day of the latest, yyyy-mm-dd; null where there are none. */
export async function latestStreetsDay({ query }: Pick<Database, 'query'>): Promise<string | null> {
  const row = await query
    .selectFrom('streets')
    .select('as_of as asOf')
    .orderBy('import_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.asOf ?? null
}

/** The latest as they are stored; undefined where there are none. */
export const readStoredStreets = ({ query }: Pick<Database, 'query'>): Promise<StoredStreets | undefined> =>
  query
    .selectFrom('streets')
    .select(['as_of as asOf', 'positions', 'edges'])
    .orderBy('import_id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The latest; undefined where there are none. */
export async function readLatestStreets(
  db: Pick<Database, 'query'>,
): Promise<(Streets & { asOf: string }) | undefined> {
  const stored = await readStoredStreets(db)
  return stored && streetsIn(stored)
}
