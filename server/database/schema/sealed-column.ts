import { SealError, type Sealer } from '../../sealing.ts'
import type { Database } from '../connection.ts'

/** A column whose values are sealed with `PLAZA_SECRET`; each room lists its own in `sealed.ts`. */
export interface SealedColumn {
  table: string
  /** Of bytea; its name ends in `_sealed`. */
  column: string
  /** By which a row is known. */
  key: { column: string; type: 'bigint' | 'text' }
  /** What it was sealed for. */
  purpose(key: string): string
}

export interface Resealed {
  changed: number
  /** Sealed with the new secret before. */
  before: number
  /** Opened by neither secret: left as they are. */
  unreadable: number
}

const BATCH = 500

/**
 * Seals a column's values anew that were sealed with the `old` secret. In batches, each committed; what is sealed with
 * the `fresh` one already stays, so that a run that was cut off is gone on with by another.
 */
export async function reseal(
  { pool }: Pick<Database, 'pool'>,
  { table, column, key, purpose }: SealedColumn,
  old: Sealer,
  fresh: Sealer,
): Promise<Resealed> {
  const done: Resealed = { changed: 0, before: 0, unreadable: 0 }
  for (let last: string | null = null; ; ) {
    const { rows }: { rows: Array<{ key: string; value: Buffer }> } = await pool.query(
      `select ${key.column}::text as key, ${column} as value from ${table}
       where ${column} is not null and ($1::text is null or ${key.column} > $1::${key.type})
       order by ${key.column} limit ${BATCH}`,
      [last],
    )
    const read = rows.map((row) => ({ ...row, sealed: sealedAnew(row.value, purpose(row.key), old, fresh) }))
    const changed = read.filter((row): row is typeof row & { sealed: Buffer } => typeof row.sealed !== 'string')
    // What somebody else has changed since it was read is sealed with whichever secret they have: the next run sees.
    await pool.query(
      `update ${table} set ${column} = given.sealed
       from unnest($1::${key.type}[], $2::bytea[], $3::bytea[]) as given (key, value, sealed)
       where ${table}.${key.column} = given.key and ${table}.${column} = given.value`,
      [changed.map((row) => row.key), changed.map(({ value }) => value), changed.map(({ sealed }) => sealed)],
    )
    done.changed += changed.length
    done.before += read.filter(({ sealed }) => sealed === 'before').length
    done.unreadable += read.filter(({ sealed }) => sealed === 'unreadable').length
    if (rows.length < BATCH) return done
    last = rows.at(-1)!.key
  }
}

function sealedAnew(value: Buffer, purpose: string, old: Sealer, fresh: Sealer): Buffer | 'before' | 'unreadable' {
  if (opened(fresh, value, purpose) !== undefined) return 'before'
  const plain = opened(old, value, purpose)
  return plain === undefined ? 'unreadable' : fresh.seal(plain, purpose)
}

function opened(sealer: Sealer, value: Buffer, purpose: string): string | undefined {
  try {
    return sealer.open(value, purpose)
  } catch (error) {
    if (error instanceof SealError) return undefined
    throw error
  }
}
