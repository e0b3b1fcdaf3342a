import type { Database } from '../../database/connection.ts'
import { isForeignKeyViolation } from '../../database/sql-errors.ts'
import { hotspotsIn } from './views.ts'

/** A hotspot or a neighbourhood, or neither: the whole city. */
export interface Scope {
  hotspotId?: number | undefined
  neighbourhoodId?: number | undefined
}

/** What is wrong with a scope, and which part of it. */
export interface ScopeFault {
  field: 'hotspot' | 'neighbourhood'
  message: string
}

/** As tables keep it. */
interface ScopeColumns {
  hotspot_id: number | null
  neighbourhood_id: number | null
}

/**
 * Has `insert` store what holds in a scope.
 *
 * @throws what `refusal` makes of a scope that names too much, or a place that there is not
 */
export async function insertInScope<T>(
  { hotspotId, neighbourhoodId }: Scope,
  refusal: (fault: ScopeFault) => Error,
  insert: (columns: ScopeColumns) => Promise<T>,
): Promise<T> {
  if (hotspotId !== undefined && neighbourhoodId !== undefined) {
    const message = 'Name a hotspot or a neighbourhood, or neither for the whole city.'
    throw refusal({ field: 'hotspot', message })
  }
  return insert({ hotspot_id: hotspotId ?? null, neighbourhood_id: neighbourhoodId ?? null }).catch((error) => {
    if (!isForeignKeyViolation(error)) throw error
    const field = hotspotId === undefined ? 'neighbourhood' : 'hotspot'
    throw refusal({ field, message: `There is no ${field} ${hotspotId ?? neighbourhoodId}.` })
  })
}

/** The hotspots of a scope; undefined: all. */
export type ScopeHotspots = ReadonlySet<number> | undefined

export async function scopeHotspots(
  db: Pick<Database, 'query'>,
  { hotspot_id, neighbourhood_id }: ScopeColumns,
): Promise<ScopeHotspots> {
  if (hotspot_id !== null) return new Set([hotspot_id])
  if (neighbourhood_id === null) return undefined
  return new Set(await hotspotsIn(db, neighbourhood_id))
}

/** @param hotspotId null: nobody knows which one it is, so that only the whole city covers it */
export const covers = (hotspots: ScopeHotspots, hotspotId: number | null): boolean =>
  hotspots === undefined || (hotspotId !== null && hotspots.has(hotspotId))
