import type { Database } from '../database/connection.ts'
import { atMost } from '../sessions/in-scope.ts'
import { type LegalScope, scopesParameter } from '../sessions/legal-hold.ts'
import { decisionNotOnHold } from './legal-hold.ts'

/** A decision on a device as it is handed over to an authority; UTC. */
export interface DisclosedDecision {
  at: string
  resident: number | null
  deviceMac: string | null
  devicePseudonym: string | null
  hotspot: number | null
  gateway: number
  method: string
  accepted: boolean
  reason: string
}

/**
 * Every decision of the scope, the oldest first.
 *
 * @throws {RangeError} where there are more than `most`: the scope is too wide to be lawful
 */
export async function decisionsInScope(
  { pool }: Pick<Database, 'pool'>,
  scope: LegalScope,
  most: number,
): Promise<DisclosedDecision[]> {
  const { rows } = await pool.query<DisclosedDecision>(
    `select l.at, l.resident_id as "resident", l.device_mac as "deviceMac", l.device_pseudonym as "devicePseudonym",
       l.hotspot_id as "hotspot", l.gateway_id as "gateway", l.method, l.accepted, l.reason
     from access_log l where l.at >= $2 and l.at < $3 and not (${decisionNotOnHold('l', 1)}) order by l.at limit $4`,
    [scopesParameter([scope]), scope.since, scope.until, most + 1],
  )
  return atMost(rows, most, 'decisions')
}
