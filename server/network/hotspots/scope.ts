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

/** Undefined where nothing is wrong as far as can be seen without the database. */
export const scopeFault = ({ hotspotId, neighbourhoodId }: Scope): ScopeFault | undefined =>
  hotspotId !== undefined && neighbourhoodId !== undefined
    ? { field: 'hotspot', message: 'Name a hotspot or a neighbourhood, or neither for the whole city.' }
    : undefined

/** As tables keep it. */
export const scopeColumns = ({ hotspotId, neighbourhoodId }: Scope) => ({
  hotspot_id: hotspotId ?? null,
  neighbourhood_id: neighbourhoodId ?? null,
})

/** What an insert's error says of the scope; undefined where it says something else. */
export function unknownPlace(error: unknown, { hotspotId, neighbourhoodId }: Scope): ScopeFault | undefined {
  if (!isForeignKeyViolation(error)) return undefined
  const field = hotspotId === undefined ? 'neighbourhood' : 'hotspot'
  return { field, message: `There is no ${field} ${hotspotId ?? neighbourhoodId}.` }
}

/** The hotspots of a scope; undefined: all. */
export type ScopeHotspots = ReadonlySet<number> | undefined

export async function scopeHotspots(
  db: Pick<Database, 'query'>,
  { hotspot_id, neighbourhood_id }: ReturnType<typeof scopeColumns>,
): Promise<ScopeHotspots> {
  if (hotspot_id !== null) return new Set([hotspot_id])
  if (neighbourhood_id === null) return undefined
  return new Set(await hotspotsIn(db, neighbourhood_id))
}

/** @param hotspotId null: nobody knows which one it is, so that only the whole city covers it */
export const covers = (hotspots: ScopeHotspots, hotspotId: number | null): boolean =>
  hotspots === undefined || (hotspotId !== null && hotspots.has(hotspotId))
