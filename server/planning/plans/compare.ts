import { itemsOf } from '../siting/incidence.ts'
import type { WholePlan } from './plans.ts'
import { groupsOf, questionOf } from './question.ts'
import { type PlanResult, sharesByGroup } from './result.ts'

/** Plans side by side. Residents are not rounded. */
export interface PlanComparison {
  plans: ComparedPlan[]
  /** Sites of any of them, each with the plans that have it, by their place in `plans`. */
  sites: { id: number; name: string; latitude: number; longitude: number; in: number[] }[]
  /** Of each pair of plans: how many sites they have in common. */
  common: number[][]
  /** Cells that some plan covers first and another does not. */
  cells: { latitude: number; longitude: number; residents: number; in: number[] }[]
  /** They were solved with the same cells, working sites and candidates. */
  sameData: boolean
}

interface ComparedPlan {
  id: number
  boroughs: PlanResult['groups']
  quintiles: PlanResult['groups']
}

/** @param plans two or more, solved */
export function comparePlans(plans: readonly WholePlan[]): PlanComparison {
  const reached = plans.map(reachedCells)
  const sites = new Map<number, PlanComparison['sites'][number]>()
  plans.forEach(({ inputs: { candidates }, result }, at) => {
    for (const { candidate } of result.picks) {
      const id = candidates.id[candidate]!
      const [latitude, longitude] = [candidates.latitude[candidate]!, candidates.longitude[candidate]!]
      const known = sites.get(id) ?? { id, name: candidates.name[candidate]!, latitude, longitude, in: [] }
      sites.set(id, { ...known, in: [...known.in, at] })
    }
  })
  const all = [...sites.values()]
  return {
    plans: plans.map(({ id, inputs }, at) => {
      const { served, after } = reached[at]!
      const by = (what: 'borough' | 'quintile') =>
        sharesByGroup({ ...groupsOf(inputs, what), residents: inputs.cells.residents }, served, after)
      return { id, boroughs: by('borough'), quintiles: by('quintile') }
    }),
    sites: all,
    common: plans.map((_, a) =>
      plans.map((_, b) => all.filter(({ in: those }) => those.includes(a) && those.includes(b)).length),
    ),
    cells: differentCells(plans, reached),
    sameData: new Set(plans.map(({ dataVersion }) => dataVersion)).size <= 1,
  }
}

interface Reached {
  served: Uint8Array
  after: Uint8Array
}

/** Which of its cells are served before a plan and with it. */
function reachedCells({ inputs, parameters, result }: WholePlan): Reached {
  const { reach, served } = questionOf(inputs, parameters)
  const after = Uint8Array.from(served)
  for (const { candidate } of result.picks) for (const cell of itemsOf(reach, candidate)) after[cell] = 1
  return { served, after }
}

function differentCells(plans: readonly WholePlan[], reached: readonly Reached[]): PlanComparison['cells'] {
  const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5
  const first = new Map<string, PlanComparison['cells'][number]>()
  plans.forEach(({ inputs: { cells } }, at) => {
    const { served, after } = reached[at]!
    cells.residents.forEach((residents, cell) => {
      if (served[cell] || !after[cell]) return
      const [latitude, longitude] = [rounded(cells.latitude[cell]!), rounded(cells.longitude[cell]!)]
      const key = `${latitude},${longitude}`
      const known = first.get(key)
      if (known) known.in.push(at)
      else first.set(key, { latitude, longitude, residents, in: [at] })
    })
  })
  return [...first.values()].filter(({ in: those }) => those.length < plans.length)
}
