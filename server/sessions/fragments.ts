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
  `(select id, resident_id, device_mac, hotspot_id, gateway_id, updated_at from sessions where ended_at is null and updated_at >= ${since})`

/** Sessions, ended ones too. */
export const allSessions =
  '(select id, resident_id, device_mac, hotspot_id, started_at, updated_at, ended_at from sessions)'

/**
 * Columns of use by device, of rows grouped by {@link deviceOf}: `seconds`, `longest` of one session, and when its sessions
 * were under way, which {@link secondsOnce} makes the device's time of.
 *
 * @param session a row of {@link allSessions}
 * @param seconds what it used between `from` and `until`
 */
export const timeOfDevice = (session: string, seconds: string, from: string, until: string): string => {
  const began = `greatest(${session}.started_at, ${from})`
  const ended = `greatest(${began}, least(${session}.updated_at, ${until}))`
  return `sum(${seconds}) as seconds, max(${seconds}) as longest, sum(extract(epoch from ${ended} - ${began})) as spans,
          range_agg(tstzrange(${began}, ${ended})) as together`
}

/** A session of an unknown device is one of its own. */
export const deviceOf = (session: string): string => `coalesce(${session}.device_mac::text, ${session}.id::text)`

/** Whole seconds of the device `row`: while several of its sessions were under way, each second counts once. */
export const secondsOnce = (row: string): string =>
  `greatest(${row}.longest, ${row}.seconds - round(${row}.spans - (
     select coalesce(sum(extract(epoch from upper(part) - lower(part))), 0) from unnest(${row}.together) as part)))::bigint`

/** Whole seconds between `from` and `now` that the live session `row` has not reported yet. */
export const unreportedSeconds = (row: string, from: string, now: string): string =>
  `greatest(0, floor(extract(epoch from ${now})) - floor(extract(epoch from greatest(${row}.updated_at, ${from}))))::bigint`

/**
 * Where sessions were, and from when to when: a session that moved has a row for each stay. `until` of the last is its last
 * report.
 *
 * @param sessions SQL with the `session_id` of each
 */
export const staysOf = (sessions: string): string =>
  `(select s.id as session_id, coalesce(w.hotspot_id, s.hotspot_id) as hotspot_id, coalesce(w.since, s.started_at) as since,
           coalesce(w.until, s.updated_at) as until, coalesce(w.is_first, true) as is_first
    from ${sessions} as wanted join sessions s on s.id = wanted.session_id
      left join lateral (
        select hotspot_id, since, coalesce(lead(since) over way, s.updated_at) as until, row_number() over way = 1 as is_first
        from session_hotspots where session_id = s.id window way as (order by since)) as w on true)`
