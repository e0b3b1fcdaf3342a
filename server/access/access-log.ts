import { createBatcher } from '../database/batch.ts'
import type { Database } from '../database/connection.ts'
import { maintainPartitions } from '../database/partitions.ts'
import type { Log } from '../log.ts'
import type { RejectReason } from './decide.ts'

/** How somebody asked: `other` is any method that Plaza does not know. */
export type AccessMethod = 'pap' | 'chap' | 'mac' | 'other'

/** One decision, as operators find it later. */
export interface AccessEntry {
  at: Date
  gatewayId: number
  hotspotId: number | null
  residentId: number | null
  deviceMac: string | null
  method: AccessMethod
  /** `accepted`, or why not. */
  reason: 'accepted' | RejectReason
}

export interface AccessLog {
  /** Never waits and never throws: the resident's way online does not hang on the log. */
  write(entry: AccessEntry): void
  /** Resolves when everything written is stored, or given up. */
  flush(): Promise<void>
}

/** Decisions are kept this long, then their day is dropped. */
const KEEP_DAYS = 90
const WAIT_MS = 100
const BATCH = 500

/** Makes the coming days' partitions and drops old ones: hourly is often enough. */
export const maintainAccessLog = (db: Database, now: Date): Promise<void> =>
  maintainPartitions(db, 'access_log', now, KEEP_DAYS)

/** Stores decisions in batches; what cannot be stored is said in the process's log. */
export function openAccessLog({ pool }: Pick<Database, 'pool'>, log: Log): AccessLog {
  const batcher = createBatcher<AccessEntry, void>({
    waitMs: WAIT_MS,
    max: BATCH,
    async run(entries) {
      const column = <K extends keyof AccessEntry>(name: K) => entries.map((entry) => entry[name])
      await pool.query(
        `insert into access_log (at, gateway_id, hotspot_id, resident_id, device_mac, method, accepted, reason)
         select at, gateway_id, hotspot_id, resident_id, device_mac, method, reason = 'accepted', reason
         from unnest($1::timestamptz[], $2::bigint[], $3::bigint[], $4::bigint[], $5::macaddr[], $6::text[], $7::text[])
           as e(at, gateway_id, hotspot_id, resident_id, device_mac, method, reason)`,
        [
          column('at'),
          column('gatewayId'),
          column('hotspotId'),
          column('residentId'),
          column('deviceMac'),
          column('method'),
          column('reason'),
        ],
      )
      return entries.map(() => undefined)
    },
  })
  return {
    write(entry) {
      batcher.add(entry).catch((error) => log.error({ err: error, ...entry }, 'a decision is missing in access_log'))
    },
    flush: batcher.flush,
  }
}
