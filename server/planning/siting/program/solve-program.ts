import highsModule, { type Highs, type Model, type ModelData } from 'highs'
import type { Program } from './program.ts'

/** Its types describe a CommonJS module; what Node imports is the loader itself. */
const loadHighs = highsModule as unknown as typeof highsModule.default
let loaded: Promise<Highs> | undefined

export interface ProgramOptions {
  /** Values of all columns from which to begin: without them a good plan may be long in coming. */
  start?: Float64Array | undefined
  /** Of wall clock; the best found by then is returned. */
  seconds?: number
  /** Relative distance from the bound at which the search ends. */
  gap?: number
  /** Asked now and then. */
  stopped?: () => boolean
  onProgress?: (value: number, bound: number) => void
}

export interface ProgramOutcome {
  readonly status: 'optimal' | 'infeasible' | 'stopped'
  /** Of each column; undefined where nothing feasible is known. */
  readonly values: Float64Array | undefined
  readonly value: number
  /** No solution is worth more. */
  readonly bound: number
}

/** Solved by HiGHS (Huangfu and Hall, 2018) as WebAssembly, in this thread: it keeps the thread until it ends. */
export async function solveProgram(program: Program, options: ProgramOptions = {}): Promise<ProgramOutcome> {
  if (program.worth.length === 0) return outcomeOfNothing(program)
  loaded ??= loadHighs()
  const highs = await loaded
  const { start, seconds = 60, gap = 0, stopped = () => false, onProgress = () => {} } = options
  const model = highs.createModel(modelData(highs, program))
  const { mipInterrupt, simplexInterrupt, ipmInterrupt, mipLogging, mipImprovingSolution } =
    highs.constants.callbackType
  const mindStop = (event: { interrupt(): void }): undefined => {
    if (stopped()) event.interrupt()
  }
  const tell = ({ data }: { data: { mip_primal_bound?: number; mip_dual_bound?: number } }): undefined => {
    onProgress(data.mip_primal_bound ?? Number.NEGATIVE_INFINITY, data.mip_dual_bound ?? Number.POSITIVE_INFINITY)
  }
  try {
    model.options.set({ output_flag: false, time_limit: Math.max(0, seconds), mip_rel_gap: gap, mip_abs_gap: 1e-7 })
    if (start) model.setSolution({ colValue: start })
    const { modelStatus } = model.run({
      ...{ [mipInterrupt]: mindStop, [simplexInterrupt]: mindStop, [ipmInterrupt]: mindStop },
      ...{ [mipLogging]: tell, [mipImprovingSolution]: tell },
    })
    return outcomeOf(highs, model, modelStatus)
  } finally {
    model.dispose()
  }
}

function modelData(highs: Highs, program: Program): ModelData {
  const { worth, rowLower, rowUpper } = program
  const finite = (bound: number) => Math.min(highs.infinity, Math.max(-highs.infinity, bound))
  return {
    numCols: worth.length,
    numRows: rowLower.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from(worth),
    colLower: Float64Array.from(program.lower, finite),
    colUpper: Float64Array.from(program.upper, finite),
    rowLower: Float64Array.from(rowLower, finite),
    rowUpper: Float64Array.from(rowUpper, finite),
    matrix: {
      ...{ format: 'csr', numRows: rowLower.length, numCols: worth.length },
      starts: Int32Array.from(program.starts),
      indices: Int32Array.from(program.columns),
      values: Float64Array.from(program.coefficients),
    },
    integrality: Int32Array.from(program.whole, Number),
  }
}

/** HiGHS takes no program without columns. */
function outcomeOfNothing({ rowLower, rowUpper }: Program): ProgramOutcome {
  if (rowLower.some((lower, row) => lower > TOLERANCE || rowUpper[row]! < -TOLERANCE)) return infeasible
  return { status: 'optimal', values: new Float64Array(0), value: 0, bound: 0 }
}

/** HiGHS's own for rows. */
const TOLERANCE = 1e-6
const infeasible: ProgramOutcome = {
  ...{ status: 'infeasible', values: undefined, value: Number.NEGATIVE_INFINITY, bound: Number.NEGATIVE_INFINITY },
}

function outcomeOf(highs: Highs, model: Model, status: number): ProgramOutcome {
  const { optimal, empty, ...statuses } = highs.constants.modelStatus
  if (status === statuses.infeasible || status === statuses.unboundedOrInfeasible) return infeasible
  const feasible = status === optimal || status === empty || model.info.get('primal_solution_status') === FEASIBLE
  const values = feasible ? model.getSolution().colValue : undefined
  const value = values ? model.getObjectiveValue() : Number.NEGATIVE_INFINITY
  if (status === optimal || status === empty)
    return { status: 'optimal', values, value, bound: dualBound(model, value) }
  return { status: 'stopped', values, value, bound: dualBound(model, Number.POSITIVE_INFINITY) }
}

/** `kHighsSolutionStatusFeasible` of HiGHS. */
const FEASIBLE = 2

/** Of a program without whole numbers HiGHS names none. */
function dualBound(model: Model, otherwise: number): number {
  const bound = Number(model.info.get('mip_dual_bound'))
  return Number.isFinite(bound) && Math.abs(bound) < 1e29 && model.info.get('mip_node_count') !== -1n
    ? bound
    : otherwise
}
