import { clamped, createRelaxation } from '../bound.ts'
import { itemsOf } from '../incidence.ts'
import type { Knapsack } from '../knapsack.ts'
import type { CoverageModel, Derived } from '../model.ts'

/** A site on the planner's map: a candidate of the model, or a place anywhere. */
export interface DeskSite {
  /** Cells of the model that it reaches. */
  readonly cells: Int32Array
  readonly cost: number
  /** Whether it is one of the model's candidates, as it stands there. */
  readonly candidate?: boolean
}

/** What the map shows at once, whenever a site is dragged, added or removed. */
export interface DeskFigures {
  readonly value: number
  readonly cost: number
  /** No plan is worth more, with the sites on the desk to choose from as well. */
  readonly bound: number
  /** How far the plan is from the best possible at most: (bound - value) / value; Infinity where nothing is covered. */
  readonly gap: number
}

export interface SiteFigures {
  /** Value of all that it reaches. */
  readonly reach: number
  /** Value that no other site on the desk covers: what it gains where it stands. */
  readonly unique: number
  /** Cost for each unit of unique value; Infinity where there is none. */
  readonly costPerValue: number
}

/**
 * A plan under the planner's hands. u stays valid whatever is edited: a place that was no candidate only adds its own r to
 * the bound. So every change is answered from the cells it touches.
 */
export interface Desk {
  /** @returns a key for the site */
  put(site: DeskSite): number
  move(key: number, site: DeskSite): void
  remove(key: number): void
  site(key: number): SiteFigures
  /** What a site would gain there, without putting it there. */
  gainAt(cells: Int32Array): number
  figures(): DeskFigures
  keys(): number[]
}

/**
 * @param whole the model of the question, with its cells as they are: a dragged site may reach a part of those that presolve
 * joined
 * @param small what presolve made of it
 * @param u the dual vector that came with the plan, by the cells of `small`
 */
export function openDesk(whole: CoverageModel, small: Derived, u: ArrayLike<number>): Desk {
  const { values } = whole
  const relaxation = createRelaxation(small.model)
  const joined = clamped(small.model.values, u)
  const bound = relaxation.evaluate(joined)
  const dual = spread(values, small, joined)
  const counts = new Uint16Array(values.length)
  const sites = new Map<number, DeskSite>()
  let [value, cost, nextKey] = [0, 0, 0]
  const add = (key: number, site: DeskSite) => {
    sites.set(key, site)
    cost += site.cost
    for (const cell of site.cells) if (counts[cell]!++ === 0) value += values[cell]!
  }
  const remove = (key: number) => {
    const site = sites.get(key)
    if (!site) return
    sites.delete(key)
    cost -= site.cost
    for (const cell of site.cells) if (--counts[cell]! === 0) value -= values[cell]!
  }
  return {
    put(site) {
      add(nextKey, site)
      return nextKey++
    },
    move(key, site) {
      remove(key)
      add(key, site)
    },
    remove,
    site(key) {
      const { cells, cost } = sites.get(key)!
      const unique = sum(cells, (cell) => (counts[cell] === 1 ? values[cell]! : 0))
      const costPerValue = unique > 0 ? cost / unique : Number.POSITIVE_INFINITY
      return { reach: sum(cells, (cell) => values[cell]!), unique, costPerValue }
    },
    gainAt: (cells) => sum(cells, (cell) => (counts[cell] === 0 ? values[cell]! : 0)),
    figures() {
      const most = Math.max(value, bound + surplusOf(sites.values(), dual, relaxation.knapsack))
      return { value, cost, bound: most, gap: value > 0 ? (most - value) / value : Number.POSITIVE_INFINITY }
    },
    keys: () => [...sites.keys()],
  }
}

/** A candidate's site as the desk takes it. */
export const candidateSite = ({ cellsOf, costs }: CoverageModel, candidate: number): DeskSite => ({
  ...{ cells: itemsOf(cellsOf, candidate), cost: costs[candidate]!, candidate: true },
})

/**
 * u of the cells as they are: of those that were joined, each has its part by value. Cells that no candidate reaches have
 * all their value in it, which leaves the bound as it is.
 */
export function spread(values: Float64Array, { model, cells }: Derived, u: Float64Array): Float64Array {
  return values.map((value, cell) => {
    const joined = cells[cell]!
    return joined < 0 || value === 0 ? value : (value * u[joined]!) / model.values[joined]!
  })
}

/**
 * What places that were no candidates can raise the bound by: each whose r is worth more than its cost at the price of the
 * budget, at most by the difference; it may also use what of the budget no candidate can. Candidates have their share in the bound already.
 */
function surplusOf(sites: Iterable<DeskSite>, u: Float64Array, { price, unusable }: Knapsack): number {
  let [surplus, isNew] = [0, false]
  for (const { cells, cost, candidate } of sites) {
    if (candidate) continue
    isNew = true
    surplus += Math.max(0, sum(cells, (cell) => u[cell]!) - price * cost)
  }
  return isNew ? surplus + price * unusable : surplus
}

function sum(cells: Int32Array, of: (cell: number) => number): number {
  let total = 0
  for (const cell of cells) total += of(cell)
  return total
}
