import { isDataError } from './sql-errors.ts'

/** Collects single items into batches: one statement for hundreds instead of one each. */
export interface BatchQueue<I> {
  put(item: I): void
  /** Runs what waits, and resolves when nothing waits or runs any more. */
  flush(): Promise<void>
  /** Items that no batch has taken yet. */
  waiting(): number
  /** Takes the oldest `count` of these out, all if absent. */
  takeWaiting(count?: number): I[]
}

interface BatchTimes {
  /**
   * An item waits at most this long (ms) for company, as long as a runner is free; absent: until what has arrived so far
   * is read.
   */
  waitMs?: number
  /** Items in one batch at most. */
  max: number
  /** Batches under way at a time; default 1. */
  parallel?: number
}

export interface BatchQueueOptions<I> extends BatchTimes {
  /** Must not reject: each item is told in its own way what became of it. */
  run(items: I[]): Promise<void>
}

export function createBatchQueue<I>({ waitMs, max, parallel = 1, run }: BatchQueueOptions<I>): BatchQueue<I> {
  let waiting: I[] = []
  let running = 0
  let soon: NodeJS.Timeout | NodeJS.Immediate | undefined
  let whenIdle: Array<() => void> = []

  const start = () => {
    if (soon && 'refresh' in soon) clearTimeout(soon)
    else clearImmediate(soon)
    soon = undefined
    while (waiting.length > 0 && running < parallel) {
      const batch = waiting.slice(0, max)
      waiting = waiting.slice(max)
      running++
      void run(batch).then(ended)
    }
  }
  const ended = () => {
    running--
    if (waiting.length > 0 && soon === undefined) start()
    if (waiting.length === 0 && running === 0) {
      for (const resolve of whenIdle) resolve()
      whenIdle = []
    }
  }
  return {
    put(item) {
      waiting.push(item)
      if (waiting.length >= max) start()
      else if (running < parallel) soon ??= waitMs === undefined ? setImmediate(start) : setTimeout(start, waitMs)
    },
    flush() {
      start()
      if (waiting.length === 0 && running === 0) return Promise.resolve()
      return new Promise((resolve) => whenIdle.push(resolve))
    },
    waiting: () => waiting.length,
    takeWaiting: (count = waiting.length) => waiting.splice(0, count),
  }
}

/** As {@link BatchQueue}, with a promise for each item. */
export interface Batcher<I, O> extends Pick<BatchQueue<I>, 'flush'> {
  /** Resolves with what `run` gave for this item; rejects when its batch failed. */
  add(item: I): Promise<O>
}

export interface BatchOptions<I, O> extends BatchTimes {
  /** Gives one result per item, in their order. */
  run(items: I[]): Promise<O[]>
}

export function createBatcher<I, O>({ run, ...times }: BatchOptions<I, O>): Batcher<I, O> {
  const queue = createBatchQueue<{ item: I; resolve(value: O): void; reject(error: unknown): void }>({
    ...times,
    async run(batch) {
      try {
        const results = await run(batch.map(({ item }) => item))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    },
  })
  return {
    add: (item) => new Promise((resolve, reject) => queue.put({ item, resolve, reject })),
    flush: queue.flush,
  }
}

/**
 * Looks up keys one by one for the caller, together (`= any($1)`) for the database. A key that the database refuses fails
 * alone: the statement is made again without it.
 */
export function createLookup<K, V>(find: (keys: K[]) => Promise<Map<K, V>>): (key: K) => Promise<V | undefined> {
  const batcher = createBatcher<K, { value: V | undefined } | { error: unknown }>({
    max: 500,
    parallel: 3,
    async run(keys) {
      const { found, failed } = await findEach(find, [...new Set(keys)])
      return keys.map((key) => (failed.has(key) ? { error: failed.get(key) } : { value: found.get(key) }))
    },
  })
  return async (key) => {
    const result = await batcher.add(key)
    if ('error' in result) throw result.error
    return result.value
  }
}

interface EachFound<K, V> {
  found: Map<K, V>
  failed: Map<K, unknown>
}

/** Halves the keys as long as the database refuses a value among them; rejects with any other error. */
async function findEach<K, V>(find: (keys: K[]) => Promise<Map<K, V>>, keys: K[]): Promise<EachFound<K, V>> {
  try {
    return { found: await find(keys), failed: new Map() }
  } catch (error) {
    if (!isDataError(error)) throw error
    if (keys.length === 1) return { found: new Map(), failed: new Map([[keys[0]!, error]]) }
    const half = keys.length >> 1
    const first = await findEach(find, keys.slice(0, half))
    const second = await findEach(find, keys.slice(half))
    return {
      found: new Map([...first.found, ...second.found]),
      failed: new Map([...first.failed, ...second.failed]),
    }
  }
}
