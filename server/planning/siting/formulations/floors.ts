import { type CoverageModel, coveredValue } from '../model.ts'
import { type CoverageProgram, columnsOf, coverageProgram, picksIn } from '../program/coverage-program.ts'
import { addColumn, addRow } from '../program/program.ts'
import { type ProgramOptions, type ProgramOutcome, solveProgram } from '../program/solve-program.ts'
import { cellsReached, type Groups, sharesOf } from './groups.ts'

export interface FairPlan {
  readonly picks: readonly number[]
  readonly value: number
  /** No plan under the same rule is worth more. */
  readonly bound: number
  /** Of each group: share of its residents covered, 0 to 1. */
  readonly shares: Float64Array
  /** Of each group: residents missing to its floor; all 0 where the floors are reached. */
  readonly shortfalls: Float64Array
  readonly proven: boolean
}

/** `seconds` are for all programs together; progress is told of the last one, whose value is the plan's. */
export interface FairOptions extends ProgramOptions {
  /** Picks of a plan from which to begin: without them none may be found in time. */
  from?: readonly number[]
}

/** So much of the least share is given up in the second pass of `fairest`: with none it is long in finding a plan. */
const SLACK = 0.005

/**
 * The most coverage with a floor for each group. Where no plan reaches all floors: the least total shortfall, then among
 * those the least largest one, then the most coverage.
 *
 * @param floors of each group: the share of its residents, 0 to 1
 */
export async function withFloors(
  model: CoverageModel,
  groups: Groups,
  floors: ArrayLike<number>,
  options: FairOptions = {},
): Promise<FairPlan> {
  const left = countdown(options)
  const needs = groups.totals.map((total, group) => total * floors[group]! - groups.base[group]!)
  const exact = coverageProgram(model)
  needs.forEach((need, group) => {
    addRow(exact.program, need, Number.POSITIVE_INFINITY, coveredBy(exact, groups, group))
  })
  const outcome = await run(exact, model, groups, needs, options)
  if (outcome.status !== 'infeasible') return planOf(exact, groups, needs, outcome, options.from)
  const total = await leastShortfall(model, groups, needs, left(0.4))
  const largest = await leastShortfall(model, groups, needs, left(0.4), total)
  const relaxed = lacking(model, groups, needs, { total: total.least, largest: largest.least })
  const found = await run(relaxed, model, groups, needs, { ...options, ...left(1), from: largest.picks })
  return planOf(relaxed, groups, needs, found, largest.picks)
}

/**
 * The largest share that the worst off group can have, and then the most coverage with nearly that share for all (half a
 * hundredth of it is given up). Shares are of residents.
 */
export async function fairest(
  model: CoverageModel,
  groups: Groups,
  options: FairOptions = {},
): Promise<FairPlan & { least: number }> {
  const left = countdown(options)
  const first = coverageProgram(model)
  first.program.worth.fill(0)
  const least = addColumn(first.program, 1, 1)
  groups.totals.forEach((total, group) => {
    if (total <= 0) return
    addRow(first.program, -groups.base[group]!, Number.POSITIVE_INFINITY, [
      ...coveredBy(first, groups, group),
      [least, -total],
    ])
  })
  const start = options.from && columnsOf(first, options.from)
  if (start) start[least] = Math.min(...sharesOf(groups, cellsReached(model, options.from!)))
  const outcome = await solveProgram(first.program, { ...left(0.5), start })
  const share = outcome.values?.[least] ?? 0
  const floors = groups.totals.map((total) => (total > 0 ? share * (1 - SLACK) : 0))
  const from = outcome.values ? picksIn(first, outcome.values) : (options.from ?? [])
  return { ...(await withFloors(model, groups, floors, { ...options, ...left(1), from })), least: share }
}

/** Options for one of several programs: a part of the time that is left then, and no progress of its own. */
function countdown({ onProgress: _, start: __, seconds = 60, ...options }: FairOptions): (part: number) => FairOptions {
  const end = performance.now() / 1000 + seconds
  return (part) => ({ ...options, seconds: Math.max(0, part * (end - performance.now() / 1000)) })
}

