import { startThread } from '../../own-thread.ts'
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

/**
 * Suppresses a table in a thread of its own: the solver keeps its thread until it ends.
 *
 * @throws {UnsafeTable} and {Error} where the thread failed
 */
export function suppressInWorker(task: SuppressTask): Promise<Published> {
  const worker = startThread(import.meta.url, task)
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
