import { parentPort, workerData } from 'node:worker_threads'
import { borrowed } from '../../../database/lent-connection.ts'
import type { ImportProgress } from '../../progress.ts'
import { importNetworkTable } from '../import-network.ts'
import { shownOf } from '../shown.ts'
import { tableIn } from '../table-file.ts'
import type { FromWorker, ToldError, WorkerData } from './in-worker.ts'

/** Imports the file that it is started with, and ends. */
const { name, octets, options, most, statements } = workerData as WorkerData
const tell = (message: FromWorker): void => parentPort!.postMessage(message)

const toldOf = (error: Error): ToldError => {
  const { name, message, stack } = error
  return { name, message, stack, properties: { ...error } }
}

const db = borrowed(statements)
try {
  const table = await tableIn(name, Buffer.from(octets))
  const onProgress = async (progress: ImportProgress) => tell({ progress })
  tell({ outcome: shownOf(await importNetworkTable(db, name, table, { ...options, onProgress }), most) })
} catch (error) {
  tell({ error: toldOf(error as Error) })
} finally {
  await db.close()
}
