import { type Incidence, itemsOf, rowsOf, transposed } from './incidence.ts'

/**
 * Maximal covering (Church and ReVelle, 1974): which candidates to build so that the cells they reach are worth most,
 * each cell counted once, at no more than the budget and at most one candidate at each place.
 */
export interface CoverageModel {
  /** Of each cell: residents times need. Never negative. */
  readonly values: Float64Array
  readonly cellsOf: Incidence
  readonly candidatesOf: Incidence
  /** Of each candidate, in the budget's unit; above 0. All 1 where sites are counted. */
  readonly costs: Float64Array
  readonly budget: number
  /** Of each candidate the place where it would stand; -1 where nothing else could stand there. */
  readonly places: Int32Array
}

/** What a planner asks. Cells and candidates are named by their index. */
export interface CoverageQuestion {
  values: Float64Array
  /** Cells that each candidate reaches. */
  reach: Incidence
  /** Most sites, or money together with `costs`. Locked in sites are paid from it. */
  budget: number
  costs?: Float64Array | undefined
  /** Of each candidate; candidates with the same number of 0 or more exclude each other. */
  places?: Int32Array | undefined
  /** 1 for a cell that a working hotspot serves already. Existing sites cost nothing and gain nothing. */
  served?: Uint8Array | undefined
  lockedIn?: readonly number[] | undefined
  lockedOut?: readonly number[] | undefined
}

/** No plan can do what is asked: what is locked in costs more than there is, or stands twice at one place. */
export class ImpossiblePlanError extends Error {
  override readonly name = 'ImpossiblePlanError'
}

/** A model made of a larger one, or of a question, and which of its cells and candidates are which. */
export interface Derived {
  readonly model: CoverageModel
  /** Of each candidate of the model, its number in the larger one. */
  readonly candidates: Int32Array
  /** Of each cell of the larger one, its number in the model; -1 where it is left out. */
  readonly cells: Int32Array
}

/** What is left to decide of a question, with what is decided already. */
export interface OpenQuestion extends Derived {
  readonly lockedIn: readonly number[]
  /** Value of the cells that locked in candidates add to those served. */
  readonly lockedValue: number
}

/** @throws {ImpossiblePlanError} */
export function openQuestion(question: CoverageQuestion): OpenQuestion {
  const { values, reach, lockedIn = [] } = question
  const whole = modelOf(question)
  const left = question.budget - costOf(whole, lockedIn)
  if (left < -1e-9 * Math.max(1, question.budget))
    throw new ImpossiblePlanError(
      `The candidates locked in cost ${question.budget - left}, but the budget is ${question.budget}`,
    )
  const closed = closedCandidates(question, whole.places)
  const served = Uint8Array.from(question.served ?? new Uint8Array(values.length))
  const lockedValue = lockedIn.reduce((sum, candidate) => sum + serve(values, itemsOf(reach, candidate), served), 0)
  const keeps = (candidate: number) => !closed[candidate] && whole.costs[candidate]! <= left * (1 + 1e-12)
  const candidates = Int32Array.from({ length: rowsOf(reach) }, (_, candidate) => candidate).filter(keeps)
  const cells = new Int32Array(values.length).fill(-1)
  let open = 0
  for (let cell = 0; cell < cells.length; cell++) if (!served[cell] && values[cell]! > 0) cells[cell] = open++
  return { ...derive({ ...whole, budget: left }, candidates, cells, open), lockedIn, lockedValue }
}

/** The question as a model, without what is served, locked in or locked out. */
export function modelOf({ values, reach, budget, costs, places }: CoverageQuestion): CoverageModel {
  const count = rowsOf(reach)
  return {
    ...{ values, cellsOf: reach, budget, candidatesOf: transposed(reach, values.length) },
    costs: costs ?? new Float64Array(count).fill(1),
    places: places ?? new Int32Array(count).fill(-1),
  }
}

