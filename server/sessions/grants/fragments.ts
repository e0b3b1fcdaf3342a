/** SQL on grants for statements of rooms above that span several rooms, as `../fragments.ts`. */

/** Grants that their gateways took. */
export const openedGrants =
  '(select id, resident_id, device_mac, hotspot_id, opened_at, ends_at from grants where opened_at is not null)'

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
