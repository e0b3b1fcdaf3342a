import type { Grouped } from '../siting/formulations/groups.ts'
import { gradualCoverage } from '../siting/formulations/rings.ts'
import type { Incidence } from '../siting/incidence.ts'
import type { CoverageQuestion } from '../siting/model.ts'
import type { Task } from '../siting/solve-task.ts'
import type { PlanInputs } from './inputs.ts'
import { type PlanParameters, radiiOf } from './parameters.ts'
import { PlanError } from './plan-error.ts'
import { coverSets } from './reach/cover-sets.ts'

/** Columns of a program with antennas and users that is solved exactly in some seconds. */
const MOST_PAIRS = 40_000
/** A site costs something, or there would be no end of them. */
const LEAST_COST = 1e-6

/** A plan as the solver takes it, made of its inputs and parameters alone: the same for the same plan, at any time. */
export interface PlanQuestion {
  readonly question: CoverageQuestion
  /** Of residents by group; names by the group's number. */
  readonly grouped: Grouped
  readonly groups: readonly string[]
  /** Of each candidate, whatever the limit counts. */
  readonly costs: Float64Array
  /** Cells within reach of each candidate, and whether each is served already. */
  readonly reach: Incidence
  readonly served: Uint8Array
}

export function questionOf(inputs: PlanInputs, parameters: PlanParameters): PlanQuestion {
  const { cells, candidates } = inputs
  const { objective, limit } = parameters
  const { within, served } = coverSets(inputs, radiiOf(parameters))
  const costs = Float64Array.from(candidates.cost, (cost) => Math.max(LEAST_COST, cost))
  const locked = (how: 'in' | 'out') => candidates.locked.flatMap((as, candidate) => (as === how ? [candidate] : []))
  const base = {
    values: valuesOf(cells, parameters.needWeight),
    budget: limit.most,
    costs: limit.unit === 'money' ? costs : undefined,
    ...{ lockedIn: locked('in'), lockedOut: locked('out') },
  }
  const question: CoverageQuestion =
    objective === 'rings'
      ? gradualCoverage({ ...base, rings: within, worth: parameters.rings.map((r) => r.worth), served })
      : { ...base, reach: within[0]!, served: served[0]! }
  const { of, groups } = groupsOf(inputs, parameters.groups)
  return {
    ...{ question, groups, costs, grouped: { of, residents: Float64Array.from(cells.residents) } },
    ...{ reach: within.at(-1)!, served: served.at(-1)! },
  }
}

/** What the solver is to do. @throws {PlanError} for a plan within capacity that is too large */
export function taskOf(asked: PlanQuestion, inputs: PlanInputs, parameters: PlanParameters): Task {
  const { question, grouped } = asked
  switch (parameters.objective) {
    case 'coverage':
    case 'rings':
      return { kind: 'coverage', question }
    case 'fairest':
      return { kind: 'fair', question, grouped, rule: { kind: 'fairest' } }
    case 'floors': {
      const floors = asked.groups.map(() => parameters.share)
      return { kind: 'fair', question, grouped, rule: { kind: 'floors', floors } }
    }
    case 'target':
      return { kind: 'target', question, grouped, share: parameters.share }
    case 'capacity':
      return capacityTask(asked, inputs, parameters)
  }
}

function capacityTask({ reach, served, costs }: PlanQuestion, { cells }: PlanInputs, parameters: PlanParameters): Task {
  const { limit, antennaCost, usersPerAntenna, concurrent } = parameters
  if (reach.items.length > MOST_PAIRS)
    throw new PlanError(
      'too-large',
      `A plan within capacity is exact, and this one has ${reach.items.length} pairs of a candidate and a cell: choose one borough, or fewer candidates (at most ${MOST_PAIRS} pairs).`,
    )
  const count = costs.length
  return {
    kind: 'capacity',
    question: {
      demand: Float64Array.from(cells.residents, (residents, cell) => (served[cell] ? 0 : concurrent * residents)),
      ...{ reach, usersPerAntenna, budget: limit.most },
      costs: limit.unit === 'money' ? costs : new Float64Array(count).fill(1),
      antennaCosts: new Float64Array(count).fill(limit.unit === 'money' ? antennaCost : 0),
    },
  }
}

/** What each cell of the question is worth: with rings, each copy of a cell. */
export function gradualValues({ cells }: PlanInputs, { objective, rings, needWeight }: PlanParameters): Float64Array {
  const values = valuesOf(cells, needWeight)
  if (objective !== 'rings') return values
  return Float64Array.from(
    rings.flatMap(({ worth }, ring) => {
      const more = Math.max(0, worth - (rings[ring + 1]?.worth ?? 0))
      return Array.from(values, (value) => value * more)
    }),
  )
}

/** Residents of each cell, of whom each counts between one alike for all and what need says; the city's sum stays near its residents. */
function valuesOf({ residents, need }: PlanInputs['cells'], weight: number): Float64Array {
  const people = residents.reduce((sum, each) => sum + each, 0)
  const lacking = residents.reduce((sum, each, cell) => sum + each * need[cell]!, 0)
  const mean = people > 0 ? lacking / people : 0
  const relative = (cell: number) => (mean > 0 ? need[cell]! / mean : 1)
  return Float64Array.from(residents, (each, cell) => each * (1 - weight + weight * relative(cell)))
}

/** Residents' groups by borough or by fifths of need; names by the group's number. */
export function groupsOf(
  { cells, boroughs }: PlanInputs,
  by: PlanParameters['groups'],
): { of: Int32Array; groups: string[] } {
  const number = by === 'borough' ? cells.borough : quintiles(cells)
  const there = [...new Set(number)].sort((a, b) => a - b)
  const groups = there.map((each) => (by === 'borough' ? boroughs[each]! : String(each + 1)))
  return { of: Int32Array.from(number, (each) => there.indexOf(each)), groups }
}

/** Fifths of the residents from the least in need, 0, to the most, 4; cells of equal need stay together. */
function quintiles({ residents, need }: PlanInputs['cells']): number[] {
  const people = residents.reduce((sum, each) => sum + each, 0)
  const sums = new Map<number, number>()
  need.forEach((each, cell) => {
    sums.set(each, (sums.get(each) ?? 0) + residents[cell]!)
  })
  let before = 0
  const fifth = new Map<number, number>()
  for (const each of [...sums.keys()].sort((a, b) => a - b)) {
    const middle = before + sums.get(each)! / 2
    fifth.set(each, people > 0 ? Math.min(4, Math.floor((5 * middle) / people)) : 0)
    before += sums.get(each)!
  }
  return need.map((each) => fifth.get(each)!)
}
