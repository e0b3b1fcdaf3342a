/**
 * What a legal hold or a lawful request covers: what matches every field that is not null and was under way between
 * `since` and `until`.
 */
export interface LegalScope {
  residentId: number | null
  deviceMac: string | null
  hotspotId: number | null
  since: Date
  until: Date
}

/** The parameter of {@link scopeRows}. */
export const scopesParameter = (scopes: readonly LegalScope[]): string =>
  JSON.stringify(
    scopes.map(({ residentId, deviceMac, hotspotId, since, until }) => ({
      resident_id: residentId,
      device_mac: deviceMac,
      hotspot_id: hotspotId,
      since,
      until,
    })),
  )

/** The scopes as rows named `h`, of a parameter as {@link scopesParameter} makes it. */
export const scopeRows = (parameter: number): string =>
  `jsonb_to_recordset($${parameter}::jsonb)
     as h(resident_id bigint, device_mac macaddr, hotspot_id bigint, since timestamptz, until timestamptz)`

/**
 * SQL: the row under this name in the statement, which was made at `from` and lasted until `to`, is covered by none
 * of the scopes.
 */
export const notOnHold = (row: string, from: string, to: string, parameter: number): string =>
  `not exists (
     select from ${scopeRows(parameter)}
     where (h.resident_id is null or h.resident_id = ${row}.resident_id)
       and (h.device_mac is null or h.device_mac = ${row}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${row}.hotspot_id)
       and ${row}.${from} < h.until and ${row}.${to} >= h.since)`

/** SQL: the session under this name in the statement is covered by none of the scopes. */
export const sessionNotOnHold = (session: string, parameter: number): string =>
  `not exists (
     select from ${scopeRows(parameter)}
     where (h.resident_id is null or h.resident_id = ${session}.resident_id)
       and (h.device_mac is null or h.device_mac = ${session}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${session}.hotspot_id
            or exists (select from session_hotspots m where m.session_id = ${session}.id and m.hotspot_id = h.hotspot_id))
       and ${session}.started_at < h.until and coalesce(${session}.ended_at, 'infinity') >= h.since)`
