import type { Database } from '../database/connection.ts'
import { locks } from '../database/locks.ts'
import { SILENT_INTERVALS } from './silence.ts'

/** A session that was ended here, for who is told of it. */
export interface EndedSession {
  id: number
  hotspotId: number | null
  residentId: number | null
}

/** Acct-Terminate-Cause (RFC 2866 section 5.10): the service can be provided no longer. */
const LOST_SERVICE = 3
const NAS_REBOOT = 11

const BATCH = 2000

/**
 * Ends the sessions that their gateway has not reported for three interim intervals, those that the session was given
 * where they are longer than the policy's: with their last counters, at their last report, as Lost-Service, which a
 * later report undoes (`merge.ts`). Of several processes that do this at once, one does it.
 *
 * @param heardSince since when accounting has been heard without a gap: who was silent before is given three intervals
 *   more, since it may not have been the gateway that was away
 * @param onEnded told of each batch
 * @returns how many were ended
 */
export async function endSilentSessions(
  { pool }: Pick<Database, 'pool'>,
  { interimSeconds, heardSince, now = new Date() }: { interimSeconds: number; heardSince: Date; now?: Date },
  onEnded: (ended: EndedSession[]) => Promise<void> = async () => {},
): Promise<number> {
  for (let count = 0; ; ) {
    const { rows } = await pool.query<EndedSession>(
      `with lock as materialized (select pg_try_advisory_xact_lock($1) as mine),
            silent as (
              select id from sessions
              where (select mine from lock) and ended_at is null
                and greatest(updated_at, $3::timestamptz)
                      < $2::timestamptz - $4::int * greatest($5::int, interim_seconds) * interval '1 s'
              limit $6 for update skip locked)
       update sessions s set ended_at = greatest(updated_at, started_at), terminate_cause = $7, ended_by = 'silence'
       from silent where s.id = silent.id
       returning s.id, s.hotspot_id as "hotspotId", s.resident_id as "residentId"`,
      [locks.silentSessions, now, heardSince, SILENT_INTERVALS, interimSeconds, BATCH, LOST_SERVICE],
    )
    if (rows.length > 0) await onEnded(rows)
    count += rows.length
    if (rows.length < BATCH) return count
  }
}

/** A hotspot that was seen to have started anew. */
export interface Reboot {
  hotspotId: number
  at: Date
}

/**
 * Ends the sessions at hotspots that rebooted, at that moment, with cause NAS-Reboot: those that began before it and
 * have not been reported since. One that lives on, at a gateway elsewhere, is opened again by its next report.
 */
export async function endSessionsAtReboot(
  { pool }: Pick<Database, 'pool'>,
  reboots: readonly Reboot[],
): Promise<EndedSession[]> {
  if (reboots.length === 0) return []
  const { rows } = await pool.query<EndedSession>(
    `update sessions s set ended_at = reboot.at, terminate_cause = $3, ended_by = 'reboot'
     from unnest($1::bigint[], $2::timestamptz[]) as reboot (hotspot_id, at)
     where s.hotspot_id = reboot.hotspot_id and s.ended_at is null and s.started_at < reboot.at
       and s.updated_at < reboot.at
     returning s.id, s.hotspot_id as "hotspotId", s.resident_id as "residentId"`,
    [reboots.map(({ hotspotId }) => hotspotId), reboots.map(({ at }) => at), NAS_REBOOT],
  )
  return rows
}
