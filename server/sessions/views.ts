import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { countUpTo } from '../database/page.ts'
import { type Districts, isOwnHotspot } from '../network/districts/within.ts'

type Query = Pick<Database, 'query'>

/**
 * Live sessions by gateway id, of those of `ids` that have any.
 *
 * @param since sessions that have not reported since are not live: see `silence.ts`
 */
export async function liveSessionsAt({ query }: Query, since: Date, ids: number[]): Promise<Map<number, number>> {
  const rows = await query
    .selectFrom('sessions')
    .select((count) => ['gateway_id', count.fn.countAll<number>().as('live')])
    .where('ended_at', 'is', null)
    .where('updated_at', '>=', since)
    .where('gateway_id', '=', sql<number>`any(${ids}::bigint[])`)
    .groupBy('gateway_id')
    .execute()
  return new Map(rows.map(({ gateway_id, live }) => [gateway_id, live]))
}

/** Whose session it is; null: nobody's; undefined: there is none. */
export async function ownerOfSession({ query }: Query, id: number): Promise<number | null | undefined> {
  const row = await query.selectFrom('sessions').select('resident_id').where('id', '=', id).executeTakeFirst()
  return row?.resident_id
}

/**
 * How many residents have used the network today, those included whose session has only begun, or has
 * ended without a report of use: the number only grows.
 *
 * @param today yyyy-mm-dd in `timeZone`
 */
export async function residentsToday(
  { query }: Query,
  today: string,
  timeZone: string,
  districts: Districts = null,
): Promise<number> {
  const own = isOwnHotspot(districts, 'hotspot_id')
  const { rows } = await sql<{ residents: number }>`
    select count(*) as residents from (
      select resident_id from session_days where day = ${today}::date and resident_id is not null and ${own}
      union select resident_id from sessions where resident_id is not null and ${own}
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

/** A hotspot by its id, a gateway, or several hotspots. */
export type SessionsPlace = number | { gatewayId: number } | { hotspots: readonly number[] }

const isAt = (place: SessionsPlace) =>
  typeof place === 'number'
    ? sql<boolean>`hotspot_id = ${place}`
    : 'gatewayId' in place
      ? sql<boolean>`gateway_id = ${place.gatewayId}`
      : sql<boolean>`hotspot_id = any(${place.hotspots}::bigint[])`

const wantedAt = ({ query }: Query, place: SessionsPlace, { liveSince, ended = false }: SessionsWanted) =>
  query
    .selectFrom('sessions')
    .where(isAt(place))
    .$if(liveSince !== undefined, (sessions) =>
      sessions.where('ended_at', 'is', null).where('updated_at', '>=', liveSince!),
    )
    .$if(ended, (sessions) => sessions.where('ended_at', 'is not', null))

/** How many there are, counted as far as `most`. */
export const countSessionsAt = (
  db: Query,
  place: SessionsPlace,
  wanted: SessionsWanted,
  most: number,
): Promise<number> => countUpTo(db, wantedAt(db, place, wanted).select('id'), most)

/**
 * The sessions at a place, newest first, each with the last Disconnect- and CoA-Request sent for it.
 *
 * @param after those that come after the session with this id, which began at this time to the microsecond
 */
export function sessionsAt(
  db: Query,
  place: SessionsPlace,
  { limit, after, ...wanted }: SessionsWanted & { limit: number; after?: { began: string; id: number } | undefined },
) {
  return wantedAt(db, place, wanted)
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
    .select([
      'sessions.id',
      'hotspot_id',
      'resident_id',
      'device_mac',
      'calling_station_id',
      'started_at',
      'updated_at',
      'ended_at',
    ])
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

/** Live sessions, newest first: all, or those at a hotspot or of a resident; `since` as in `live.ts`. */
export function openSessions(
  { query }: Query,
  of: { since: Date; limit: number; hotspotId?: number; residentId?: number },
) {
  return query
    .selectFrom('sessions')
    .select(['id', 'gateway_id', 'hotspot_id', 'resident_id', 'device_mac', 'started_at'])
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
export const sessionsOfDevice = ({ query }: Query, mac: string, from: Date, to: Date, order: 'asc' | 'desc' = 'asc') =>
  query
    .selectFrom('sessions')
    .select(['id', 'gateway_id', 'hotspot_id', 'started_at', 'updated_at', 'ended_at', 'terminate_cause', 'ended_by'])
    .select(['input_octets', 'output_octets'])
    .where('device_mac', '=', mac)
    .where('started_at', '<', to)
    .where('updated_at', '>=', from)
    .orderBy('started_at', order)
    .limit(50)
    .execute()

/** Where a session is, since when, and whether it has ended; undefined when there is none. */
export function sessionById({ query }: Query, id: number) {
  return query
    .selectFrom('sessions')
    .select(['hotspot_id', 'gateway_id', 'started_at', 'ended_at'])
    .where('id', '=', id)
    .executeTakeFirst()
}
