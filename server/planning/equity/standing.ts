import { folded } from '../../network/spelling.ts'
import { type Figures, summed } from '../figures.ts'
import type { Area } from './area.ts'
import { concentrationIndex } from './concentration.ts'
import { type CurvePoint, concentrationCurve, giniIndex, lorenzCurve } from './lorenz.ts'
import { coverageByQuintile } from './quintiles.ts'

/** A neighbourhood, with whom hotspots reach in it. */
export interface AreaStanding extends Figures {
  id: number
  borough: string | null
  /** Share of its residents without internet at home, 0 to 1; null: not known. */
  need: number | null
}

/** Residents of some areas together. */
export interface Standing extends Figures {
  /**
   * Residents without service who have no internet at home either: those without service, weighted by need. Of areas whose
   * need is known.
   */
  inNeed: number
}

/** How evenly coverage is spread; areas whose need is not known are in `gini` alone. */
export interface Evenness {
  /** Of coverage, ordered by coverage: 0 all alike. */
  gini: number
  /** Ordered by need: above 0 those in need are worse covered. Null: no need is known. */
  concentration: number | null
  lorenz: CurvePoint[]
  concentrationCurve: CurvePoint[]
}

/** Neither a working hotspot nor one of which nobody knows. */
export const without = ({ residents, covered, unchecked }: Figures): number =>
  Math.max(0, residents - covered - unchecked)

export const standingOf = (areas: readonly AreaStanding[]): Standing => ({
  ...summed(areas),
  inNeed: areas.reduce((sum, area) => sum + without(area) * (area.need ?? 0), 0),
})

/** By borough as they are folded; areas of none are left out. The name is as the first has it. */
export function byBorough(areas: readonly AreaStanding[]): Map<string, Standing & { name: string }> {
  const groups = new Map<string, { name: string; areas: AreaStanding[] }>()
  for (const area of areas) {
    if (area.borough === null) continue
    const key = folded(area.borough)
    const group = groups.get(key) ?? { name: area.borough, areas: [] }
    group.areas.push(area)
    groups.set(key, group)
  }
  return new Map([...groups].map(([key, group]) => [key, { name: group.name, ...standingOf(group.areas) }]))
}

const parts = ['covered', 'unchecked', 'failed', 'near'] as const

/** Fifths of the residents whose need is known, from the least in need; none where nobody's is. */
export function byQuintile(areas: readonly AreaStanding[]): Standing[] {
  const known = areas.filter(({ need, residents }) => need !== null && residents > 0)
  if (known.length === 0) return []
  const shares = (of: (area: AreaStanding) => number) =>
    coverageByQuintile(
      known.map((area) => ({ residents: area.residents, need: area.need!, coverage: of(area) / area.residents })),
    )
  const [covered, unchecked, failed, near] = parts.map((part) => shares((area) => area[part]))
  const inNeed = shares((area) => without(area) * area.need!)
  return covered!.map(({ residents, coverage }, at) => {
    const some = (fifths: typeof inNeed | undefined) => residents * (fifths?.[at]?.coverage ?? 0)
    return {
      ...{ residents, covered: residents * coverage, unchecked: some(unchecked), failed: some(failed) },
      ...{ near: some(near), inNeed: some(inNeed) },
    }
  })
}

/** Of who is covered now, or of who would be if all hotspots worked. */
export function evennessOf(areas: readonly AreaStanding[], part: 'covered' | 'near'): Evenness {
  const all = areas
    .filter(({ residents }) => residents > 0)
    .map((area): Area & { known: boolean } => {
      const coverage = Math.min(1, area[part] / area.residents)
      return { residents: area.residents, coverage, need: area.need ?? 0, known: area.need !== null }
    })
  const known = all.filter((area) => area.known)
  return {
    gini: giniIndex(all),
    concentration: known.length > 0 ? concentrationIndex(known) : null,
    lorenz: thinned(lorenzCurve(all)),
    concentrationCurve: known.length > 0 ? thinned(concentrationCurve(known)) : [],
  }
}

const STEPS = 100

/** The curve at each hundredth of the residents: as much as is seen of thousands of areas. */
function thinned(curve: readonly CurvePoint[]): CurvePoint[] {
  if (curve.length <= STEPS + 1) return [...curve]
  let next = 1
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const residents = step / STEPS
    while (next < curve.length - 1 && curve[next]!.residents < residents) next++
    const [a, b] = [curve[next - 1]!, curve[next]!]
    const along = b.residents > a.residents ? (residents - a.residents) / (b.residents - a.residents) : 1
    return { residents, covered: a.covered + Math.min(1, along) * (b.covered - a.covered) }
  })
}
