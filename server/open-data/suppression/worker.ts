import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, SuppressTask } from './in-worker.ts'
import { keyedRounding } from './rounding.ts'
import { suppress } from './suppress.ts'

/** Suppresses the table that it is started with, and ends. */
const { table, names, key, seconds } = workerData as SuppressTask
const tell = (message: FromWorker): void => parentPort!.postMessage(message)

try {
  const round = keyedRounding(Buffer.from(key))
  tell({ published: await suppress(table, { round, nameOf: (cell) => names[cell]!, seconds }) })
} catch (error) {
  const { name, message } = error as Error
  tell({ error: { name, message } })
}
