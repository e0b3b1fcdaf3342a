import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { locks } from '../database/locks.ts'
import { inOneTransaction, type OneTransaction } from '../database/one-transaction.ts'
import { hotspotsOfImport, removeHotspots, removeNeighbourhoodsOfImport } from '../network/brought.ts'
import { changeHotspots } from '../network/hotspots/change.ts'
import { hotspotRecords } from '../network/hotspots/record.ts'
import { assignHotspots } from '../network/neighbourhoods/store.ts'
import { hotspotsWithSessions } from '../sessions/had-at.ts'
import { noteImport } from './events.ts'
import { ImportError } from './import-error.ts'
import type { ImportedBy } from './tables.ts'

export interface Undone {
  kind: 'hotspots' | 'neighbourhoods' | 'streets'
  file: string
  /** Removed. */
  areas: number
  hotspots: number
  /** Kept, since they have had sessions. */
  retired: number
}

/** The last twenty imports, the latest first. */
export async function importRuns({ query }: Pick<Database, 'query'>) {
  const runs = await query
    .selectFrom('import_runs')
    .select(['id', 'kind', 'file_name', 'finished_at', 'undone_at', 'counts'])
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
  return runs.map(({ id, kind, file_name, finished_at, undone_at, counts }) => ({
    ...{ import: id, kind, file: file_name, at: finished_at.toISOString().slice(0, 16), brought: counts.stored ?? '' },
    undone: undone_at ? undone_at.toISOString().slice(0, 16) : '',
  }))
}

/**
 * Takes back the areas, hotspots or streets that a file brought. What it changed of those that were there before stays. In one
 * transaction; population cells are planning's.
 *
 * @param streets takes back streets, which are planning's
 * @param retire hotspots that have had sessions are retired; otherwise they are a reason to refuse
 * @throws {ImportError} where there is no such import, it was undone, or its hotspots have had sessions
 */
export function undoImport(
  db: Database,
  id: number,
  {
    retire,
    streets,
    by,
  }: { retire: boolean; streets: (one: OneTransaction, id: number) => Promise<void>; by?: ImportedBy },
): Promise<Undone> {
  return inOneTransaction(db, async (one) => {
    await one.pool.query('select pg_advisory_xact_lock($1)', [locks.imports])
    const run = Number.isSafeInteger(id)
      ? await one.query.selectFrom('import_runs').selectAll().where('id', '=', id).executeTakeFirst()
      : undefined
    if (!run) throw new ImportError('There is no such import; plaza import undo without a number lists them.')
    if (run.undone_at) throw new ImportError(`Import ${id} (${run.file_name}) was undone already.`)
    if (run.kind === 'network')
      throw new ImportError('A file of the network changes hotspots and brings none: import the right one over it.')
    if (run.kind === 'streets') await streets(one, id)
    const undone: Partial<Undone> =
      run.kind === 'hotspots'
        ? await undoHotspots(one, id, retire)
        : run.kind === 'neighbourhoods'
          ? await undoAreas(one, id)
          : {}
    await one.query.updateTable('import_runs').set({ undone_at: new Date() }).where('id', '=', id).execute()
    const { areas = 0, hotspots = 0, retired = 0 } = undone
    await noteImport(one.pool, {
      ...{ import: id, done: 'undone', kind: run.kind, by, counts: { removed: areas + hotspots, retired } },
    })
    return { kind: run.kind, file: run.file_name, areas, hotspots, retired }
  })
}

async function undoHotspots(one: OneTransaction, id: number, retire: boolean): Promise<Partial<Undone>> {
  const ids = await hotspotsOfImport(one, id)
  const used = new Set(await hotspotsWithSessions(one, ids))
  if (used.size > 0 && !retire)
    throw new ImportError(
      `${used.size.toLocaleString('en')} of the ${ids.length.toLocaleString('en')} hotspots that import ${id} brought have had sessions. --retire retires those and removes the others.`,
    )
  const records = used.size === 0 ? [] : [...(await hotspotRecords(one, [...used])).values()]
  const retiredAt = new Date().toISOString()
  const inUse = records.filter((record) => record.retiredAt === null)
  await changeHotspots(
    one,
    inUse.map((before) => ({ before, after: { ...before, retiredAt } })),
    { staffId: null, action: 'retire' },
  )
  const removed = ids.filter((each) => !used.has(each))
  await removeHotspots(one, removed)
  await publish(one, { type: 'hotspots' })
  return { hotspots: removed.length, retired: inUse.length }
}

async function undoAreas(one: OneTransaction, id: number): Promise<Partial<Undone>> {
  const areas = await removeNeighbourhoodsOfImport(one, id)
  const client = await one.pool.connect()
  try {
    // Those that lay under a removed area may lie in another.
    await assignHotspots(client)
  } finally {
    client.release()
  }
  await publish(one, { type: 'neighbourhoods' })
  await publish(one, { type: 'hotspots' })
  return { areas }
}
