import type { TransferListItem } from 'node:worker_threads'
import { startThread } from './own-thread.ts'

/** A thread that answers questions until it is ended. */
export interface AskedThread<Question, Answer> {
  /** @throws {Error} where the thread has failed, or was ended */
  ask(question: Question, transferList?: TransferListItem[]): Promise<Answer>
  /** Ends it once it has answered what it was asked. */
  retire(): void
  /** Ends it at once. */
  close(): Promise<void>
}

/** What goes to the thread, and comes back from it: see `answering.ts`. */
export interface Asked<T> {
  id: number
  content: T
}

/**
 * Starts the module `worker` beside the caller, which answers by `answering`. The process does not wait for the thread
 * while nothing is asked.
 *
 * @param what it does, in words of an error
 */
export function startAsked<Question, Answer>(
  caller: string,
  data: unknown,
  what: string,
): AskedThread<Question, Answer> {
  const thread = startThread(caller, data)
  thread.unref()
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>()
  let failure: Error | undefined
  let isRetired = false
  let asked = 0
  const fail = (error: Error) => {
    failure ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  thread.on('message', ({ id, content }: Asked<Answer>) => {
    waiting.get(id)?.resolve(content)
    waiting.delete(id)
    if (waiting.size > 0) return
    thread.unref()
    if (isRetired) void thread.terminate()
  })
  thread.once('error', fail)
  thread.once('exit', () => fail(new Error(`The thread that ${what} has ended`)))
  return {
    ask(content, transferList = []) {
      if (failure) return Promise.reject(failure)
      const id = ++asked
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        thread.ref()
        thread.postMessage({ id, content } satisfies Asked<Question>, transferList)
      })
    },
    retire() {
      isRetired = true
      if (waiting.size === 0) void thread.terminate()
    },
    async close() {
      await thread.terminate()
    },
  }
}
