/**
 * SQL on the tables of network/ for statements of rooms above that span several rooms. Each names the columns that it
 * gives; PostgreSQL plans them as if the table stood there.
 */
import type { Database } from '../database/connection.ts'

/** Every hotspot, retired ones too. */
export const allHotspots = '(select id, name, group_id from hotspots)'

/** Every gateway's make, removed ones too. */
export const gatewayVendors = '(select id, vendor from gateways)'

/** Every SNMP agent. */
export const agentsKnown = '(select id from agents)'

/** Residents at a time that an antenna serves, where the city does not say how many its hotspot does. */
const PER_ANTENNA = 40

/** SQL: how many devices at a time the hotspot `row` is made for; null: nobody knows. */
export const capacityOf = (row: string): string => `coalesce(${row}.capacity, ${PER_ANTENNA} * ${row}.antennas)`

/**
 * Every hotspot, retired ones too, with the places that it is of: `borough` folded, its own or else its neighbourhood's; and
 * how many devices at a time it is made for, null where nobody knows.
 */
export const hotspotPlaces = `(
  select h.id, h.site_id, h.neighbourhood_id, h.programme, h.group_id, h.retired_at is not null as retired,
    coalesce(h.borough_folded, n.borough_folded) as borough, ${capacityOf('h')} as capacity
  from hotspots h left join neighbourhoods n on n.id = h.neighbourhood_id)`

/** Those that are not retired. */
export const hotspotsInUse = '(select id from hotspots where retired_at is null)'

/** What hotspots in use have in common with others. */
export const hotspotsBelongings =
  '(select id, site_id, gateway_id, neighbourhood_id, agent_id from hotspots where retired_at is null)'

/** Hotspots in use with the group whose hours they have. */
export const groupsOfHotspots = '(select id, group_id from hotspots where retired_at is null)'

/** Addresses of SNMP agents, and the hotspots in use that hang on each. */
export const agentAddresses = `(select a.id, a.host, array_agg(h.id) as hotspot_ids
  from agents a join hotspots h on h.agent_id = a.id and h.retired_at is null group by a.id)`

/**
 * On which agents of gateways, switches, routers and UPS the hotspots in use hang themselves; `by_gateway`: it is the agent
 * of the gateway that they are behind.
 */
export const parentsOfHotspots = `(
  select hung.hotspot_id, hung.agent_id, hung.by_gateway and a.kind = 'gateway' as by_gateway from (
    select h.id as hotspot_id, c.agent_id, false as by_gateway
    from agent_children c join hotspots h on h.id = c.hotspot_id where h.retired_at is null
    union all
    select h.id, c.agent_id, false
    from agent_children c join hotspots h on h.site_id = c.site_id where h.retired_at is null
    union all
    select h.id, c.agent_id, true
    from agent_children c join hotspots h on h.gateway_id = c.gateway_id where h.retired_at is null
  ) as hung join agents a on a.id = hung.agent_id and a.kind <> 'access-point')`

/** The agents on which something hangs. */
export const parentAgents = `(select a.id, a.host, a.kind, coalesce(a.name, a.host) as name from agents a
  where a.kind <> 'access-point' and exists (select from agent_children c where c.agent_id = a.id))`

/** Which agents hang on which, those of gateways also on what feeds these: `child_id` on `agent_id`. */
export const agentsAbove = `(
  select child_id, agent_id from agent_children where child_id is not null
  union
  select own.agent_id, feeds.agent_id
  from agent_children own join agents g on g.id = own.agent_id and g.kind = 'gateway'
    join agent_children feeds on feeds.gateway_id = own.gateway_id
    join agents a on a.id = feeds.agent_id and a.kind <> 'gateway')`

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
