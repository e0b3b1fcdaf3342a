import type { Database } from '../database/connection.ts'

/** Why a session is ended from here: by a member of the staff, or because the resident's quota is used up. */
export type DisconnectCause = { cause: 'staff'; staffId: number } | { cause: 'quota' }

export interface DisconnectResult {
  outcome: 'ack' | 'nak' | 'timeout'
  /** RFC 5176 section 3.5; 503 (no such session) comes with `ack`, since the session is gone as was wanted. */
  errorCause: number | null
  /** How often the request was sent. */
  attempts: number
}

/** What a Disconnect-Request tells of the session, as the gateway once sent it. */
export interface DisconnectTarget {
  id: number
  gatewayId: number
  hotspotId: number | null
  residentId: number | null
  acctSessionId: string
  userName: string | null
  callingStationId: string | null
  nasIdentifier: string | null
  nasIp: string | null
}

export async function disconnectTarget(
  { pool }: Pick<Database, 'pool'>,
  sessionId: number,
): Promise<DisconnectTarget | undefined> {
  const { rows } = await pool.query<DisconnectTarget>(
    `select id, gateway_id as "gatewayId", hotspot_id as "hotspotId", resident_id as "residentId",
            acct_session_id as "acctSessionId", user_name as "userName", calling_station_id as "callingStationId",
            nas_identifier as "nasIdentifier", host(nas_ip) as "nasIp"
     from sessions where id = $1`,
    [sessionId],
  )
  return rows[0]
}

/** Records that a request is about to be sent; its outcome is pending. */
export async function recordDisconnect(
  { query }: Pick<Database, 'query'>,
  sessionId: number,
  by: DisconnectCause,
): Promise<number> {
  const staff_id = by.cause === 'staff' ? by.staffId : null
  const row = await query
    .insertInto('disconnects')
    .values({ session_id: sessionId, cause: by.cause, staff_id })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * Claims the live sessions of these residents for a disconnect by quota. Each session is given out once in its life,
 * whoever asks in whatever process.
 */
export async function claimForQuota(
  { pool }: Pick<Database, 'pool'>,
  residentIds: number[],
): Promise<Array<{ disconnectId: number; sessionId: number; residentId: number }>> {
  const { rows } = await pool.query<{ disconnectId: number; sessionId: number; residentId: number }>(
    `with claimed as (
       insert into disconnects (session_id, cause)
       select id, 'quota' from sessions where resident_id = any($1::bigint[]) and ended_at is null
       on conflict (session_id) where cause = 'quota' do nothing
       returning id, session_id
     )
     select claimed.id as "disconnectId", session_id as "sessionId", resident_id as "residentId"
     from claimed join sessions on sessions.id = session_id`,
    [residentIds],
  )
  return rows
}

export async function recordOutcome(
  { query }: Pick<Database, 'query'>,
  disconnectId: number,
  { outcome, errorCause, attempts }: DisconnectResult,
): Promise<void> {
  await query
    .updateTable('disconnects')
    .set({ outcome, error_cause: errorCause, attempts, answered_at: outcome === 'timeout' ? null : new Date() })
    .where('id', '=', disconnectId)
    .execute()
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
