import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type TransferListItem, Worker } from 'node:worker_threads'

/**
 * Starts the module `worker` beside the caller in a thread of its own. Compiled it is started as it is; in tests and
 * development a thread must first learn to read TypeScript.
 *
 * @param caller its `import.meta.url`
 * @param transferList what of `workerData` goes over to the thread: ports
 */
export function startThread(caller: string, workerData: unknown, transferList: TransferListItem[] = []): Worker {
  if (!caller.endsWith('.ts')) return new Worker(new URL('./worker.js', caller), { workerData, transferList })
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href
  const own = new URL('./worker.ts', caller).href
  const script = `import('${tsx}').then(({ register }) => { register(); return import('${own}') })`
  return new Worker(script, { eval: true, workerData, transferList })
}
