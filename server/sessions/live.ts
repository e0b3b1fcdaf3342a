import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { SILENT_INTERVALS } from './silence.ts'

type Query = Pick<Database, 'query'>

/**
 * Live sessions by hotspot id: of all hotspots that have any, or of those of `ids` that do.
 *
 * @param since sessions that have not reported since are not live: see `silence.ts`
 */
export async function liveSessionCounts({ query }: Query, since: Date, ids?: number[]): Promise<Map<number, number>> {
  const rows = await query
    .selectFrom('sessions')
    .select((count) => ['hotspot_id', count.fn.countAll<number>().as('live')])
    .where('ended_at', 'is', null)
    .where('updated_at', '>=', since)
    .where('hotspot_id', 'is not', null)
    .$if(ids !== undefined, (sessions) => sessions.where('hotspot_id', '=', sql<number>`any(${ids}::bigint[])`))
    .groupBy('hotspot_id')
    .execute()
  return new Map(rows.map(({ hotspot_id, live }) => [hotspot_id!, live]))
}

/** Live sessions whose hotspot is not known; `since` as in {@link liveSessionCounts}. */
export async function liveSessionsElsewhere({ query }: Query, since: Date): Promise<number> {
  const { live } = await query
    .selectFrom('sessions')
    .select((count) => count.fn.countAll<number>().as('live'))
    .where('ended_at', 'is', null)
    .where('updated_at', '>=', since)
    .where('hotspot_id', 'is', null)
    .executeTakeFirstOrThrow()
  return live
}

/** The open session of the device that the gateway has given this address, the latest where there are several. */
export async function openSessionAt(
  { query }: Query,
  gatewayId: number,
  address: string,
): Promise<{ residentId: number | null; hotspotId: number | null; startedAt: Date } | undefined> {
  const row = await query
    .selectFrom('sessions')
    .select(['resident_id', 'hotspot_id', 'started_at'])
    .where('gateway_id', '=', gatewayId)
    .where('ended_at', 'is', null)
    .where('framed_ip', '=', address)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { residentId: row.resident_id, hotspotId: row.hotspot_id, startedAt: row.started_at }
}

/** Hotspots of open sessions that reported last between `from` and `to`; null among them: of an unknown hotspot. */
export async function hotspotsHeardBetween({ query }: Query, from: Date, to: Date): Promise<Array<number | null>> {
  const rows = await query
    .selectFrom('sessions')
    .select('hotspot_id')
    .distinct()
    .where('ended_at', 'is', null)
    .where('updated_at', '>=', from)
    .where('updated_at', '<', to)
    .execute()
  return rows.map(({ hotspot_id }) => hotspot_id)
}

/** Reports of sessions whose interval is not known come at least so often, seconds. */
const USUAL_INTERIM = 300

/** Whether a session of the device goes on: it has not ended, and reported within three of its intervals. */
export async function isDeviceLive({ query }: Query, mac: string): Promise<boolean> {
  const row = await query
    .selectFrom('sessions')
    .select('id')
    .where('device_mac', '=', mac)
    .where('ended_at', 'is', null)
    .where(
      'updated_at',
      '>=',
      sql<Date>`now() - ${SILENT_INTERVALS} * coalesce(interim_seconds, ${USUAL_INTERIM}) * interval '1 second'`,
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
