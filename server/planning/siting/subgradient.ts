import { createRelaxation, type Relaxation } from './bound.ts'
import type { CoverageModel } from './model.ts'

/** The least bound found, and the u that proves it. */
export interface Dual {
  readonly u: Float64Array
  readonly bound: number
}

/** How much of the direction before stays in the next one. */
const MEMORY = 0.7
/** Steps without a better bound after which they are shortened. */
const PATIENCE = 20
const SHORTEST = 1e-4

/**
 * Lowers L(u) by deflected subgradient steps (Camerini, Fratta and Maffioli, 1975; step lengths after Polyak).
 *
 * @param known value of the best plan known, towards which steps are measured
 * @param stopped asked after each step, with the bound
 */
export function lowerBound(
  model: CoverageModel,
  known: number,
  start: Float64Array | undefined,
  stopped: (bound: number) => boolean,
): Dual {
  const { values } = model
  const relaxation = createRelaxation(model)
  const u = start ? start.slice() : values.map((value) => value / 2)
  const direction = new Float64Array(values.length)
  let [length, since, bound] = [1, 0, relaxation.evaluate(u)]
  const everything = values.reduce((sum, value) => sum + value, 0)
  let best: Dual =
    bound < everything ? { u: u.slice(), bound } : { u: new Float64Array(values.length), bound: everything }
  while (length > SHORTEST && !stopped(best.bound)) {
    const norm = turn(direction, model, relaxation, u)
    if (norm < 1e-12) break
    step(u, values, direction, (length * Math.max(bound - known, 1e-9 * bound)) / norm)
    bound = relaxation.evaluate(u)
    if (bound < best.bound) {
      if (bound < best.bound * (1 - 1e-6)) since = 0
      best.u.set(u)
      best = { u: best.u, bound }
    } else since++
    if (since < PATIENCE) continue
    length /= 1.5
    since = 0
    u.set(best.u)
    bound = relaxation.evaluate(u)
  }
  return best
}

/**
 * Turns the direction towards the subgradient at u: of each cell 1 - (picks of the relaxation that reach it).
 *
 * @returns the squared length of what of it does not point out of the bounds of u
 */
function turn(direction: Float64Array, model: CoverageModel, { knapsack }: Relaxation, u: Float64Array): number {
  const { cellsOf, values } = model
  for (let cell = 0; cell < direction.length; cell++) direction[cell] = MEMORY * direction[cell]! + (1 - MEMORY)
  for (let taken = 0; taken < knapsack.takenCount; taken++) {
    const candidate = knapsack.taken[taken]!
    const share = (1 - MEMORY) * knapsack.share[candidate]!
    for (let at = cellsOf.starts[candidate]!; at < cellsOf.starts[candidate + 1]!; at++)
      direction[cellsOf.items[at]!]! -= share
  }
  let norm = 0
  for (let cell = 0; cell < direction.length; cell++) {
    const d = direction[cell]!
    if ((d > 0 && u[cell]! < values[cell]!) || (d < 0 && u[cell]! > 0)) norm += d * d
  }
  return norm
}

function step(u: Float64Array, values: Float64Array, direction: Float64Array, length: number): void {
  for (let cell = 0; cell < u.length; cell++) {
    const moved = u[cell]! + length * direction[cell]!
    u[cell] = moved < 0 ? 0 : moved > values[cell]! ? values[cell]! : moved
  }
}
