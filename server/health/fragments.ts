/** SQL on the tables of health/ for statements of rooms above that span several rooms. Each names the columns that it gives. */

/** Alerts that are not over. */
export const openAlerts = '(select id, hotspot_id, kind, cause, opened_at from alerts where closed_at is null)'

/** Hotspots of which it is known whether they work. */
export const hotspotsOfKnownState = "(select hotspot_id as id from hotspot_health where state <> 'unknown')"
