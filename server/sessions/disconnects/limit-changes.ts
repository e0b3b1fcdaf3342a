import type { Database } from '../../database/connection.ts'
import type { GatewayAnswer } from './dynamic-authorization.ts'

/** What a live session's limits become; what is absent stays as it is. */
export interface NewLimits {
  /** bit/s from and to the device. */
  rate?: { upBps: number; downBps: number } | undefined
  /** How long the session may last, from its start (RFC 2865 section 5.27). */
  sessionSeconds?: number | undefined
}

/**
 * Records that a CoA-Request is about to be sent; its outcome is pending.
 *
 * @returns undefined where one for the session is pending already
 */
export async function recordLimitChange(
  { query }: Pick<Database, 'query'>,
  sessionId: number,
  { rate, sessionSeconds }: NewLimits,
  staffId: number,
): Promise<number | undefined> {
  const limits = { up_bps: rate?.upBps ?? null, down_bps: rate?.downBps ?? null }
  const row = await query
    .insertInto('limit_changes')
    .values({ session_id: sessionId, staff_id: staffId, ...limits, session_seconds: sessionSeconds ?? null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function recordLimitAnswer(
  { query }: Pick<Database, 'query'>,
  changeId: number,
  { outcome, errorCause, attempts }: GatewayAnswer,
): Promise<void> {
  await query
    .updateTable('limit_changes')
    .set({ outcome, error_cause: errorCause, attempts, answered_at: outcome === 'timeout' ? null : new Date() })
    .where('id', '=', changeId)
    .execute()
}

/** What the gateway has last acknowledged of each limit of the session. */
export async function limitsChanged({ pool }: Pick<Database, 'pool'>, sessionId: number): Promise<NewLimits> {
  const { rows } = await pool.query<{ upBps: number | null; downBps: number | null; sessionSeconds: number | null }>(
    `select (array_agg(up_bps order by id desc) filter (where up_bps is not null))[1] as "upBps",
            (array_agg(down_bps order by id desc) filter (where down_bps is not null))[1] as "downBps",
            (array_agg(session_seconds order by id desc) filter (where session_seconds is not null))[1]
              as "sessionSeconds"
     from limit_changes where session_id = $1 and outcome = 'ack'`,
    [sessionId],
  )
  const { upBps, downBps, sessionSeconds } = rows[0]!
  return {
    rate: upBps === null || downBps === null ? undefined : { upBps, downBps },
    sessionSeconds: sessionSeconds ?? undefined,
  }
}
