import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import type { Sealer } from '../sealing.ts'

/** How a hotspot's SNMP agent is reached; the community is in clear, for use and never for show. */
export interface SnmpTarget {
  hotspotId: number
  /** An address or host name. */
  host: string
  port: number
  community: string
}

export const COMMUNITY = 'snmp-community'

/** Stores how these hotspots are polled, and tells every process. */
export async function setSnmpTargets(db: Database, sealer: Sealer, targets: readonly SnmpTarget[]): Promise<void> {
  if (targets.length === 0) return
  await db.pool.query(
    `update hotspots
     set snmp_host = given.host, snmp_port = given.port, snmp_community_sealed = given.community, updated_at = now()
     from unnest($1::bigint[], $2::text[], $3::integer[], $4::bytea[]) as given (id, host, port, community)
     where hotspots.id = given.id`,
    [
      targets.map(({ hotspotId }) => hotspotId),
      targets.map(({ host }) => host),
      targets.map(({ port }) => port),
      targets.map(({ community }) => sealer.seal(community, COMMUNITY)),
    ],
  )
  await publish(db, { type: 'hotspots' })
}

/**
 * The hotspots in use that have an SNMP agent, of those whose id modulo `shardCount` is in `shards`.
 *
 * @throws {Error} when a community was sealed with another `PLAZA_SECRET`
 */
export async function snmpTargets(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  shards: readonly number[],
  shardCount: number,
): Promise<SnmpTarget[]> {
  const rows = await query
    .selectFrom('hotspots')
    .select(['id', 'snmp_host', 'snmp_port', 'snmp_community_sealed'])
    .where('retired_at', 'is', null)
    .where('snmp_host', 'is not', null)
    .where('snmp_community_sealed', 'is not', null)
    .where(sql<number>`id % ${shardCount}::int`, '=', sql<number>`any(${[...shards]}::int[])`)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    hotspotId: row.id,
    host: row.snmp_host!,
    port: row.snmp_port,
    community: sealer.open(row.snmp_community_sealed!, COMMUNITY),
  }))
}
