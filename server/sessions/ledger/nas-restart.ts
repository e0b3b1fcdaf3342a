import type { Database } from '../../database/connection.ts'
import type { NasRecord } from './record.ts'

/** Acct-Terminate-Cause, RFC 2866 section 5.10. */
const ADMIN_REBOOT = 7
const NAS_REBOOT = 11

/**
 * Ends the sessions that were under way at a NAS when it started (Accounting-On) or stopped (-Off). Where several NAS
 * share the gateway's network, those of the NAS with another identifier or address go on.
 */
export async function endSessionsOfNas(
  { pool }: Pick<Database, 'pool'>,
  { kind, gatewayId, at, nasIdentifier, nasIp }: NasRecord,
): Promise<Array<{ id: number; hotspotId: number | null; residentId: number | null }>> {
  const { rows } = await pool.query<{ id: number; hotspotId: number | null; residentId: number | null }>(
    `update sessions set ended_at = $2, terminate_cause = $3, ended_by = $6
     where gateway_id = $1 and ended_at is null and started_at < $2
       and ($4::text is null or nas_identifier is null or nas_identifier = $4)
       and ($5::inet is null or nas_ip is null or nas_ip = $5)
     returning id, hotspot_id as "hotspotId", resident_id as "residentId"`,
    [gatewayId, at, kind === 'on' ? NAS_REBOOT : ADMIN_REBOOT, nasIdentifier, nasIp, `accounting-${kind}`],
  )
  return rows
}
