import type { Database } from '../../../database/connection.ts'
import type { Log } from '../../../log.ts'
import { ImpossiblePlanError } from '../../siting/model.ts'
import { type KeptPlans, keepPlans } from '../opened/kept.ts'
import { failureOf, PlanError } from '../plan-error.ts'
import {
  beginSolving,
  keepFailure,
  keepInputs,
  keepProgress,
  keepResult,
  leaveDraft,
  readPlan,
  readStoredPlan,
} from '../plans.ts'
import { assertReadable, readPlaces } from '../read-places.ts'
import { type PlanProgress, solveInThread } from './in-thread.ts'

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
  plans: KeptPlans
  close(): Promise<void>
}

export function openSitePlanning(db: Connections, log: Log): SitePlanning {
  const [solver, plans] = [openPlanSolver(db, log), keepPlans((id) => readStoredPlan(db, id))]
  return {
    ...{ solver, plans },
    async close() {
      await Promise.all([solver.close(), plans.close()])
    },
  }
}

type Connections = Pick<Database, 'query' | 'pool'>

/** Marks a draft as being solved; with what, is read while it is. @throws {PlanError} where there is nothing to solve it with */
export async function prepareToSolve(db: Connections, id: number): Promise<void> {
  const { parameters, status } = await readPlan(db, id)
  if (status !== 'draft') throw new PlanError('not-draft', `Plan ${id} is ${status}: fork it to solve it again.`)
  await assertReadable(db, parameters)
  await beginSolving(db, id)
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
          await keepFailure(db, id, failureOf(error)).catch(() => {})
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
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const heart = openHeart({ db, heartbeatMs }, id, () => void Atomics.store(stop, 0, 1))
  let kept: Promise<void> | undefined
  try {
    const { parameters } = await readPlan(db, id)
    const places = await readPlaces(db, parameters)
    ending.throwIfAborted()
    const data = { places, parameters, stop: stop.buffer as SharedArrayBuffer }
    const solving = solveInThread(data, {
      progress: heart.tell,
      inputs: (octets, version) => {
        kept = keepInputs(db, id, octets, version)
        // Waited for below, where its failure is told.
        kept.catch(() => {})
      },
    })
    job.kill = () => solving.kill()
    try {
      const solved = await solving.outcome
      await kept
      if (solved) await keepResult(db, id, solved, heart.isStopped())
      else await leaveDraft(db, id, null)
    } finally {
      await heart.close()
      await solving.kill()
    }
  } catch (error) {
    ending.throwIfAborted()
    // Nothing was found yet: what is wrong can be mended in the draft.
    if (kept === undefined && error instanceof PlanError) await leaveDraft(db, id, failureOf(error))
    else throw error
  } finally {
    await heart.close()
  }
}

/** Stores how far a plan is, and looks whether somebody asked to stop, until it is closed. */
function openHeart({ db, heartbeatMs }: Pick<SolveContext, 'db' | 'heartbeatMs'>, id: number, onStop: () => void) {
  let last: PlanProgress | null = null
  let stopped = false
  let beat = Promise.resolve()
  const timer = setInterval(() => {
    beat = keepProgress(db, id, last).then(
      (stop) => {
        stopped ||= stop
        if (stop) onStop()
      },
      () => {},
    )
  }, heartbeatMs)
  return {
    tell(progress: PlanProgress): void {
      last = progress
    },
    isStopped: () => stopped,
    async close(): Promise<void> {
      clearInterval(timer)
      await beat
    },
  }
}
