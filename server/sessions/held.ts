/**
 * Sessions that retention leaves alone: those that match every field that is not null and were under way between `since`
 * and `until`.
 */
export interface HeldScope {
  residentId: number | null
  deviceMac: string | null
  hotspotId: number | null
  since: Date
  until: Date
}

/** The parameter of {@link heldRows}. */
export const heldParameter = (held: readonly HeldScope[]): string =>
  JSON.stringify(
    held.map(({ residentId, deviceMac, hotspotId, since, until }) => ({
      resident_id: residentId,
      device_mac: deviceMac,
      hotspot_id: hotspotId,
      since,
      until,
    })),
  )

/** The scopes as rows named `h`, of a parameter as {@link heldParameter} makes it. */
export const heldRows = (parameter: number): string =>
  `jsonb_to_recordset($${parameter}::jsonb)
     as h(resident_id bigint, device_mac macaddr, hotspot_id bigint, since timestamptz, until timestamptz)`

/**
 * SQL: the row under this name in the statement, which was made at `from` and held until `to`, is held by none of the
 * scopes.
 */
export const isHeldByNone = (row: string, from: string, to: string, parameter: number): string =>
  `not exists (
     select from ${heldRows(parameter)}
     where (h.resident_id is null or h.resident_id = ${row}.resident_id)
       and (h.device_mac is null or h.device_mac = ${row}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${row}.hotspot_id)
       and ${row}.${from} < h.until and ${row}.${to} >= h.since)`

/** SQL: the session under this name in the statement is held by none of the scopes. */
export const isNotHeld = (session: string, parameter: number): string =>
  `not exists (
     select from ${heldRows(parameter)}
     where (h.resident_id is null or h.resident_id = ${session}.resident_id)
       and (h.device_mac is null or h.device_mac = ${session}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${session}.hotspot_id
            or exists (select from session_hotspots m where m.session_id = ${session}.id and m.hotspot_id = h.hotspot_id))
       and ${session}.started_at < h.until and coalesce(${session}.ended_at, 'infinity') >= h.since)`
