import type { Database } from '../database/connection.ts'

/** `waiting`: for the file, or for another import. Rows are read, compared with what there is, and stored. */
export type ImportPhase = 'waiting' | 'reading' | 'comparing' | 'storing'

/** How far an import is: rows done, of so many. */
export interface ImportProgress {
  phase: ImportPhase
  done: number
  total: number
}

/** Told how far work is. Whoever tells waits for it, so that others get their turn meanwhile. */
export type OnProgress = (progress: ImportProgress) => Promise<void>

export const unseen: OnProgress = async () => {}

/** Shows those who sent a file, at whichever process they ask, how far its import is. */
export interface SeenImports {
  /** @param run a name that whoever sent the file has made up */
  watched<T>(run: string, staffId: number, work: (onProgress: OnProgress) => Promise<T>): Promise<T>
  read(run: string, staffId: number): Promise<ImportProgress>
}

/** At most one statement in so many milliseconds while the phase stays. */
const OFTEN_MS = 200

/**
 * Keeps progress beside the imports' transactions, which nobody can look into before they end.
 *
 * @param now milliseconds since the epoch
 */
export function openSeenImports({ pool }: Pick<Database, 'pool'>, now: () => number = Date.now): SeenImports {
  // Nothing that fails here fails an import.
  const query = (text: string, values: unknown[]) => pool.query(text, values).catch(() => undefined)
  return {
    async watched(run, staffId, work) {
      // Of processes that ended in the midst of one.
      await query("delete from import_progress where updated_at < now() - interval '1 day'", [])
      let [phase, at] = ['', 0]
      const onProgress: OnProgress = async (progress) => {
        if (progress.phase === phase && now() - at < OFTEN_MS) return
        ;[phase, at] = [progress.phase, now()]
        await query(
          `insert into import_progress as stored (run, staff_id, phase, done, total) values ($1, $2, $3, $4, $5)
           on conflict (run) do update set phase = excluded.phase, done = excluded.done, total = excluded.total,
             updated_at = now() where stored.staff_id = excluded.staff_id`,
          [run, staffId, phase, progress.done, progress.total],
        )
      }
      try {
        return await work(onProgress)
      } finally {
        await query('delete from import_progress where run = $1 and staff_id = $2', [run, staffId])
      }
    },
    async read(run, staffId) {
      const { rows } = await pool.query<ImportProgress>(
        'select phase, done, total from import_progress where run = $1 and staff_id = $2',
        [run, staffId],
      )
      return rows[0] ?? { phase: 'waiting', done: 0, total: 0 }
    },
  }
}
