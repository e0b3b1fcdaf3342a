import type { DeviceSystem } from '../analytics/way-online/steps.ts'
import type { Database } from '../database/connection.ts'
import { gatewayVendors } from '../network/fragments.ts'
import { allSessions } from '../sessions/fragments.ts'

export interface TicketsOfHour {
  hour: Date
  hotspotId: number | null
  vendor: string
  system: DeviceSystem
  /** Devices that got a ticket, whose ticket was accepted, and that were online for a minute within ten of it. */
  letIn: number
  accepted: number
  online: number
}

/** What became of the tickets made since `since`, by hour. Tickets are kept for a day. */
export async function ticketsByHour({ pool }: Pick<Database, 'pool'>, since: Date): Promise<TicketsOfHour[]> {
  const { rows } = await pool.query<TicketsOfHour>(
    `select date_trunc('hour', t.created_at) as hour, t.hotspot_id as "hotspotId", g.vendor, t.system,
            count(distinct t.device_mac)::integer as "letIn",
            (count(distinct t.device_mac) filter (where t.used_at is not null))::integer as accepted,
            (count(distinct t.device_mac) filter (where t.used_at is not null and exists (
               select from ${allSessions} as s
               where s.device_mac = t.device_mac and s.started_at >= t.created_at - interval '1 minute'
                 and s.started_at < t.created_at + interval '10 minutes'
                 and s.updated_at >= s.started_at + interval '1 minute')))::integer as online
     from tickets t join ${gatewayVendors} as g on g.id = t.gateway_id
     where t.expires_at >= $1 and t.created_at >= $1
     group by 1, 2, 3, 4`,
    [since],
  )
  return rows
}
