import { ranking } from '../greedy.ts'
import { type CoverageModel, costOf } from '../model.ts'
import { columnsOf, coverageProgram, picksIn } from '../program/coverage-program.ts'
import { addRow } from '../program/program.ts'
import { solveProgram } from '../program/solve-program.ts'
import type { FairOptions } from './floors.ts'
import { cellsReached, type Groups, sharesOf } from './groups.ts'

export interface CheapestPlan {
  readonly picks: readonly number[]
  /** Number of sites, or money, as the model's costs are. */
  readonly cost: number
  /** No plan that reaches the target costs less. */
  readonly bound: number
  readonly proven: boolean
}

/**
 * The cheapest plan, or fewest sites where all cost 1, with which every group has the target share of its residents covered
 * (partial set covering). The model's budget does not count.
 *
 * @param target share, 0 to 1
 * @returns undefined where even all candidates together do not reach it
 */
export async function cheapestFor(
  model: CoverageModel,
  groups: Groups,
  target: number,
  { from, ...options }: FairOptions = {},
): Promise<CheapestPlan | undefined> {
  const covering = coverageProgram(model, false)
  const { program, cell } = covering
  program.worth.fill(0)
  model.costs.forEach((cost, candidate) => {
    program.worth[candidate] = -cost
  })
  const rows = Array.from(groups.totals, (): [number, number][] => [])
  groups.of.forEach((group, index) => {
    rows[group]!.push([cell(index), groups.residents[index]!])
  })
  rows.forEach((row, group) => {
    addRow(program, target * groups.totals[group]! - groups.base[group]!, Number.POSITIVE_INFINITY, row)
  })
  const outcome = await solveProgram(program, { ...options, start: from && columnsOf(covering, from) })
  if (outcome.status === 'infeasible' || !(outcome.values || from)) return undefined
  const picks = outcome.values ? picksIn(covering, outcome.values) : from!
  return { picks, cost: costOf(model, picks), bound: Math.max(0, -outcome.bound), proven: outcome.status === 'optimal' }
}

/** A plan that gives every group the share, though not the cheapest: what gains most for its cost, until it does. */
export function someFor(model: CoverageModel, groups: Groups, target: number): number[] | undefined {
  const everything = { ...model, budget: model.costs.reduce((sum, cost) => sum + cost, 0) }
  const order = ranking(everything)
  let [low, high] = [0, order.length]
  const reached = (count: number) => {
    const shares = sharesOf(groups, cellsReached(model, order.slice(0, count)))
    return shares.every((share) => share >= target - 1e-12)
  }
  if (!reached(high)) return undefined
  while (low < high) {
    const middle = (low + high) >> 1
    if (reached(middle)) high = middle
    else low = middle + 1
  }
  return order.slice(0, high)
}
