import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'
import { type Gateway, loadGateways } from './gateways/gateways.ts'
import type { HealthLimits } from './groups/health-limits.ts'

/** Whose controllers, or clouds, tell of their access points by an API of their own. */
export const controllerMakes = ['unifi', 'omada', 'meraki'] as const
export type ControllerMake = (typeof controllerMakes)[number]

const makeOf: Partial<Record<Gateway['vendor'], ControllerMake>> = {
  ...{ unifi: 'unifi', omada: 'omada' },
  ...{ meraki: 'meraki', 'meraki-click': 'meraki' },
}

/** A gateway's controller that is to be read, and the hotspots of which it may speak. */
export interface ControllerTarget extends Pick<Gateway, 'id' | 'name' | 'controller'> {
  make: ControllerMake
  hotspots: ControllerHotspot[]
}

/** A hotspot in use that hangs on the gateway, or on none, and what a controller may know it by. */
export interface ControllerHotspot {
  id: number
  gatewayId: number | null
  /** It has an SNMP agent, its own or a controller's. */
  hasAgent: boolean
  mac: string | null
  serial: string | null
  name: string
  bssids: string[]
  names: string[]
  /** Devices at a time that it is said to serve. */
  capacity: number | null
  /** Its group's. */
  limits: HealthLimits | null
}

/**
 * Every controller that is to be read of gateways in use. A hotspot on no gateway is its that has the address or the serial
 * number of one of its access points.
 *
 * @throws {SealError} when a password was sealed with another `PLAZA_SECRET`
 */
export async function controllerTargets(
  db: Pick<Database, 'query' | 'pool'>,
  sealer: Sealer,
): Promise<ControllerTarget[]> {
  const gateways = (await loadGateways(db, sealer)).flatMap((gateway) => {
    const { id, name, vendor, controller } = gateway
    const make = makeOf[vendor]
    return make && controller?.readsStates ? [{ id, name, controller, make }] : []
  })
  if (gateways.length === 0) return []
  const hotspots = await hotspotsOf(
    db,
    gateways.map(({ id }) => id),
  )
  return gateways.map((gateway) => ({
    ...gateway,
    hotspots: hotspots.filter(({ gatewayId }) => gatewayId === gateway.id || gatewayId === null),
  }))
}

async function hotspotsOf(
  { pool }: Pick<Database, 'pool'>,
  gatewayIds: readonly number[],
): Promise<ControllerHotspot[]> {
  const { rows } = await pool.query<ControllerHotspot>(
    `select h.id, h.gateway_id as "gatewayId", h.agent_id is not null as "hasAgent", h.mac, h.serial, h.name,
       coalesce(array_agg(c.value) filter (where c.kind = 'bssid'), '{}') as bssids,
       coalesce(array_agg(c.value) filter (where c.kind = 'name'), '{}') as names, h.capacity, g.health as limits
     from hotspots h left join hotspot_calls c on c.hotspot_id = h.id left join hotspot_groups g on g.id = h.group_id
     where h.retired_at is null
       and (h.gateway_id = any($1::bigint[]) or h.gateway_id is null and (h.mac is not null or h.serial is not null))
     group by h.id, g.id order by h.id`,
    [gatewayIds],
  )
  return rows
}
