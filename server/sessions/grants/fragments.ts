/** SQL on grants for statements of rooms above that span several rooms, as `../fragments.ts`. */

/** Grants that their gateways took. */
export const openedGrants =
  '(select id, resident_id, device_mac, hotspot_id, opened_at, ends_at from grants where opened_at is not null)'

/** Grants that their gateways have yet to take, or never will. */
export const awaitedGrants = '(select device_mac, hotspot_id, granted_at from grants where opened_at is null)'

/**
 * Whole seconds between `from` and `to` in which grants have let the device of `row` in; a device has one at a time.
 *
 * @param whose which grants of the device count: SQL on `covering`
 */
export const grantedSeconds = (row: string, whose: string, from: string, to: string): string =>
  `(select coalesce(sum(${grantSeconds('covering', from, to)}), 0) from ${openedGrants} as covering
    where ${whose} and covering.device_mac = ${row}.device_mac and covering.ends_at > ${from})`

/** Whole seconds between `from` and `to` in which the grant `row` let its device in; there is no accounting of it. */
export const grantSeconds = (row: string, from: string, to: string): string =>
  `greatest(0, floor(extract(epoch from least(${to}, ${row}.ends_at) - greatest(${row}.opened_at, ${from}))))::bigint`

/** No grant lasts longer: so long is a session at most. */
const LONGEST_DAYS = 7

/**
 * What grants let in between two instants, as stays of sessions: `session_id` is below 0, so that it is no session's.
 * Nobody knows what was used of it: it counts from its beginning to its end.
 */
export const grantedStays = (from: string, to: string): string =>
  `(select -id as session_id, resident_id, hotspot_id, opened_at >= ${from} as begins,
           greatest(opened_at, ${from}) as since, least(ends_at, ${to}) as until
    from grants
    where opened_at is not null and opened_at < ${to} and ends_at > greatest(opened_at, ${from})
      and granted_at >= ${from} - interval '${LONGEST_DAYS} days' and granted_at < ${to})`

/** When the first grant was made that is still known. */
export const firstGranted = '(select min(granted_at) as at from grants)'
