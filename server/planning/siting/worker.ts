import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, WorkerTask } from './in-worker.ts'
import { solve } from './solve.ts'

/** Solves the question that it is started with, and ends. */
const { question, options, stop } = workerData as WorkerTask
const flag = new Int32Array(stop)
const tell = (message: FromWorker): void => parentPort!.postMessage(message)

try {
  const plan = await solve(question, {
    ...options,
    stopped: () => Atomics.load(flag, 0) === 1,
    onProgress: (progress) => tell({ progress }),
  })
  tell({ plan })
} catch (error) {
  const { name, message } = error as Error
  tell({ error: { name, message } })
}
