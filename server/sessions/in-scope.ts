import type { Database } from '../database/connection.ts'
import { joinedPlace } from '../network/fragments.ts'
import { type LegalScope, scopesParameter, sessionNotOnHold } from './legal-hold.ts'

/** A session as it is handed over to an authority: times in UTC, octets from and to the device. */
export interface HandedOverSession {
  id: number
  resident: number | null
  deviceMac: string | null
  devicePseudonym: string | null
  framedIp: string | null
  /** Addresses and prefixes, with a space between. */
  ipv6: string | null
  /** Ports of a NAT's address: address, first, last, seconds since 1970, + given or - given back; a space between. */
  natPorts: string | null
  userName: string | null
  callingStationId: string | null
  hotspot: number | null
  hotspotName: string | null
  gateway: string
  startedAt: string
  endedAt: string | null
  seconds: number
  inputOctets: number
  outputOctets: number
}

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

const SELECT = `
  select s.id, s.resident_id as "resident", s.device_mac as "deviceMac", s.device_pseudonym as "devicePseudonym",
    host(s.framed_ip) as "framedIp", s.ipv6, s.nat_ports as "natPorts", s.user_name as "userName", s.calling_station_id as "callingStationId", s.hotspot_id as "hotspot", h.name as "hotspotName", g.name as "gateway",
    ${utc('s.started_at')} as "startedAt", ${utc('s.ended_at')} as "endedAt", s.duration_seconds as "seconds",
    s.input_octets as "inputOctets", s.output_octets as "outputOctets"
  from sessions s ${joinedPlace('s')}`

/**
 * Every session of the scope, the oldest first.
 *
 * @throws {RangeError} where there are more than `most`: the scope is too wide to be lawful
 */
export async function sessionsInScope(
  { pool }: Pick<Database, 'pool'>,
  scope: LegalScope,
  most: number,
): Promise<HandedOverSession[]> {
  const { rows } = await pool.query<HandedOverSession>(
    `${SELECT}
     where s.started_at < $2 and coalesce(s.ended_at, 'infinity') >= $3 and not (${sessionNotOnHold('s', 1)})
     order by s.started_at, s.id limit $4`,
    [scopesParameter([scope]), scope.until, scope.since, most + 1],
  )
  return atMost(rows, most, 'sessions')
}

/** The rows. @throws {RangeError} where there are more than `most` of `what` */
export function atMost<T>(rows: T[], most: number, what: string): T[] {
  if (rows.length > most) throw new RangeError(`more than ${most} ${what}`)
  return rows
}
