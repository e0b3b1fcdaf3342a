import { hotspotPlaces } from '../network/fragments.ts'

/** SQL of a common table `placed`: every hotspot with the places that it belongs to now. */
export const placed = `placed as materialized (select * from ${hotspotPlaces} as of_hotspot)`

/**
 * SQL: a row `at (kind, place)` for every place that a hotspot `p` of {@link placed} belongs to. Of what is of no known
 * hotspot (`p` joined from the left, and null) the city alone.
 */
export const everyPlace = `lateral (values
  ('city', ''), ('borough', p.borough), ('neighbourhood', p.neighbourhood_id::text), ('programme', p.programme),
  ('group', p.group_id::text), ('site', p.site_id::text), ('hotspot', p.id::text)) as at (kind, place)`
