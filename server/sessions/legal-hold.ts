import { hadPort } from './ledger/nat-ports.ts'

/**
 * What a legal hold or a lawful request covers: what matches every field that is not null and was under way between
 * `since` and `until`.
 */
export interface LegalScope {
  residentId: number | null
  deviceMac: string | null
  hotspotId: number | null
  /** Who had this address, the device's own or, with the port, that of a NAT; absent or null: it does not narrow. */
  publicIp?: string | null
  publicPort?: number | null
  since: Date
  until: Date
}

/** The parameter of {@link scopeRows}. */
export const scopesParameter = (scopes: readonly LegalScope[]): string =>
  JSON.stringify(
    scopes.map(({ residentId, deviceMac, hotspotId, publicIp, publicPort, since, until }) => ({
      resident_id: residentId,
      device_mac: deviceMac,
      hotspot_id: hotspotId,
      public_ip: publicIp,
      public_port: publicPort,
      since,
      until,
    })),
  )

/** The scopes as rows named `h`, of a parameter as {@link scopesParameter} makes it. */
export const scopeRows = (parameter: number): string =>
  `jsonb_to_recordset($${parameter}::jsonb)
     as h(resident_id bigint, device_mac macaddr, hotspot_id bigint, public_ip inet, public_port int, since timestamptz, until timestamptz)`

/**
 * SQL: the row under this name in the statement, which was made at `from` and lasted until `to`, is covered by none
 * of the scopes. It tells no address: a scope that names one does not cover it.
 */
export const notOnHold = (row: string, from: string, to: string, parameter: number): string =>
  `not exists (
     select from ${scopeRows(parameter)}
     where h.public_ip is null and (h.resident_id is null or h.resident_id = ${row}.resident_id)
       and (h.device_mac is null or h.device_mac = ${row}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${row}.hotspot_id)
       and ${row}.${from} < h.until and ${row}.${to} >= h.since)`

/** SQL: the session had the address of the scope `h`. */
const hadAddress = (session: string): string => {
  const port = { address: 'host(h.public_ip)', port: 'h.public_port', since: 'h.since', until: 'h.until' }
  return `(${session}.framed_ip = h.public_ip
           or exists (select from unnest(string_to_array(${session}.ipv6, ' ')) as own where own::inet >>= h.public_ip)
           or ${hadPort(session, port)})`
}

/** SQL: the session under this name in the statement is covered by none of the scopes. */
export const sessionNotOnHold = (session: string, parameter: number): string =>
  `not exists (
     select from ${scopeRows(parameter)}
     where (h.resident_id is null or h.resident_id = ${session}.resident_id)
       and (h.device_mac is null or h.device_mac = ${session}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${session}.hotspot_id
            or exists (select from session_hotspots m where m.session_id = ${session}.id and m.hotspot_id = h.hotspot_id))
       and (h.public_ip is null or ${hadAddress(session)})
       and ${session}.started_at < h.until and coalesce(${session}.ended_at, 'infinity') >= h.since)`
