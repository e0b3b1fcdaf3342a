import type { Database } from '../database/connection.ts'
import { type HeldScope, heldParameter } from '../sessions/held.ts'
import { atMost } from '../sessions/in-scope.ts'
import { decisionIsNotHeld, grantIsNotHeld } from './held.ts'

/** A decision on a device as it is handed over to an authority; UTC. */
export interface HandedOverDecision {
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
 * Every decision of the scope, the oldest first.
 *
 * @throws {RangeError} where there are more than `most`: the scope is too wide to be lawful
 */
export async function decisionsInScope(
  { pool }: Pick<Database, 'pool'>,
  scope: HeldScope,
  most: number,
): Promise<HandedOverDecision[]> {
  const { rows } = await pool.query<HandedOverDecision>(
    `select l.at, l.resident_id as "resident", l.device_mac as "deviceMac", l.device_pseudonym as "devicePseudonym",
       l.hotspot_id as "hotspot", l.gateway_id as "gateway", l.method, l.accepted, l.reason
     from access_log l where l.at >= $2 and l.at < $3 and not (${decisionIsNotHeld('l', 1)}) order by l.at limit $4`,
    [heldParameter([scope]), scope.since, scope.until, most + 1],
  )
  return atMost(rows, most, 'decisions')
}

/** As {@link decisionsInScope}, of what the portal opened. */
export async function grantsInScope(
  { pool }: Pick<Database, 'pool'>,
  scope: HeldScope,
  most: number,
): Promise<HandedOverGrant[]> {
  const { rows } = await pool.query<HandedOverGrant>(
    `select g.id, g.resident_id as "resident", g.device_mac as "deviceMac", g.hotspot_id as "hotspot",
       g.gateway_id as "gateway", g.granted_at as "grantedAt", g.opened_at as "openedAt", g.ends_at as "endsAt"
     from grants g where g.granted_at < $2 and not (${grantIsNotHeld('g', 1)}) order by g.granted_at, g.id limit $3`,
    [heldParameter([scope]), scope.until, most + 1],
  )
  return atMost(rows, most, 'grants')
}
