import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type CoverageQuestion, ImpossiblePlanError } from './model.ts'
import type { Plan, Progress, SolveOptions } from './plan.ts'

export interface WorkerTask {
  question: CoverageQuestion
  options: Pick<SolveOptions, 'seconds' | 'gap' | 'seed'>
  /** One Int32: 1 to stop. */
  stop: SharedArrayBuffer
}

export type FromWorker = { progress: Progress } | { plan: Plan } | { error: { name: string; message: string } }

/** A question that is being solved in a thread of its own. */
export interface Solving {
  /** @throws {ImpossiblePlanError} and {Error} where it was killed or failed */
  readonly plan: Promise<Plan>
  /** Ends soon, with the best plan so far. */
  stop(): void
  /** Ends the thread at once, and all that it holds. */
  kill(): Promise<void>
}

/** Compiled it is started as it is; in tests and development a thread must first learn to read TypeScript. */
function startWorker(task: WorkerTask): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), { workerData: task })
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href
  const own = new URL('./worker.ts', import.meta.url).href
  const script = `import('${tsx}').then(({ register }) => { register(); return import('${own}') })`
  return new Worker(script, { eval: true, workerData: task })
}

/** @param onProgress called in this thread */
export function solveInWorker(
  question: CoverageQuestion,
  options: WorkerTask['options'],
  onProgress: (progress: Progress) => void = () => {},
): Solving {
  const stop = new SharedArrayBuffer(4)
  const worker = startWorker({ question, options, stop })
  const plan = new Promise<Plan>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if ('progress' in message) onProgress(message.progress)
      else if ('plan' in message) resolve(message.plan)
      else reject(revived(message.error))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The solver was ended before it had a plan')))
  })
  return {
    plan,
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
    async kill() {
      await worker.terminate()
    },
  }
}

/** An error's class does not cross threads. */
const revived = ({ name, message }: { name: string; message: string }): Error =>
  name === 'ImpossiblePlanError' ? new ImpossiblePlanError(message) : new Error(message)
