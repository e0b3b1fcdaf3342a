import { createRelaxation } from '../bound.ts'
import { itemsOf } from '../incidence.ts'
import type { CoverageModel } from '../model.ts'
import { bestCandidate, close, pick, selectionOf, unpick } from '../selection.ts'

export interface Replacement {
  /** Value that the plan loses without the site, when the best other candidates take its place and its money. */
  readonly loss: number
  /** Those others. */
  readonly others: readonly number[]
}

/** Why this site: what it would cost to do without it. Its replacements are found greedily, so the loss is at most so much. */
export function replacementOf(model: CoverageModel, picks: readonly number[], site: number): Replacement {
  const selection = selectionOf(model, picks)
  const before = selection.value
  unpick(selection, site)
  close(selection, site, 1)
  const others: number[] = []
  for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) {
    pick(selection, next)
    others.push(next)
  }
  return { loss: before - selection.value, others }
}

/** Why a candidate was not picked. Numbers are the model's. */
export type WhyNot =
  /** Another reaches all that it does, and more or at less cost. */
  | { readonly reason: 'dominated'; readonly by: number }
  /** Its place is taken by a pick. */
  | { readonly reason: 'place taken'; readonly by: number }
  /** Most of what it reaches is covered by these picks already; `gain` is left. */
  | { readonly reason: 'covered already'; readonly by: readonly number[]; readonly gain: number }
  /** At the prices of the best plan it is worth `missing` too little: so much more value in its cells would let it in. */
  | { readonly reason: 'worth too little'; readonly missing: number; readonly gain: number }

/** A candidate of the model by its number, or a place that is none: the cells that it would reach, and its cost. */
export type AskedSite = number | { readonly cells: Int32Array; readonly cost: number }

const siteIn = ({ cellsOf, costs, places }: CoverageModel, asked: AskedSite) =>
  typeof asked === 'number'
    ? { number: asked, cells: itemsOf(cellsOf, asked), cost: costs[asked]!, place: places[asked]! }
    : { number: -1, ...asked, place: -1 }

/**
 * Why not here.
 *
 * @param u dual vector by the model's cells; see `spread` for a model before presolve
 */
export function whyNot(model: CoverageModel, picks: readonly number[], asked: AskedSite, u: Float64Array): WhyNot {
  const by = dominating(model, asked)
  if (by !== undefined) return { reason: 'dominated', by }
  const { cells, cost, place } = siteIn(model, asked)
  const neighbour = picks.find((other) => place >= 0 && model.places[other] === place)
  if (neighbour !== undefined) return { reason: 'place taken', by: neighbour }
  const covering = new Set<number>()
  let [reach, gain, worth] = [0, 0, 0]
  const picked = new Set(picks)
  for (const cell of cells) {
    reach += model.values[cell]!
    worth += u[cell]!
    const own = itemsOf(model.candidatesOf, cell).filter((other) => picked.has(other))
    if (own.length === 0) gain += model.values[cell]!
    for (const other of own) covering.add(other)
  }
  if (gain < reach / 2) return { reason: 'covered already', by: [...covering], gain }
  const relaxation = createRelaxation(model)
  relaxation.evaluate(u)
  return { reason: 'worth too little', missing: Math.max(0, relaxation.knapsack.price * cost - worth), gain }
}

/** A candidate that reaches all that is reached from there at no higher cost, and is better in one of both; undefined if none. */
export function dominating(model: CoverageModel, asked: AskedSite): number | undefined {
  const { cellsOf, candidatesOf, costs, places } = model
  const { number, cells: own, cost, place } = siteIn(model, asked)
  if (own.length === 0) return undefined
  const cells = new Set(own)
  return itemsOf(candidatesOf, own[0]!).find((other) => {
    const theirs = itemsOf(cellsOf, other)
    if (other === number || costs[other]! > cost) return false
    if (places[other]! >= 0 && places[other] !== place) return false
    if (theirs.length === own.length && costs[other] === cost) return false
    return theirs.filter((cell) => cells.has(cell)).length === own.length
  })
}
