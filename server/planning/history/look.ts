import type { Database } from '../../database/connection.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import type { NeighbourhoodCoverage } from '../coverage.ts'
import {
  type AreaStanding,
  byBorough,
  byQuintile,
  type Evenness,
  evennessOf,
  type Standing,
  standingOf,
} from '../equity/standing.ts'
import type { Ring, Within } from '../points/rings.ts'

export type PlaceKind = 'city' | 'borough' | 'neighbourhood' | 'quintile'

/** Whom hotspots reach at a place: '' the city, a borough as it is folded, a neighbourhood's id, a fifth from 1 to 5. */
export interface Seen extends Standing {
  kind: PlaceKind
  place: string
}

/** Whom a ring reached at a moment. */
export interface Look {
  ring: Ring
  within: Within
  seen: Seen[]
  evenness: Evenness
}

export const lookAt = (ring: Ring, within: Within, areas: readonly AreaStanding[]): Look => ({
  ring,
  within,
  seen: seenOf(areas),
  evenness: evennessOf(areas, 'covered'),
})

/** Neighbourhoods of which figures are known, with their names. */
export async function areasWith(
  db: Pick<Database, 'query'>,
  figures: ReadonlyMap<number, NeighbourhoodCoverage>,
): Promise<Array<AreaStanding & { code: string; name: string; hotspots: number }>> {
  return (await listNeighbourhoods(db)).flatMap(({ id, code, name, borough, withoutInternet: need }) => {
    const known = figures.get(id)
    return known ? [{ ...known, id, code, name, borough, need }] : []
  })
}

/** The city, its boroughs and neighbourhoods, and fifths of the residents by need. */
export function seenOf(areas: readonly AreaStanding[]): Seen[] {
  if (areas.length === 0) return []
  return [
    { kind: 'city', place: '', ...standingOf(areas) },
    ...areas.map((area): Seen => ({ kind: 'neighbourhood', place: String(area.id), ...standingOf([area]) })),
    ...[...byBorough(areas)].map(([place, { name: _, ...of }]): Seen => ({ kind: 'borough', place, ...of })),
    ...byQuintile(areas).flatMap((of, at): Seen[] =>
      of.residents > 0 ? [{ kind: 'quintile', place: String(at + 1), ...of }] : [],
    ),
  ]
}
