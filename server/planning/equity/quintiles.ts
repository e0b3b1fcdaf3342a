import { type Area, populated, residentsOf } from './area.ts'

export interface Quintile {
  readonly residents: number
  /** 0 to 1. */
  readonly coverage: number
}

/**
 * Coverage of each fifth of the residents, from the fifth least in need to the fifth most in need. An area across a
 * boundary is divided between both sides, and areas of equal need are mixed, so that each has a fifth of the residents.
 */
export function coverageByQuintile(areas: readonly Area[], parts = 5): Quintile[] {
  const groups = byNeed(areas)
  const size = residentsOf(groups) / parts
  const sums = Array.from({ length: parts }, () => ({ residents: 0, covered: 0 }))
  let part = 0
  for (const { residents, coverage } of groups) {
    let left = residents
    while (left > 0) {
      const room = part === parts - 1 ? left : size - sums[part]!.residents
      const taken = Math.min(left, room)
      sums[part]!.residents += taken
      sums[part]!.covered += taken * coverage
      left -= taken
      if (part < parts - 1 && sums[part]!.residents >= size * (1 - 1e-12)) part++
    }
  }
  return sums.map(({ residents, covered }) => ({ residents, coverage: residents > 0 ? covered / residents : 0 }))
}

/** Areas of equal need as one. */
function byNeed(areas: readonly Area[]): Area[] {
  const groups = new Map<number, { residents: number; covered: number }>()
  for (const { residents, coverage, need } of populated(areas)) {
    const group = groups.get(need) ?? { residents: 0, covered: 0 }
    group.residents += residents
    group.covered += residents * coverage
    groups.set(need, group)
  }
  return [...groups]
    .map(([need, { residents, covered }]) => ({ need, residents, coverage: covered / residents }))
    .sort((a, b) => a.need - b.need)
}
