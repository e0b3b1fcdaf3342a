import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { UnsafeTable } from './suppress.ts'
import type { CountTable, Published } from './table.ts'

export interface SuppressTask {
  table: CountTable
  /** By cell, see `suppress.ts`. */
  names: readonly string[]
  /** By which counts are rounded. */
  key: Uint8Array
  seconds: number
}

export type FromWorker = { published: Published } | { error: { name: string; message: string } }

/** Compiled it is started as it is; in tests and development a thread must first learn to read TypeScript. */
function startWorker(task: SuppressTask): Worker {
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

/**
 * Suppresses a table in a thread of its own: the solver keeps its thread until it ends.
 *
 * @throws {UnsafeTable} and {Error} where the thread failed
 */
export function suppressInWorker(task: SuppressTask): Promise<Published> {
  const worker = startWorker(task)
  worker.unref()
  return new Promise<Published>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if ('published' in message) resolve(message.published)
      else reject(revived(message.error))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The table was not suppressed: its thread ended')))
  })
}

/** An error's class does not cross threads. */
const revived = ({ name, message }: { name: string; message: string }): Error =>
  name === 'UnsafeTable' ? new UnsafeTable(message) : new Error(message)
