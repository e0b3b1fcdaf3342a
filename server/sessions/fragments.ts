/**
 * SQL on the tables of sessions/ for statements of rooms above that span several rooms. Each names the columns that it
 * gives; PostgreSQL plans them as if the table stood there. Times are SQL expressions of type timestamptz.
 */

/** What sessions reported of each day, by place; input is from the device (RFC 2866 section 5.3). */
export const reportedUse =
  '(select session_id, day, resident_id, device_mac, hotspot_id, seconds, input_octets, output_octets from session_days)'

/** The sums by day and hotspot of sessions that are kept no longer. */
export const archivedUse = '(select day, hotspot_id, sessions, seconds, input_octets, output_octets from usage_archive)'

/** Sessions under way that have reported since `since`: see `silence.ts`. */
export const liveSessions = (since: string): string =>
  `(select id, resident_id, device_mac, hotspot_id, updated_at from sessions where ended_at is null and updated_at >= ${since})`

/** Sessions, ended ones too. */
export const allSessions =
  '(select id, resident_id, device_mac, hotspot_id, started_at, updated_at, ended_at from sessions)'

/** Whole seconds between `from` and `now` that the live session `row` has not reported yet. */
export const unreportedSeconds = (row: string, from: string, now: string): string =>
  `greatest(0, floor(extract(epoch from ${now})) - floor(extract(epoch from greatest(${row}.updated_at, ${from}))))::bigint`
