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
  hotspotId?: number | undefined
  gatewayId?: number | undefined
  /** At one of these. */
  hotspots?: readonly number[] | undefined
  districts: Districts
}

const wantedDecisions = (
  { query }: Pick<Database, 'query'>,
  { hotspotId, gatewayId, hotspots, districts }: LogFilter,
) =>
  query
    .selectFrom('access_log')
    .$if(hotspotId !== undefined, (log) => log.where('hotspot_id', '=', hotspotId!))
    .$if(gatewayId !== undefined, (log) => log.where('gateway_id', '=', gatewayId!))
    .$if(hotspots !== undefined, (log) => log.where('hotspot_id', '=', sql<number>`any(${hotspots!}::bigint[])`))
    .where(isOwnPlace(districts, 'hotspot_id', 'gateway_id'))

/** What was decided, newest first; everywhere or at one place; after a place in the log, or from its end. */
export function recentDecisions(
  db: Pick<Database, 'query'>,
  { limit, after, ...filter }: LogFilter & { limit: number; after?: LogPlace | undefined },
) {
  return wantedDecisions(db, filter)
    .select(['at', 'gateway_id', 'hotspot_id', 'device_mac', 'method', 'accepted', 'reason'])
    .select([sql<string>`at::text`.as('exactly'), sql<string>`ctid::text`.as('row')])
    .$if(after !== undefined, (log) =>
      log.where(sql<boolean>`(at, ctid) < (${after!.at}::timestamptz, ${after!.row}::tid)`),
    )
    .orderBy('at', 'desc')
    .orderBy(sql`ctid`, 'desc')
    .limit(limit)
    .execute()
}

/** How many decisions are known, everywhere or at one place, counted as far as `most`. */
export const countDecisions = (db: Pick<Database, 'query'>, filter: LogFilter, most: number) =>
  countUpTo(db, wantedDecisions(db, filter).select('at'), most)
