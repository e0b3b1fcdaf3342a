import { radiiOf } from './parameters.ts'
import type { SitePlan } from './plans.ts'

/** How far a site of a plan reaches, and how that is measured, in words: `250 m along streets (OpenStreetMap, 2026-05-01)`. */
export function methodOf({ parameters, result }: Pick<SitePlan, 'parameters' | 'result'>): string {
  const day = result?.streets == null ? '' : ` (OpenStreetMap, ${result.streets})`
  const [widest, ...inLine] = radiiOf(parameters).reverse()
  if (parameters.method === 'line') return `${[...inLine.reverse(), widest].join(', ')} m in a straight line`
  const lines = inLine.length > 0 ? `${inLine.reverse().join(', ')} m in a straight line, ` : ''
  return `${lines}${widest} m along streets${day}`
}
