import type { Database } from '../database/connection.ts'

/** What the live sessions of a gateway show that cannot be as it is said. */
export interface SessionFindings {
  /** Most send far more than they receive: input and output are swapped (RFC 2866 sections 5.3 and 5.4). */
  isSwapped: boolean
  /** Devices that other gateways account for at the same time: somebody uses a copy of their address. */
  doubled: number
}

/** A session counts from so many octets; so many of them speak for their gateway, and so many in a hundred are most. */
const SESSION_OCTETS = 1_000_000
const FEWEST_SESSIONS = 5
const MOST_PERCENT = 80
/** What people send is a tenth of what they receive. */
const FAR_MORE = 4

/**
 * A device that goes elsewhere leaves a session behind, which its gateway ends after the idle time: two count as one
 * device's until they have overlapped for longer. Nobody walks past so many gateways meanwhile.
 */
const OVERLAP_MINUTES = 30
const MANY_GATEWAYS = 4

/**
 * SQL: live sessions that report, of devices that are live at several gateways at once; by parameter $1, when those that
 * are live have reported last.
 */
const doubledDevices = (which = 'true'): string => `
  live as (select gateway_id, hotspot_id, device_mac, resident_id, started_at, updated_at, input_octets, output_octets
           from sessions where ended_at is null and updated_at >= $1 and ${which}),
  several as (select device_mac, count(distinct gateway_id) as gateways from live where device_mac is not null
              group by device_mac having count(distinct gateway_id) > 1),
  doubled as (
    select distinct one.gateway_id, one.hotspot_id, one.device_mac, one.resident_id
    from live as one join several using (device_mac)
    where gateways >= ${MANY_GATEWAYS} or exists (
      select from live as other
      where other.device_mac = one.device_mac and other.gateway_id <> one.gateway_id
        and least(one.updated_at, other.updated_at) >=
            greatest(one.started_at, other.started_at) + interval '${OVERLAP_MINUTES} minutes'))`

/** Of each gateway of which there is something to say. @param since as in `silence.ts` */
export async function sessionFindings(
  { pool }: Pick<Database, 'pool'>,
  since: Date,
): Promise<Map<number, SessionFindings>> {
  const { rows } = await pool.query<SessionFindings & { gatewayId: number }>(
    `with ${doubledDevices()},
       swapped as (
         select gateway_id from live where input_octets + output_octets >= ${SESSION_OCTETS}
         group by gateway_id
         having count(*) >= ${FEWEST_SESSIONS}
           and count(*) filter (where input_octets > ${FAR_MORE} * output_octets) * 100 >= ${MOST_PERCENT} * count(*)),
       copies as (select gateway_id, count(distinct device_mac) as devices from doubled group by gateway_id)
     select coalesce(swapped.gateway_id, copies.gateway_id) as "gatewayId", swapped.gateway_id is not null as "isSwapped",
            coalesce(copies.devices, 0)::int as doubled
     from swapped full join copies using (gateway_id)`,
    [since],
  )
  return new Map(rows.map(({ gatewayId, ...findings }) => [gatewayId, findings]))
}

/** A device that is live at several gateways at once, whose it is, and where. */
export interface DeviceAtOnce {
  mac: string
  residentId: number | null
  places: Array<{ gatewayId: number; hotspotId: number | null }>
}

/**
 * Devices that are live at several gateways at once.
 *
 * @param of only these; absent: all
 * @param countsForSomebody whether sessions count only that a resident was let in for: others any gateway may report
 */
export async function devicesAtOnce(
  { pool }: Pick<Database, 'pool'>,
  since: Date,
  { of = null, countsForSomebody = false }: { of?: readonly string[] | null; countsForSomebody?: boolean } = {},
): Promise<DeviceAtOnce[]> {
  const { rows } = await pool.query<DeviceAtOnce>(
    `with ${doubledDevices(countsForSomebody ? 'resident_id is not null' : 'true')}
     select device_mac::text as mac, max(resident_id) as "residentId",
            json_agg(json_build_object('gatewayId', gateway_id, 'hotspotId', hotspot_id)) as places
     from doubled where $2::macaddr[] is null or device_mac = any($2) group by device_mac`,
    [since, of],
  )
  return rows
}
