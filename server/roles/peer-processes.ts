import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { persistently } from '../database/events/persistently.ts'
import { locks } from '../database/locks.ts'
import type { Log } from '../log.ts'

/** The other RADIUS processes on the same database. Where there are none, events that only they need are not published. */
export interface PeerProcesses {
  /** True until it is known that there are none. */
  readonly exist: boolean
  /** Tells them that this process hears their events now: it holds `locks.radiusProcesses`. */
  announce(): void
  /** To be called when a process, another one or this one, has announced itself. */
  onAnnounced(): void
  close(): void
}

/** A process that ends announces nothing: they are counted this often, while there are any. */
const COUNT_MS = 60_000

export function createPeerProcesses({ pool }: Pick<Database, 'pool'>, log: Log): PeerProcesses {
  let exist = true
  let countedAt = 0
  const count = persistently(
    async () => {
      exist = (await countProcesses(pool)) > 1
    },
    (error) => log.warn({ err: error }, 'other RADIUS processes not counted: tried again each second'),
  )
  const announce = persistently(
    () => publish({ pool }, { type: 'radius-process' }),
    (error) => log.warn({ err: error }, 'other RADIUS processes not told of this one: tried again each second'),
  )
  const countAgain = () => {
    countedAt = Date.now()
    count()
  }
  return {
    get exist() {
      if (exist && Date.now() - countedAt > COUNT_MS) countAgain()
      return exist
    },
    announce,
    onAnnounced() {
      exist = true
      countAgain()
    },
    close() {
      count.close()
      announce.close()
    },
  }
}

/** How many processes hold the lock. */
async function countProcesses(pool: Database['pool']): Promise<number> {
  const { rows } = await pool.query<{ processes: number }>(
    `select count(*) as processes from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32) | objid::bigint = $1 and objsubid = 1 and granted`,
    [locks.radiusProcesses],
  )
  return rows[0]!.processes
}