/** Those locked in or out, and those whose place a locked in one takes. @throws {ImpossiblePlanError} */
function closedCandidates({ lockedIn = [], lockedOut = [] }: CoverageQuestion, places: Int32Array): Uint8Array {
  const closed = new Uint8Array(places.length)
  for (const candidate of [...lockedIn, ...lockedOut]) closed[candidate] = 1
  const taken = new Set<number>()
  for (const candidate of lockedIn) {
    const place = places[candidate]!
    if (place < 0) continue
    if (taken.has(place)) throw new ImpossiblePlanError(`Two candidates are locked in at place ${place}`)
    taken.add(place)
  }
  places.forEach((place, candidate) => {
    if (place >= 0 && taken.has(place)) closed[candidate] = 1
  })
  return closed
}

/** Marks cells as served. @returns the value of those that were not */
function serve(values: Float64Array, cells: Int32Array, served: Uint8Array): number {
  let added = 0
  for (const cell of cells) {
    if (!served[cell]) added += values[cell]!
    served[cell] = 1
  }
  return added
}

/**
 * The model with these candidates only, in this order, and with its cells joined.
 *
 * @param cells of each cell its number in the new model, -1 to leave it out; cells with one number become one
 */
export function derive(model: CoverageModel, candidates: Int32Array, cells: Int32Array, cellCount: number): Derived {
  const values = new Float64Array(cellCount)
  cells.forEach((cell, old) => {
    if (cell >= 0) values[cell]! += model.values[old]!
  })
  const cellsOf = renumbered(model.cellsOf, candidates, cells, cellCount)
  const { budget } = model
  return {
    model: {
      ...{ values, cellsOf, budget, candidatesOf: transposed(cellsOf, cellCount) },
      costs: Float64Array.from(candidates, (candidate) => model.costs[candidate]!),
      places: Int32Array.from(candidates, (candidate) => model.places[candidate]!),
    },
    ...{ candidates, cells },
  }
}

function renumbered(old: Incidence, rows: Int32Array, numbers: Int32Array, columns: number): Incidence {
  const starts = new Int32Array(rows.length + 1)
  const items = new Int32Array(rows.reduce((sum, row) => sum + old.starts[row + 1]! - old.starts[row]!, 0))
  const seenIn = new Int32Array(columns).fill(-1)
  let length = 0
  rows.forEach((row, index) => {
    const from = length
    for (const item of itemsOf(old, row)) {
      const number = numbers[item]!
      if (number < 0 || seenIn[number] === index) continue
      seenIn[number] = index
      items[length++] = number
    }
    items.subarray(from, length).sort()
    starts[index + 1] = length
  })
  return { starts, items: items.slice(0, length) }
}

/** A second derivation after a first, as one. */
export function chained(first: Derived, second: Derived): Derived {
  return {
    model: second.model,
    candidates: second.candidates.map((candidate) => first.candidates[candidate]!),
    cells: first.cells.map((cell) => (cell < 0 ? -1 : second.cells[cell]!)),
  }
}

/** What these candidates cover together; each cell once. */
export function coveredValue({ values, cellsOf }: CoverageModel, picks: Iterable<number>): number {
  const covered = new Uint8Array(values.length)
  let value = 0
  for (const pick of picks) value += serve(values, itemsOf(cellsOf, pick), covered)
  return value
}

export function costOf({ costs }: CoverageModel, picks: Iterable<number>): number {
  let cost = 0
  for (const pick of picks) cost += costs[pick]!
  return cost
}

/** Whether the picks stay within the budget, name nothing twice, and stand alone at their places. */
export function isAllowed(model: CoverageModel, picks: readonly number[]): boolean {
  const places = picks.map((pick) => model.places[pick]!).filter((place) => place >= 0)
  if (new Set(picks).size < picks.length || new Set(places).size < places.length) return false
  return costOf(model, picks) <= model.budget * (1 + 1e-9)
}
