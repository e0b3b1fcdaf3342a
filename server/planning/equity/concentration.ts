import { type Area, coveredOf, populated, residentsOf } from './area.ts'

/**
 * Concentration index as corrected by Erreygers (Journal of Health Economics 28, 2009) for a figure between 0 and 1:
 * eight times the covariance of coverage and rank. Areas are ranked from the most to the least in need, so that it is
 * negative where those in need are better covered, positive where they are worse covered, and 0 where need makes no
 * difference; -1 to 1. The plain index would change when coverage is turned into its lack.
 */
export function concentrationIndex(areas: readonly Area[]): number {
  const sorted = populated(areas).sort((a, b) => b.need - a.need)
  const residents = residentsOf(sorted)
  if (residents === 0) return 0
  const mean = coveredOf(sorted) / residents
  let covariance = 0
  let before = 0
  for (let from = 0; from < sorted.length; ) {
    const tied = sorted.slice(from).findIndex((area) => area.need !== sorted[from]!.need)
    const group = sorted.slice(from, tied < 0 ? sorted.length : from + tied)
    const weight = residentsOf(group) / residents
    covariance += weight * (coveredOf(group) / residentsOf(group) - mean) * (before + weight / 2 - 0.5)
    before += weight
    from += group.length
  }
  return 8 * covariance
}
