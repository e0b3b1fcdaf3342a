/**
 * SQL on the tables of network/ for statements of rooms above that span several rooms. Each names the columns that it
 * gives; PostgreSQL plans them as if the table stood there.
 */
import type { Database } from '../database/connection.ts'

/** Every hotspot, retired ones too. */
export const allHotspots = '(select id, name, group_id from hotspots)'

/** Every SNMP agent. */
export const agentsKnown = '(select id from agents)'

/** Those that are not retired. */
export const hotspotsInUse = '(select id from hotspots where retired_at is null)'

/** What hotspots in use have in common with others. */
export const hotspotsBelongings =
  '(select id, site_id, gateway_id, neighbourhood_id from hotspots where retired_at is null)'

/** SQL: names, as `g` and `h`, of the gateway and, where it is known, of the hotspot of the rows under the name `row`. */
export const joinedPlace = (row: string): string => `${joinedGateway(row)} ${joinedHotspot(row)}`

const joinedGateway = (row: string): string =>
  `left join (select id, name from gateways) as g on g.id = ${row}.gateway_id`

export const joinedHotspot = (row: string): string => `left join ${allHotspots} as h on h.id = ${row}.hotspot_id`

/** Hotspots by name, retired ones too. */
export const hotspotsByName = ({ query }: Pick<Database, 'query'>) =>
  query.selectFrom('hotspots').select(['id', 'name'])

/** Neighbourhoods by name. */
export const neighbourhoodsByName = ({ query }: Pick<Database, 'query'>) =>
  query.selectFrom('neighbourhoods').select(['id', 'name'])
