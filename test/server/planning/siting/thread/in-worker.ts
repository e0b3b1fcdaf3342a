import { startThread } from '../../../../../server/own-thread.ts'
import { ImpossiblePlanError } from '../../../../../server/planning/siting/model.ts'
import type { Progress, SolveOptions } from '../../../../../server/planning/siting/plan.ts'
import type { Outcomes, Task } from '../../../../../server/planning/siting/solve-task.ts'

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
