import { type Incidence, itemsOf, rowsOf } from '../incidence.ts'
import { addColumn, addRow, emptyProgram, type Program } from '../program/program.ts'
import { type ProgramOptions, solveProgram } from '../program/solve-program.ts'

export interface CapacityQuestion {
  /** Of each cell: users at once in its busy hour, beyond those served already. */
  demand: Float64Array
  /** Cells that each candidate reaches, existing sites among them. */
  reach: Incidence
  /** Of each candidate in the budget's unit: the site itself, with backhaul and power. */
  costs: Float64Array
  /** Of each candidate: one antenna. */
  antennaCosts: Float64Array
  budget: number
  /** Users whom an antenna serves at once. */
  usersPerAntenna?: number
  mostAntennas?: number
  places?: Int32Array | undefined
  /** Of each candidate: users at once whom a site that stands there can take beyond its own; undefined where none stands. */
  residual?: readonly (number | undefined)[]
}

export interface CapacityPlan {
  readonly picks: readonly number[]
  /** Of each candidate. */
  readonly antennas: Int32Array
  /** Users at once whom the plan serves. */
  readonly served: number
  readonly bound: number
  /** Of each cell: users at once who find no place. */
  readonly shortfall: Float64Array
  readonly proven: boolean
}

interface Flow {
  readonly program: Program
  /** Column of each pair, in the order of `reach`. */
  readonly pairs: number[]
}

/**
 * Covering within capacity: how many antennas where, so that most of the demand finds a place within reach and within what
 * antennas serve. Exact, for a borough; for a city, plan by coverage and see with `allocate` what is left over.
 */
export async function withinCapacity(question: CapacityQuestion, options: ProgramOptions = {}): Promise<CapacityPlan> {
  const { reach, costs, antennaCosts, budget, usersPerAntenna = 40, mostAntennas = 4, places, residual = [] } = question
  const count = rowsOf(reach)
  const stands = (candidate: number) => residual[candidate] !== undefined
  const flow = flowProgram(question)
  const { program } = flow
  const built = Array.from({ length: count }, (_, candidate) => addColumn(program, 0, stands(candidate) ? 0 : 1, true))
  const antennas = Array.from({ length: count }, (_, k) => addColumn(program, 0, stands(k) ? 0 : mostAntennas, true))
  for (let candidate = 0; candidate < count; candidate++) {
    const from = reach.starts[candidate]!
    const own = Array.from(itemsOf(reach, candidate), (cell, at) => ({ cell, pair: flow.pairs[from + at]! }))
    const used = own.map(({ pair }) => [pair, 1] as const)
    addRow(program, Number.NEGATIVE_INFINITY, residual[candidate] ?? 0, [
      ...used,
      [antennas[candidate]!, -usersPerAntenna],
    ])
    if (stands(candidate)) continue
    addRow(program, Number.NEGATIVE_INFINITY, 0, [
      [antennas[candidate]!, 1],
      [built[candidate]!, -mostAntennas],
    ])
    // Follows from the others for whole numbers, and brings the relaxation nearer to them.
    for (const { cell, pair } of own)
      addRow(program, Number.NEGATIVE_INFINITY, 0, [
        [pair, 1],
        [built[candidate]!, -question.demand[cell]!],
      ])
  }
  addRow(program, Number.NEGATIVE_INFINITY, budget, [
    ...built.map((column, candidate) => [column, costs[candidate]!] as const),
    ...antennas.map((column, candidate) => [column, antennaCosts[candidate]!] as const),
  ])
  for (const place of new Set(places)) {
    const here = built.filter((_, candidate) => places![candidate] === place)
    if (place >= 0 && here.length > 1)
      addRow(
        program,
        0,
        1,
        here.map((column) => [column, 1] as const),
      )
  }
  const { values, status, bound } = await solveProgram(program, options)
  const number = Int32Array.from(antennas, (column) => Math.round(values?.[column] ?? 0))
  const allocated = await allocate({
    ...question,
    capacity: Float64Array.from(number, (each, candidate) => residual[candidate] ?? each * usersPerAntenna),
  })
  return {
    ...{ picks: [...number.keys()].filter((candidate) => number[candidate]! > 0), antennas: number, ...allocated },
    ...{ bound, proven: status === 'optimal' },
  }
}

/** Who finds a place where capacities stand fixed: the transport problem. */
export async function allocate(
  question: Pick<CapacityQuestion, 'demand' | 'reach'> & { capacity: Float64Array },
): Promise<{ served: number; shortfall: Float64Array }> {
  const { demand, reach, capacity } = question
  const { program, pairs } = flowProgram(question)
  capacity.forEach((most, candidate) => {
    const own = pairs.slice(reach.starts[candidate], reach.starts[candidate + 1])
    if (own.length > 0)
      addRow(
        program,
        0,
        most,
        own.map((pair) => [pair, 1] as const),
      )
  })
  const { values } = await solveProgram(program)
  const shortfall = demand.slice()
  pairs.forEach((pair, at) => {
    shortfall[reach.items[at]!]! -= values?.[pair] ?? 0
  })
  const left = shortfall.map((users) => (users > 1e-6 ? users : 0))
  const sum = (of: Float64Array) => of.reduce((total, users) => total + users, 0)
  return { served: sum(demand) - sum(left), shortfall: left }
}

/** Columns of who goes where, and the row of each cell that no more go than there are. */
function flowProgram({ demand, reach }: Pick<CapacityQuestion, 'demand' | 'reach'>): Flow {
  const program = emptyProgram()
  const pairs = Array.from(reach.items, (cell) => addColumn(program, 1, demand[cell]!))
  const ofCell = Array.from(demand, (): [number, number][] => [])
  reach.items.forEach((cell, at) => {
    ofCell[cell]!.push([pairs[at]!, 1])
  })
  ofCell.forEach((row, cell) => {
    if (row.length > 0) addRow(program, 0, demand[cell]!, row)
  })
  return { program, pairs }
}
