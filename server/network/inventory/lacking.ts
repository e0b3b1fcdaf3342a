import type { Database } from '../../database/connection.ts'

/** What of a city's network is there, and what it still lacks; retired hotspots and gateways out of use aside. */
export interface Lacking {
  neighbourhoods: { total: number; withoutPopulation: number }
  /** `withoutName`: neither an address nor a name by which a gateway could call it. */
  hotspots: { total: number; withoutGateway: number; withoutAgent: number; withoutName: number }
  credentials: number
}

/** @see Lacking */
export async function whatIsLacking({ pool }: Pick<Database, 'pool'>): Promise<Lacking> {
  const counted = async <T extends object>(sql: string): Promise<T> => (await pool.query<T>(sql)).rows[0]!
  const [neighbourhoods, hotspots, { credentials }] = await Promise.all([
    counted<Lacking['neighbourhoods']>(
      'select count(*) as total, count(*) filter (where population = 0) as "withoutPopulation" from neighbourhoods',
    ),
    counted<Lacking['hotspots']>(
      `select count(*) as total, count(*) filter (where gateway_id is null) as "withoutGateway",
         count(*) filter (where agent_id is null) as "withoutAgent",
         count(*) filter (where mac is null and not exists (select from hotspot_calls where hotspot_id = hotspots.id))
           as "withoutName"
       from hotspots where retired_at is null`,
    ),
    counted<{ credentials: number }>('select count(*) as credentials from snmp_credentials'),
  ])
  return { neighbourhoods, hotspots, credentials }
}
