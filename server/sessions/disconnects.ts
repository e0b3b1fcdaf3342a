import type { Database } from '../database/connection.ts'
import type { GatewayAnswer } from './dynamic-authorization.ts'

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
 * Claims the live sessions of these residents for a disconnect by quota. Each session is given out once in its life,
 * whoever asks in whatever process.
 */
export async function claimForQuota(
  { pool }: Pick<Database, 'pool'>,
  residentIds: number[],
  sparedHotspots: readonly number[] = [],
): Promise<Array<ClaimedDisconnect & { residentId: number }>> {
  const { rows } = await pool.query<ClaimedDisconnect & { residentId: number }>(
    `with claimed as (
       insert into disconnects (session_id, cause)
       select id, 'quota' from sessions where resident_id = any($1::bigint[]) and ended_at is null
         and (hotspot_id is null or hotspot_id <> all($2::bigint[]))
       on conflict do nothing
       returning id, session_id
     )
     select claimed.id as "disconnectId", session_id as "sessionId", gateway_id as "gatewayId",
            resident_id as "residentId"
     from claimed join sessions on sessions.id = session_id`,
    [residentIds, sparedHotspots],
  )
  return rows
}

/**
 * Claims the live sessions of nobody that began since `since` at these hotspots, everywhere if absent: those that an
 * emergency let in.
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
    [since, hotspotIds ?? null, sparedHotspots],
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