/** What is lost for fairness: the share of newly covered value that a plan without it would have more. */
export function priceOfFairness(free: number, fair: number): number {
  return free > 0 ? Math.max(0, (free - fair) / free) : 0
}

function* coveredBy(
  { cell }: CoverageProgram,
  { of, residents }: Groups,
  group: number,
): Generator<readonly [number, number]> {
  for (let index = 0; index < of.length; index++)
    if (of[index] === group && residents[index]! > 0) yield [cell(index), residents[index]!]
}

/** A program with a column of shortfall for each group, and limits of what they may be. */
function lacking(
  model: CoverageModel,
  groups: Groups,
  needs: Float64Array,
  limit: { total: number; largest?: number },
) {
  const covering = coverageProgram(model)
  const { program } = covering
  const most = limit.largest ?? Number.POSITIVE_INFINITY
  const shortfalls = Array.from(needs, (need) =>
    addColumn(program, 0, Math.min(Math.max(0, need), most * (1 + 1e-9) + 1e-6)),
  )
  needs.forEach((need, group) => {
    addRow(program, need, Number.POSITIVE_INFINITY, [...coveredBy(covering, groups, group), [shortfalls[group]!, 1]])
  })
  const sum = shortfalls.map((column) => [column, 1] as const)
  addRow(program, Number.NEGATIVE_INFINITY, limit.total * (1 + 1e-9) + 1e-6, sum)
  return { ...covering, shortfalls }
}

/** The least total shortfall, or with `after` the least largest one that the least total allows. */
async function leastShortfall(
  model: CoverageModel,
  groups: Groups,
  needs: Float64Array,
  options: FairOptions,
  after?: { least: number; picks: readonly number[] },
): Promise<{ least: number; picks: readonly number[] }> {
  const covering = lacking(model, groups, needs, { total: after?.least ?? Number.POSITIVE_INFINITY })
  const { program, shortfalls } = covering
  program.worth.fill(0)
  if (after) {
    const largest = addColumn(program, -1, Number.POSITIVE_INFINITY)
    for (const column of shortfalls)
      addRow(program, 0, Number.POSITIVE_INFINITY, [
        [largest, 1],
        [column, -1],
      ])
  } else for (const column of shortfalls) program.worth[column] = -1
  const outcome = await solveProgram(program, options)
  if (!outcome.values) return after ?? { least: Number.POSITIVE_INFINITY, picks: options.from ?? [] }
  return { least: -outcome.value, picks: picksIn(covering, outcome.values) }
}

async function run(
  covering: CoverageProgram & { shortfalls?: number[] },
  model: CoverageModel,
  groups: Groups,
  needs: Float64Array,
  { from, ...options }: FairOptions,
): Promise<ProgramOutcome> {
  const start = from && columnsOf(covering, from)
  if (start && covering.shortfalls) {
    const lacks = shortfallsOf(groups, needs, cellsReached(model, from))
    covering.shortfalls.forEach((column, group) => {
      start[column] = lacks[group]!
    })
  }
  return await solveProgram(covering.program, { ...options, start })
}

/** @param otherwise picks where the time ended before any were found: what they lack is in their shortfalls */
function planOf(
  covering: CoverageProgram,
  groups: Groups,
  needs: Float64Array,
  outcome: ProgramOutcome,
  otherwise: readonly number[] = [],
): FairPlan {
  const { model } = covering
  const picks = outcome.values ? picksIn(covering, outcome.values) : otherwise
  const covered = cellsReached(model, picks)
  return {
    ...{ picks, value: coveredValue(model, picks), bound: outcome.bound, shares: sharesOf(groups, covered) },
    shortfalls: shortfallsOf(groups, needs, covered),
    proven: outcome.status === 'optimal',
  }
}

function shortfallsOf(
  { of, residents }: Groups,
  needs: Float64Array,
  covered: (cell: number) => boolean,
): Float64Array {
  const left = needs.slice()
  of.forEach((group, cell) => {
    if (covered(cell)) left[group]! -= residents[cell]!
  })
  return left.map((residentsMissing) => (residentsMissing > 1e-6 ? residentsMissing : 0))
}
