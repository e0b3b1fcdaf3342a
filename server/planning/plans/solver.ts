import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import { type Solving, solveInWorker } from '../siting/in-worker.ts'
import { ImpossiblePlanError } from '../siting/model.ts'
import type { Progress } from '../siting/plan.ts'
import { type KeptDesk, keepDesks } from './desk.ts'
import { readInputs } from './inputs.ts'
import { PlanError } from './plan-error.ts'
import {
  beginSolving,
  keepFailure,
  keepProgress,
  keepResult,
  readPlan,
  readWholeInputs,
  readWholePlan,
} from './plans.ts'
import { questionOf, taskOf } from './question.ts'
import { resultOf } from './result.ts'
import { openPlanStudies, type PlanStudies } from './study.ts'

/** Each takes a processor. */
const MOST_AT_ONCE = 2
/** How often progress is stored, and whether somebody asked to stop is looked up. */
const HEARTBEAT_MS = 1000

/** Solves plans in threads of their own, a few at a time. */
export interface PlanSolver {
  /** Room for one more. */
  isFree(): boolean
  /** Solves a plan that {@link prepareToSolve} marked. @returns when it has ended, whatever came of it */
  start(id: number): Promise<void>
  /** Ends every thread; what they were solving has failed. */
  close(): Promise<void>
}

/** What a process keeps of plans in memory. */
export interface SitePlanning {
  solver: PlanSolver
  desk: (id: number) => Promise<KeptDesk>
  studies: PlanStudies
  close(): Promise<void>
}

export function openSitePlanning(db: Connections, log: Log): SitePlanning {
  const read = (id: number) => readWholePlan(db, id)
  const [solver, studies] = [openPlanSolver(db, log), openPlanStudies(read)]
  return {
    ...{ solver, studies, desk: keepDesks(read) },
    async close() {
      await Promise.all([solver.close(), studies.close()])
    },
  }
}

type Connections = Pick<Database, 'query' | 'pool'>

/** Reads what a draft is to be solved with, and marks it as being solved. @throws {PlanError} */
export async function prepareToSolve(db: Connections, id: number): Promise<void> {
  const { parameters, status } = await readPlan(db, id)
  if (status !== 'draft') throw new PlanError('not-draft', `Plan ${id} is ${status}: fork it to solve it again.`)
  const inputs = await readInputs(db, parameters)
  // What is too large is told now, not by a plan that failed.
  if (parameters.objective === 'capacity') taskOf(questionOf(inputs, parameters), inputs, parameters)
  await beginSolving(db, id, inputs)
}

export function openPlanSolver(
  db: Connections,
  log: Log,
  { heartbeatMs = HEARTBEAT_MS }: { heartbeatMs?: number } = {},
): PlanSolver {
  const running = new Map<number, { work: Promise<void>; kill(): Promise<void> }>()
  const ending = new AbortController()
  return {
    isFree: () => running.size < MOST_AT_ONCE,
    start(id) {
      const job = { kill: async () => {} }
      const work = solve({ db, heartbeatMs, ending: ending.signal }, id, job)
        .catch(async (error: Error) => {
          const expected = error instanceof PlanError || error instanceof ImpossiblePlanError
          if (!expected) log.error({ err: error, plan: id }, 'plan not solved')
          await keepFailure(db, id, error.message).catch(() => {})
        })
        .finally(() => running.delete(id))
      running.set(id, Object.assign(job, { work }))
      return work
    },
    async close() {
      ending.abort(new PlanError('ended', 'Plaza was ended while it was solved.'))
      await Promise.all([...running.values()].map((job) => job.kill()))
      await Promise.all([...running.values()].map(({ work }) => work))
    },
  }
}

interface SolveContext {
  db: Connections
  heartbeatMs: number
  ending: AbortSignal
}

async function solve(
  { db, heartbeatMs, ending }: SolveContext,
  id: number,
  job: { kill(): Promise<void> },
): Promise<void> {
  const began = performance.now()
  const { parameters, inputs } = await readWholeInputs(db, id)
  const asked = questionOf(inputs, parameters)
  const { seconds, gap, seed } = parameters
  ending.throwIfAborted()
  let last: Progress | null = null
  const solving: Solving<unknown> = solveInWorker(
    taskOf(asked, inputs, parameters),
    { seconds, gap, seed },
    (progress) => {
      last = progress
    },
  )
  job.kill = () => solving.kill()
  let stopped = false
  let beat = Promise.resolve()
  const timer = setInterval(() => {
    beat = keepProgress(db, id, last).then(
      (stop) => {
        stopped ||= stop
        if (stop) solving.stop()
      },
      () => {},
    )
  }, heartbeatMs)
  try {
    const outcome = (await solving.outcome) as Parameters<typeof resultOf>[3]
    const solved = await resultOf(asked, inputs, parameters, outcome, (performance.now() - began) / 1000)
    await keepResult(db, id, solved, stopped)
  } catch (error) {
    ending.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    await beat
    await solving.kill()
  }
}
