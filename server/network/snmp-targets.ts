import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'
import { openCredential, type SealedCredential, type SnmpCredential, sealedCredential } from './agents/credentials.ts'

/** How a hotspot's own SNMP agent is reached; the credential is in clear, for use and never for show. */
export interface SnmpTarget {
  hotspotId: number
  /** An address or host name. */
  host: string
  port: number
  credential: SnmpCredential
}

/**
 * The hotspots in use that have an SNMP agent of their own, of those whose id modulo `shardCount` is in `shards`.
 *
 * @throws {SealError} when a credential was sealed with another `PLAZA_SECRET`
 */
export async function snmpTargets(
  { pool }: Pick<Database, 'pool'>,
  sealer: Sealer,
  shards: readonly number[],
  shardCount: number,
): Promise<SnmpTarget[]> {
  const { rows } = await pool.query<SealedCredential & { id: number; host: string; port: number; credential: number }>(
    `select h.id, a.host, a.port, c.id as credential, ${sealedCredential}
     from hotspots h join agents a on a.id = h.agent_id join snmp_credentials c on c.id = a.credential_id
     where h.retired_at is null and a.kind = 'access-point' and h.id % $1 = any($2::int[])
     order by h.id`,
    [shardCount, shards],
  )
  // Thousands of hotspots share one: each is opened once.
  const opened = new Map<number, SnmpCredential>()
  return rows.map((row) => {
    const credential = opened.get(row.credential) ?? openCredential(sealer, row)
    opened.set(row.credential, credential)
    return { hotspotId: row.id, host: row.host, port: row.port, credential }
  })
}
