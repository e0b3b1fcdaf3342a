/** SQL on the tables of health/ for statements of rooms above that span several rooms. Each names the columns that it gives. */

/** Alerts that are not over. */
export const openAlerts = '(select id, hotspot_id, kind, cause, opened_at from alerts where closed_at is null)'

/** Which states hotspots had, one after the other; `until` is null of those that they have now. */
export const hotspotStates = '(select hotspot_id, since, until, state from state_changes)'

/** When hotspots were down, also those that are over. */
export const outages =
  "(select hotspot_id, since as opened_at, until as closed_at from state_changes where state = 'down')"

/** Hotspots of which it is known whether they work. */
export const hotspotsOfKnownState = `(select hotspot_id as id from hotspot_health where state <> 'unknown'
  union select hotspot_id from state_changes where until is null and state <> 'unknown')`

/** Since when it is known of hotspots whether they work, at the earliest of which there is a trace. */
export const healthKnownSince = `(select min(since) as at from (select since from hotspot_health where since is not null
  union all select since from state_changes) as known)`
