import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Database } from '../../../database/connection.ts'
import { lend } from '../../../database/lent-connection.ts'
import { AgentError } from '../../../network/agents/credentials.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import { startThread } from '../../../own-thread.ts'
import { ImportError } from '../../import-error.ts'
import { type ImportProgress, type OnProgress, unseen } from '../../progress.ts'
import { importNetworkTable, type NetworkImportOptions } from '../import-network.ts'
import { type ShownImport, shownOf } from '../shown.ts'
import { tableIn } from '../table-file.ts'

/** What a thread is to import. */
export interface ImportTask {
  name: string
  octets: Uint8Array
  options: Omit<NetworkImportOptions, 'onProgress' | 'reportFile'>
  /** Of changes, faults and hotspots that have left the file, so many are told; all are counted. */
  most: number
}

export interface WorkerData extends ImportTask {
  /** At whose other end statements are run. */
  statements: MessagePort
}

/** An error as it crosses threads, which know no classes. */
export interface ToldError {
  name: string
  message: string
  stack: string | undefined
  properties: Record<string, unknown>
}

export type FromWorker = { progress: ImportProgress } | { outcome: ShownImport } | { error: ToldError }

interface Watching {
  onProgress?: OnProgress | undefined
  /** Ends the thread; what it has stored is rolled back. */
  signal?: AbortSignal | undefined
}

/** A file of so many octets is imported in less time than a thread takes to start. */
const LIGHT = 64_000
/** What is packed (ZIP, gzip) becomes so many times as long. */
const PACKED = 16
const isPacked = ([first, second]: Uint8Array) =>
  (first === 0x50 && second === 0x4b) || (first === 0x1f && second === 0x8b)

/** Imports a network's file, or shows what that would change: here where that takes no time, else {@link importInWorker}. */
export async function importOctets(db: Database, task: ImportTask, watching: Watching = {}): Promise<ShownImport> {
  const { name, octets, options, most } = task
  if (octets.length * (isPacked(octets) ? PACKED : 1) > LIGHT) return importInWorker(db, task, watching)
  const table = await tableIn(name, Buffer.from(octets))
  return shownOf(await importNetworkTable(db, name, table, { ...options, onProgress: watching.onProgress }), most)
}

/**
 * Imports a network's file, or shows what that would change, in a thread of its own: reading and comparing a city's whole
 * network takes seconds, in which this process answers others. The statements run on a connection of `db`, and so within
 * its transaction where it is one.
 *
 * @throws what {@link importNetworkTable} throws, and `signal`'s reason
 */
export async function importInWorker(
  db: Pick<Database, 'pool'>,
  task: ImportTask,
  { onProgress = unseen, signal }: Watching = {},
): Promise<ShownImport> {
  signal?.throwIfAborted()
  const client = await db.pool.connect()
  const { port1: own, port2: statements } = new MessageChannel()
  lend(client, own)
  const worker = startThread(import.meta.url, { ...task, statements } satisfies WorkerData, [statements])
  let told: Promise<unknown> = Promise.resolve()
  let failure: Error | undefined
  const work = new Promise<ShownImport>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if ('progress' in message) told = told.then(() => onProgress(message.progress)).catch(() => {})
      else if ('outcome' in message) resolve(message.outcome)
      else reject(revived(message.error))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The file was not imported: its thread ended')))
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await work
  } catch (error) {
    failure = error as Error
    throw error
  } finally {
    await worker.terminate()
    own.close()
    await told
    // A thread that was ended may have left a transaction open.
    client.release(failure)
  }
}

const classes: Record<string, { prototype: Error }> = { ImportError, HotspotError, AgentError }

function revived({ name, message, stack, properties }: ToldError): Error {
  const error = Object.assign(new Error(message), properties, { stack })
  return Object.setPrototypeOf(error, (classes[name] ?? Error).prototype)
}
