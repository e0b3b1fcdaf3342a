import { hotspotPlaces } from '../network/fragments.ts'

/** SQL of a common table `placed`: every hotspot with the places that it belongs to now. */
export const placed = `placed as materialized (select * from ${hotspotPlaces} as of_hotspot)`

/** By which column of {@link placed} places of each kind are told apart; the city is all there is. */
const columns = {
  ...{ borough: 'borough', neighbourhood: 'neighbourhood_id', programme: 'programme', group: 'group_id' },
  ...{ site: 'site_id', hotspot: 'id' },
}
const kinds = Object.keys(columns)
const named = Object.values(columns).map((column) => `p.${column}`)

/** A bit of each column, the first one's the highest: 0 where rows are grouped by it. */
const bits = `grouping(${named.join(', ')})`
const ALL = 2 ** named.length - 1
const bitsOf = (at: number): number => ALL - 2 ** (named.length - 1 - at)

/** SQL: `kind` and `place` of rows grouped {@link byEveryPlace}. */
export const kindAndPlace = `case ${bits} ${kinds.map((kind, at) => `when ${bitsOf(at)} then '${kind}'`).join(' ')} else 'city' end as kind,
  case when ${bits} = ${ALL} then '' else coalesce(${named.map((column) => `${column}::text`).join(', ')}) end as place`

/**
 * SQL: groups rows by every place that their hotspot `p` of {@link placed} belongs to, the city included. What is of no
 * known hotspot (`p` joined from the left, and null) is the city's alone: leave out what has no place.
 *
 * @param more by what besides
 */
export const byEveryPlace = (...more: string[]): string =>
  `group by grouping sets (${['', ...named].map((column) => `(${[column, ...more].filter(Boolean).join(', ')})`).join(', ')})`

/**
 * SQL: whether the hotspot `p` of {@link placed} belongs to a place; to the city belongs what is of no known hotspot too.
 *
 * @param kind and `place`: the parameters, e.g. `$1`
 */
export const isOfPlace = (kind: string, place: string): string =>
  `case ${kind} ${Object.entries(columns)
    .map(([name, column]) => `when '${name}' then p.${column}::text = ${place}`)
    .join(' ')} else true end`
