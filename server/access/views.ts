import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { countUpTo } from '../database/page.ts'
import { type Districts, isOwnPlace } from '../network/districts/within.ts'

/** What was decided on a device between two instants, in order. */
export const decisionsOnDevice = (
  { query }: Pick<Database, 'query'>,
  mac: string,
  from: Date,
  to: Date,
  order: 'asc' | 'desc' = 'asc',
) =>
  query
    .selectFrom('access_log')
    .select(['at', 'gateway_id', 'hotspot_id', 'resident_id', 'method', 'accepted', 'reason'])
    .where('device_mac', '=', mac)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at', order)
    .limit(200)
    .execute()

/**
 * Where a decision stands in the log: its time to the microsecond, and its row (ctid), which tells those of the same
 * moment apart.
 */
export interface LogPlace {
  at: string
  row: string
}

export interface LogFilter {
  hotspotId: number | undefined
  districts: Districts
}

/** What was decided, newest first; everywhere or at one hotspot; after a place in the log, or from its end. */
export function recentDecisions(
  { query }: Pick<Database, 'query'>,
  { hotspotId, districts, limit, after }: LogFilter & { limit: number; after?: LogPlace | undefined },
) {
  return query
    .selectFrom('access_log')
    .select(['at', 'gateway_id', 'hotspot_id', 'device_mac', 'method', 'accepted', 'reason'])
    .select([sql<string>`at::text`.as('exactly'), sql<string>`ctid::text`.as('row')])
    .$if(hotspotId !== undefined, (log) => log.where('hotspot_id', '=', hotspotId!))
    .where(isOwnPlace(districts, 'hotspot_id', 'gateway_id'))
    .$if(after !== undefined, (log) =>
      log.where(sql<boolean>`(at, ctid) < (${after!.at}::timestamptz, ${after!.row}::tid)`),
    )
    .orderBy('at', 'desc')
    .orderBy(sql`ctid`, 'desc')
    .limit(limit)
    .execute()
}

/** How many decisions are known, everywhere or at one hotspot, counted as far as `most`. */
export const countDecisions = (db: Pick<Database, 'query'>, { hotspotId, districts }: LogFilter, most: number) =>
  countUpTo(
    db,
    db.query
      .selectFrom('access_log')
      .select('at')
      .$if(hotspotId !== undefined, (log) => log.where('hotspot_id', '=', hotspotId!))
      .where(isOwnPlace(districts, 'hotspot_id', 'gateway_id')),
    most,
  )
