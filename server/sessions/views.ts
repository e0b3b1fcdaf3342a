import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { countUpTo } from '../database/page.ts'
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

/** Whose session it is; null: nobody's; undefined: there is none. */
export async function ownerOfSession({ query }: Query, id: number): Promise<number | null | undefined> {
  const row = await query.selectFrom('sessions').select('resident_id').where('id', '=', id).executeTakeFirst()
  return row?.resident_id
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

/**
 * How many residents have used the network today, those included whose session has only begun, or has
 * ended without a report of use: the number only grows.
 *
 * @param today yyyy-mm-dd in `timeZone`
 */
export async function residentsToday({ query }: Query, today: string, timeZone: string): Promise<number> {
  const { rows } = await sql<{ residents: number }>`
    select count(*) as residents from (
      select resident_id from session_days where day = ${today}::date and resident_id is not null
      union select resident_id from sessions where resident_id is not null
            and updated_at >= (${today}::date)::timestamp at time zone ${timeZone}
            and (ended_at is null or ended_at >= (${today}::date)::timestamp at time zone ${timeZone})) of_today`.execute(
    query,
  )
  return rows[0]!.residents
}

/** Which of a hotspot's sessions: the live ones (open, and heard of since), those that have ended, or all. */
export interface SessionsWanted {
  liveSince?: Date | undefined
  ended?: boolean
}

const wantedAt = ({ query }: Query, hotspotId: number, { liveSince, ended = false }: SessionsWanted) =>
  query
    .selectFrom('sessions')
    .where('hotspot_id', '=', hotspotId)
    .$if(liveSince !== undefined, (sessions) =>
      sessions.where('ended_at', 'is', null).where('updated_at', '>=', liveSince!),
    )
    .$if(ended, (sessions) => sessions.where('ended_at', 'is not', null))

/** How many there are, counted as far as `most`. */
export const countSessionsAt = (db: Query, hotspotId: number, wanted: SessionsWanted, most: number): Promise<number> =>
  countUpTo(db, wantedAt(db, hotspotId, wanted).select('id'), most)

/**
 * A hotspot's sessions, newest first, each with the last Disconnect- and CoA-Request sent for it.
 *
 * @param after those that come after the session with this id, which began at this time to the microsecond
 */
export function sessionsAt(
  db: Query,
  hotspotId: number,
  { limit, after, ...wanted }: SessionsWanted & { limit: number; after?: { began: string; id: number } | undefined },
) {
  return wantedAt(db, hotspotId, wanted)
    .leftJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('disconnects')
          .select(['outcome', 'error_cause', 'attempts'])
          .whereRef('disconnects.session_id', '=', 'sessions.id')
          .orderBy('disconnects.id', 'desc')
          .limit(1)
          .as('disconnect'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('limit_changes')
          .select(['outcome', 'error_cause', 'attempts', 'down_bps', 'up_bps', 'session_seconds'])
          .whereRef('limit_changes.session_id', '=', 'sessions.id')
          .orderBy('limit_changes.id', 'desc')
          .limit(1)
          .as('change'),
      (join) => join.onTrue(),
    )
    .select(['sessions.id', 'resident_id', 'device_mac', 'calling_station_id', 'started_at', 'updated_at', 'ended_at'])
    .select(['duration_seconds', 'input_octets', 'output_octets', 'terminate_cause', 'ended_by', 'doubt'])
    .select(['disconnect.outcome', 'disconnect.error_cause', 'disconnect.attempts'])
    .select(['change.outcome as change_outcome', 'change.error_cause as change_error_cause'])
    .select(['change.attempts as change_attempts', 'change.down_bps', 'change.up_bps', 'change.session_seconds'])
    .select(sql<string>`started_at::text`.as('began'))
    .$if(after !== undefined, (sessions) =>
      sessions.where(sql<boolean>`(started_at, sessions.id) < (${after!.began}::timestamptz, ${after!.id})`),
    )
    .orderBy('started_at', 'desc')
    .orderBy('sessions.id', 'desc')
    .limit(limit)
    .execute()
}

/** Live sessions, newest first: all, or those at a hotspot or of a resident; `since` as in {@link liveSessionCounts}. */
export function openSessions(
  { query }: Query,
  of: { since: Date; limit: number; hotspotId?: number; residentId?: number },
) {
  return query
    .selectFrom('sessions')
    .select(['id', 'hotspot_id', 'resident_id', 'device_mac', 'started_at'])
    .select(['duration_seconds', 'input_octets', 'output_octets'])
    .where('ended_at', 'is', null)
    .where('updated_at', '>=', of.since)
    .$if(of.hotspotId !== undefined, (sessions) => sessions.where('hotspot_id', '=', of.hotspotId!))
    .$if(of.residentId !== undefined, (sessions) => sessions.where('resident_id', '=', of.residentId!))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(of.limit)
    .execute()
}

/** The hotspots that sessions came through, in order, by session; those that stayed where they began are absent. */
export async function pathsOf(
  { query }: Query,
  sessionIds: number[],
): Promise<Map<number, Array<{ hotspotId: number; since: Date }>>> {
  const rows = await query
    .selectFrom('session_hotspots')
    .selectAll()
    .where('session_id', '=', sql<number>`any(${sessionIds}::bigint[])`)
    .orderBy('since')
    .execute()
  const paths = new Map<number, Array<{ hotspotId: number; since: Date }>>()
  for (const { session_id, hotspot_id: hotspotId, since } of rows) {
    const path = paths.get(session_id)
    if (path) path.push({ hotspotId, since })
    else paths.set(session_id, [{ hotspotId, since }])
  }
  return paths
}

/** A device's sessions of which there is anything between two instants, in order. */
export const sessionsOfDevice = ({ query }: Query, mac: string, from: Date, to: Date) =>
  query
    .selectFrom('sessions')
    .select(['id', 'gateway_id', 'started_at', 'updated_at', 'ended_at', 'terminate_cause', 'ended_by'])
    .select(['input_octets', 'output_octets'])
    .where('device_mac', '=', mac)
    .where('started_at', '<', to)
    .where('updated_at', '>=', from)
    .orderBy('started_at')
    .limit(50)
    .execute()

/** Where a session is, since when, and whether it has ended; undefined when there is none. */
export function sessionById({ query }: Query, id: number) {
  return query
    .selectFrom('sessions')
    .select(['hotspot_id', 'started_at', 'ended_at'])
    .where('id', '=', id)
    .executeTakeFirst()
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
