import type { Database } from '../database/connection.ts'
import { type Quotas, quotaSql, quotaValues } from './daily-quota.ts'
import type { GatewayAnswer } from './dynamic-authorization.ts'
import { CLOCK_WINDOW_MS } from './read-record.ts'
import { octetsOf, type Usage } from './usage.ts'

/** Why a session is ended from here: by a member of the staff, or because the resident's quota is used up. */
export type DisconnectCause = { cause: 'staff'; staffId: number } | { cause: 'quota' }

/** A disconnect that is recorded, and still to be sent. */
export interface ClaimedDisconnect {
  disconnectId: number
  sessionId: number
  gatewayId: number
}

/**
 * Records that a request is about to be sent; its outcome is pending.
 *
 * @returns undefined where one for the session is pending already
 */
export async function recordDisconnect(
  { query }: Pick<Database, 'query'>,
  sessionId: number,
  by: DisconnectCause,
): Promise<number | undefined> {
  const staff_id = by.cause === 'staff' ? by.staffId : null
  const row = await query
    .insertInto('disconnects')
    .values({ session_id: sessionId, cause: by.cause, staff_id })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/**
 * Claims for a disconnect by quota the live sessions of these residents that are where what they have used today is the
 * day's quota. Each session is given out once in its life, whoever asks in whatever process.
 */
export async function claimForQuota(
  { pool }: Pick<Database, 'pool'>,
  used: ReadonlyMap<number, Usage>,
  quotas: Quotas,
  sparedHotspots: readonly number[] = [],
): Promise<Array<ClaimedDisconnect & { residentId: number }>> {
  const quota = quotaSql(5)
  const { rows } = await pool.query<ClaimedDisconnect & { residentId: number }>(
    `with claimed as (
       insert into disconnects (session_id, cause)
       select s.id, 'quota'
       from unnest($1::bigint[], $2::float8[], $3::float8[]) as used (resident_id, seconds, octets)
         join sessions s on s.resident_id = used.resident_id and s.ended_at is null ${quota.join}
       where (used.seconds >= ${quota.seconds} or used.octets >= ${quota.octets})
         and (hotspot_id is null or hotspot_id <> all($4::bigint[]))
       on conflict do nothing
       returning id, session_id
     )
     select claimed.id as "disconnectId", session_id as "sessionId", gateway_id as "gatewayId",
            resident_id as "residentId"
     from claimed join sessions on sessions.id = session_id`,
    [
      [...used.keys()],
      [...used.values()].map(({ seconds }) => seconds),
      [...used.values()].map(octetsOf),
      sparedHotspots,
      ...quotaValues(quotas),
    ],
  )
  return rows
}

/** A session that its gateway did not end is claimed again after so many minutes. */
const CLOSING_AGAIN_MINUTES = 10

/** Claims the live sessions at hotspots of closed groups. */
export async function claimAtClosing(
  { pool }: Pick<Database, 'pool'>,
  groupIds: readonly number[],
  sparedHotspots: readonly number[] = [],
): Promise<ClaimedDisconnect[]> {
  const { rows } = await pool.query<ClaimedDisconnect>(
    `with claimed as (
       insert into disconnects (session_id, cause)
       select s.id, 'closing' from sessions s join hotspots h on h.id = s.hotspot_id
       where s.ended_at is null and h.group_id = any($1::bigint[]) and h.id <> all($2::bigint[])
         and not exists (select from disconnects d where d.session_id = s.id and d.cause = 'closing'
                           and d.requested_at > now() - $3 * interval '1 minute')
       on conflict do nothing
       returning id, session_id
     )
     select claimed.id as "disconnectId", session_id as "sessionId", gateway_id as "gatewayId"
     from claimed join sessions on sessions.id = session_id`,
    [groupIds, sparedHotspots, CLOSING_AGAIN_MINUTES],
  )
  return rows
}

/**
 * Claims the live sessions of nobody that began since `since` at these hotspots, everywhere if absent: those that an
 * emergency let in. They began by their gateway's clock, which may be behind, and which tells whole seconds.
 */
export async function claimOfNobody(
  { pool }: Pick<Database, 'pool'>,
  since: Date,
  hotspotIds: readonly number[] | undefined,
  sparedHotspots: readonly number[] = [],
): Promise<ClaimedDisconnect[]> {
  const { rows } = await pool.query<ClaimedDisconnect>(
    `with claimed as (
       insert into disconnects (session_id, cause)
       select id, 'emergency' from sessions
       where resident_id is null and ended_at is null and started_at >= $1
         and ($2::bigint[] is null or hotspot_id = any($2::bigint[]))
         and (hotspot_id is null or hotspot_id <> all($3::bigint[]))
       on conflict do nothing
       returning id, session_id
     )
     select claimed.id as "disconnectId", session_id as "sessionId", gateway_id as "gatewayId"
     from claimed join sessions on sessions.id = session_id`,
    [new Date(since.getTime() - CLOCK_WINDOW_MS), hotspotIds ?? null, sparedHotspots],
  )
  return rows
}

export async function recordOutcome(
  { query }: Pick<Database, 'query'>,
  disconnectId: number,
  { outcome, errorCause, attempts }: GatewayAnswer,
): Promise<void> {
  await query
    .updateTable('disconnects')
    .set({ outcome, error_cause: errorCause, attempts, answered_at: outcome === 'timeout' ? null : new Date() })
    .where('id', '=', disconnectId)
    .execute()
}

/** The longest row of requests to a silent gateway is through in this time. */
const PENDING_MINUTES = 10

/** Gives up requests, disconnects and changes of limits, that were pending when their process ended. */
export async function giveUpPending({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const old = `set outcome = 'timeout' where outcome = 'pending' and requested_at < now() - $1 * interval '1 minute'`
  await pool.query(`update disconnects ${old}`, [PENDING_MINUTES])
  await pool.query(`update limit_changes ${old}`, [PENDING_MINUTES])
}

/** Acct-Terminate-Cause Admin-Reset, RFC 2866 section 5.10. */
const ADMIN_RESET = 6

/** Ends the session now, unless it has ended. @returns whether it was open */
export async function endSession({ pool }: Pick<Database, 'pool'>, sessionId: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update sessions set ended_at = greatest(now(), started_at), terminate_cause = $2, ended_by = 'disconnect'
     where id = $1 and ended_at is null`,
    [sessionId, ADMIN_RESET],
  )
  return rowCount === 1
}
