import { parentPort, workerData } from 'node:worker_threads'
import { solveTask } from '../../../../../server/planning/siting/solve-task.ts'
import type { FromWorker, WorkerData } from './in-worker.ts'

/** Solves the task that it is started with, and ends. */
const { task, options, stop } = workerData as WorkerData
const flag = new Int32Array(stop)
const tell = (message: FromWorker): void => parentPort!.postMessage(message)

try {
  const outcome = await solveTask(task, {
    ...options,
    stopped: () => Atomics.load(flag, 0) === 1,
    onProgress: (progress) => tell({ progress }),
  })
  tell({ outcome })
} catch (error) {
  const { name, message } = error as Error
  tell({ error: { name, message } })
}
