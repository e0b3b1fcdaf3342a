import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import type { Sealer } from '../../sealing.ts'
import { byCommand } from '../hotspots/change.ts'
import { changeHotspotsOf } from '../hotspots/held/change-all-of.ts'
import type { GatewayVendor } from '../tables.ts'
import { SECRET } from './secrets.ts'

/** A gateway that is out of use, and may be put back. */
export interface DisabledGateway {
  id: number
  name: string
  vendor: GatewayVendor
  network: string | null
  disabledAt: Date
  /** In use, behind it. */
  hotspots: number
}

export async function disabledGateways({ pool }: Pick<Database, 'pool'>): Promise<DisabledGateway[]> {
  const { rows } = await pool.query<DisabledGateway>(
    `select id, name, vendor, network::text, disabled_at as "disabledAt",
       (select count(*) from hotspots where gateway_id = gateways.id and retired_at is null) as hotspots
     from gateways
     where disabled_at is not null and removed_at is null order by name`,
  )
  return rows
}

/** The id of the gateway of this name, in use or not. */
export async function gatewayIdOf({ query }: Pick<Database, 'query'>, name: string): Promise<number | undefined> {
  const row = await query
    .selectFrom('gateways')
    .select('id')
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/**
 * Takes a gateway out of use, or puts it back, and tells every process: RADIUS and RadSec answer it no more from then on,
 * and the portal leads no device to it. What it has stays: secret, certificates, hotspots.
 *
 * @returns its name; undefined where there is none, or it was so before
 */
export async function disableGateway(db: Database, id: number, disabled: boolean): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ name: string }>(
    `update gateways set disabled_at = case when $2 then now() end
     where id = $1 and removed_at is null and (disabled_at is null) = $2 returning name`,
    [id, disabled],
  )
  await publish(db, { type: 'gateways' })
  return rows[0]?.name
}

export interface RemovedGateway {
  name: string
  /** So many hotspots in use have no gateway now. */
  hotspots: number
}

/**
 * Removes a gateway for good, and tells every process: its secrets and certificates, and what was learnt of it. Name,
 * network and NAS-Identifier are free for another one; what it reported stays, under its name. The history of its hotspots
 * tells of it.
 *
 * @returns undefined where there is none
 */
export function removeGateway(
  db: Database,
  sealer: Sealer,
  id: number,
  author = byCommand,
): Promise<RemovedGateway | undefined> {
  return inOneTransaction(db, async (one) => {
    const { query } = one
    const row = await query
      .selectFrom('gateways')
      .select('name')
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return undefined
    for (const table of [
      'gateway_certificates',
      'gateway_controllers',
      'gateway_sources',
      'gateway_posture_days',
      'gateway_heard',
      'gateway_calls',
      'found_access_points',
    ] as const)
      await query.deleteFrom(table).where('gateway_id', '=', id).execute()
    const freed = await changeHotspotsOf(one, ['gateway', id], author, { gatewayId: null, gateway: null })
    const now = new Date()
    await query
      .updateTable('gateways')
      .set({
        ...{ name: `${row.name} (${id})`, network: null, nas_identifier: null, login_origins: [] },
        ...{ secret_sealed: sealer.seal('', SECRET), uam_secret_sealed: null, mac_password_sealed: null },
        ...{ disabled_at: now, removed_at: now },
      })
      .where('id', '=', id)
      .execute()
    await publish(one, { type: 'gateways' }, { type: 'hotspots' })
    return { name: row.name, hotspots: freed.filter(({ retiredAt }) => retiredAt === null).length }
  })
}
