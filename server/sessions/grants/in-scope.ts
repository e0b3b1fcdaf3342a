import type { Database } from '../../database/connection.ts'
import { atMost } from '../in-scope.ts'
import { type LegalScope, scopesParameter } from '../legal-hold.ts'
import { grantNotOnHold } from './legal-hold.ts'

/** Where the portal itself let a device in, of which there is no accounting; UTC. */
export interface HandedOverGrant {
  id: number
  resident: number | null
  deviceMac: string
  hotspot: number | null
  gateway: number
  grantedAt: string
  openedAt: string | null
  endsAt: string
}

/**
 * Every grant of the scope, the oldest first.
 *
 * @throws {RangeError} where there are more than `most`: the scope is too wide to be lawful
 */
export async function grantsInScope(
  { pool }: Pick<Database, 'pool'>,
  scope: LegalScope,
  most: number,
): Promise<HandedOverGrant[]> {
  const { rows } = await pool.query<HandedOverGrant>(
    `select g.id, g.resident_id as "resident", g.device_mac as "deviceMac", g.hotspot_id as "hotspot",
       g.gateway_id as "gateway", g.granted_at as "grantedAt", g.opened_at as "openedAt", g.ends_at as "endsAt"
     from grants g where g.granted_at < $2 and not (${grantNotOnHold('g', 1)}) order by g.granted_at, g.id limit $3`,
    [scopesParameter([scope]), scope.until, most + 1],
  )
  return atMost(rows, most, 'grants')
}
