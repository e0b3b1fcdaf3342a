import type { Database } from '../../database/connection.ts'
import { joinedHotspot } from '../../network/fragments.ts'
import { CLOCK_WINDOW_MS } from '../ledger/record.ts'
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

/** Where no session is ended. */
export type SparedHotspots = 'everywhere' | readonly number[]

/** Which of the live sessions `s` are claimed: SQL whose parameters begin at $2. */
interface Choice {
  join?: string
  where: string
  values: readonly unknown[]
}

/**
 * Claims live sessions for a disconnect. For each cause a session is given out once in its life, whoever asks in whatever
 * process, unless `where` says otherwise.
 */
export async function claimSessions(
  { pool }: Pick<Database, 'pool'>,
  cause: 'quota' | 'closing' | 'emergency',
  { join = '', where, values }: Choice,
): Promise<Array<ClaimedDisconnect & { residentId: number | null }>> {
  const { rows } = await pool.query<ClaimedDisconnect & { residentId: number | null }>(
    `with claimed as (
       insert into disconnects (session_id, cause)
       select s.id, $1 from sessions s ${join} where s.ended_at is null and ${where}
       on conflict do nothing
       returning id, session_id
     )
     select claimed.id as "disconnectId", session_id as "sessionId", gateway_id as "gatewayId",
            resident_id as "residentId"
     from claimed join sessions on sessions.id = session_id`,
    [cause, ...values],
  )
  return rows
}

/** A session that its gateway did not end is claimed again after so many minutes. */
const CLOSING_AGAIN_MINUTES = 10

/** Claims the live sessions at hotspots of closed groups. */
export const claimAtClosing = (
  db: Pick<Database, 'pool'>,
  groupIds: readonly number[],
  sparedHotspots: readonly number[] = [],
): Promise<ClaimedDisconnect[]> =>
  claimSessions(db, 'closing', {
    join: joinedHotspot('s'),
    where: `h.group_id = any($2::bigint[]) and h.id <> all($3::bigint[])
            and not exists (select from disconnects d where d.session_id = s.id and d.cause = 'closing'
                              and d.requested_at > now() - $4 * interval '1 minute')`,
    values: [groupIds, sparedHotspots, CLOSING_AGAIN_MINUTES],
  })

/**
 * Claims the live sessions of nobody that began since `since` at these hotspots, everywhere if absent: those that an
 * emergency let in. They began by their gateway's clock, which may be behind, and which tells whole seconds.
 */
export const claimOfNobody = (
  db: Pick<Database, 'pool'>,
  since: Date,
  hotspotIds: readonly number[] | undefined,
  sparedHotspots: readonly number[] = [],
): Promise<ClaimedDisconnect[]> =>
  claimSessions(db, 'emergency', {
    where: `s.resident_id is null and s.started_at >= $2
            and ($3::bigint[] is null or s.hotspot_id = any($3::bigint[]))
            and (s.hotspot_id is null or s.hotspot_id <> all($4::bigint[]))`,
    values: [new Date(since.getTime() - CLOCK_WINDOW_MS), hotspotIds ?? null, sparedHotspots],
  })

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
