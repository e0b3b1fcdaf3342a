import { startThread } from '../../own-thread.ts'
import type { Study, StudyQuestion } from './desk/study.ts'
import type { CapacityPlan, CapacityQuestion } from './formulations/capacity.ts'
import type { FairRule, FairSolution, TargetSolution } from './formulations/fair-plan.ts'
import type { Grouped } from './formulations/groups.ts'
import { type CoverageQuestion, ImpossiblePlanError } from './model.ts'
import type { Plan, Progress, SolveOptions } from './plan.ts'

/** What a thread is to solve. */
export type Task =
  | { readonly kind: 'coverage'; readonly question: CoverageQuestion }
  | { readonly kind: 'fair'; readonly question: CoverageQuestion; readonly grouped: Grouped; readonly rule: FairRule }
  | { readonly kind: 'target'; readonly question: CoverageQuestion; readonly grouped: Grouped; readonly share: number }
  | { readonly kind: 'capacity'; readonly question: CapacityQuestion }
  | { readonly kind: 'study'; readonly question: StudyQuestion }

export interface Outcomes {
  coverage: Plan
  fair: FairSolution
  /** Undefined where not even all candidates together reach the target. */
  target: TargetSolution | undefined
  capacity: CapacityPlan
  study: Study
}

export interface WorkerData {
  task: Task
  options: WorkerOptions
  /** One Int32: 1 to stop. */
  stop: SharedArrayBuffer
}

export type WorkerOptions = Pick<SolveOptions, 'seconds' | 'gap' | 'seed'>

export type FromWorker =
  | { progress: Progress }
  | { outcome: Outcomes[Task['kind']] }
  | { error: { name: string; message: string } }

/** A task that is being solved in a thread of its own. */
export interface Solving<Outcome> {
  /** @throws {ImpossiblePlanError} and {Error} where it was killed or failed */
  readonly outcome: Promise<Outcome>
  /** Ends soon, with the best plan so far. */
  stop(): void
  /** Ends the thread at once, and all that it holds. */
  kill(): Promise<void>
}

/** @param onProgress called in this thread */
export function solveInWorker<T extends Task>(
  task: T,
  options: WorkerOptions,
  onProgress: (progress: Progress) => void = () => {},
): Solving<Outcomes[T['kind']]> {
  const stop = new SharedArrayBuffer(4)
  const worker = startThread(import.meta.url, { task, options, stop } satisfies WorkerData)
  const outcome = new Promise<Outcomes[T['kind']]>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if ('progress' in message) onProgress(message.progress)
      else if ('outcome' in message) resolve(message.outcome as Outcomes[T['kind']])
      else reject(revived(message.error))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The solver was ended before it had a plan')))
  })
  return {
    outcome,
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
    async kill() {
      await worker.terminate()
    },
  }
}

/** An error's class does not cross threads. */
const revived = ({ name, message }: { name: string; message: string }): Error =>
  name === 'ImpossiblePlanError' ? new ImpossiblePlanError(message) : new Error(message)
