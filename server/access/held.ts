import { heldRows } from '../sessions/held.ts'

/**
 * SQL: the decision or grant under this name in the statement, which was made at `from` and held until `to`, is held by
 * none of the scopes.
 */
const isHeldByNone = (row: string, from: string, to: string, parameter: number): string =>
  `not exists (
     select from ${heldRows(parameter)}
     where (h.resident_id is null or h.resident_id = ${row}.resident_id)
       and (h.device_mac is null or h.device_mac = ${row}.device_mac)
       and (h.hotspot_id is null or h.hotspot_id = ${row}.hotspot_id)
       and ${row}.${from} < h.until and ${row}.${to} >= h.since)`

export const decisionIsNotHeld = (row: string, parameter: number) => isHeldByNone(row, 'at', 'at', parameter)
export const grantIsNotHeld = (row: string, parameter: number) => isHeldByNone(row, 'granted_at', 'ends_at', parameter)
