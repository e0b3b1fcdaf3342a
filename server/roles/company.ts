import type { Database } from '../database/connection.ts'
import { publish } from '../database/events.ts'
import { locks } from '../database/locks.ts'
import { persistently } from '../database/persistently.ts'
import type { Log } from '../log.ts'

/** Whether a RADIUS process is the only one on its database: what nobody else hears need not be told. */
export interface Company {
  /** True until it is known that there is nobody else. */
  readonly present: boolean
  /** Tells the others that this one hears them now: holds {@link locks.radiusProcesses}. */
  join(): void
  /** Another has joined, or this one. */
  joined(): void
  close(): void
}

/** Those who have left say nothing: looked for this often. */
const LOOK_MS = 60_000

export function createCompany({ pool }: Pick<Database, 'pool'>, log: Log): Company {
  let present = true
  let lookedAt = 0
  const count = async () => {
    const { rows } = await pool.query<{ processes: number }>(
      `select count(*) as processes from pg_locks
       where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
         and (classid::bigint << 32) | objid::bigint = $1 and objsubid = 1 and granted`,
      [locks.radiusProcesses],
    )
    present = rows[0]!.processes > 1
  }
  const look = persistently(count, (error) =>
    log.warn({ err: error }, 'other RADIUS processes not counted: tried again each second'),
  )
  const join = persistently(
    () => publish({ pool }, { type: 'radius-process' }),
    (error) => log.warn({ err: error }, 'other RADIUS processes not told of this one: tried again each second'),
  )
  const lookAgain = () => {
    lookedAt = Date.now()
    look()
  }
  return {
    get present() {
      if (present && Date.now() - lookedAt > LOOK_MS) lookAgain()
      return present
    },
    join,
    joined() {
      present = true
      lookAgain()
    },
    close() {
      look.close()
      join.close()
    },
  }
}
