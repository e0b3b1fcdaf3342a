import { parentPort, workerData } from 'node:worker_threads'
import { study } from './desk/study.ts'
import { withinCapacity } from './formulations/capacity.ts'
import { solveFairly, solveTarget } from './formulations/fair-plan.ts'
import type { FromWorker, Outcomes, Task, WorkerData } from './in-worker.ts'
import { branching, type SolveOptions } from './plan.ts'
import { solve } from './solve.ts'

/** Solves the task that it is started with, and ends. */
const { task, options, stop } = workerData as WorkerData
const flag = new Int32Array(stop)
const tell = (message: FromWorker): void => parentPort!.postMessage(message)

async function solved(task: Task, options: SolveOptions): Promise<Outcomes[Task['kind']]> {
  switch (task.kind) {
    case 'coverage':
      return solve(task.question, options)
    case 'fair':
      return solveFairly(task.question, task.grouped, task.rule, options)
    case 'target':
      return solveTarget(task.question, task.grouped, task.share, options)
    case 'capacity': {
      const { seconds, gap = 0, stopped = () => false, onProgress } = options
      const began = performance.now()
      return withinCapacity(task.question, {
        ...{ seconds, gap, stopped },
        onProgress(value, bound) {
          onProgress?.(branching((performance.now() - began) / 1000, Math.max(0, value), bound))
        },
      })
    }
    case 'study':
      return study(task.question)
  }
}

try {
  const outcome = await solved(task, {
    ...options,
    stopped: () => Atomics.load(flag, 0) === 1,
    onProgress: (progress) => tell({ progress }),
  })
  tell({ outcome })
} catch (error) {
  const { name, message } = error as Error
  tell({ error: { name, message } })
}
