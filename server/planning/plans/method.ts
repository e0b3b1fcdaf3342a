import { radiiOf, straightOf } from './parameters.ts'
import type { SitePlan } from './plans.ts'

/** How far a site of a plan reaches, and how that is measured, in words: `250 m along streets (OpenStreetMap, 2026-05-01)`. */
export function methodOf({ parameters, result }: Pick<SitePlan, 'parameters' | 'result'>): string {
  const radii = radiiOf(parameters)
  const isWalk = parameters.method === 'streets'
  const lines = straightOf(radii, isWalk)
  const day = result?.streets == null ? '' : ` (OpenStreetMap, ${result.streets})`
  return [
    ...(lines.length > 0 ? [`${lines.join(', ')} m in a straight line`] : []),
    ...(isWalk ? [`${radii.at(-1)} m along streets${day}`] : []),
  ].join(', ')
}
