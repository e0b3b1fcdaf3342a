/** Collects single requests into batches: one statement for hundreds instead of one each. */
export interface Batcher<I, O> {
  /** Resolves with what `run` gave for this item; rejects when its batch failed. */
  add(item: I): Promise<O>
  /** Runs what waits, and resolves when nothing waits or runs any more. */
  flush(): Promise<void>
  /** Items that no batch has taken yet. */
  waiting(): number
  /** Takes the oldest `count` of these out, all if absent; nobody resolves their promises. */
  takeWaiting(count?: number): I[]
}

export interface BatchOptions<I, O> {
  /**
   * An item waits at most this long (ms) for company, as long as a runner is free; absent: until what has arrived so far
   * is read.
   */
  waitMs?: number
  /** Items in one batch at most. */
  max: number
  /** Batches under way at a time; default 1. */
  parallel?: number
  /** Gives one result per item, in their order. */
  run(items: I[]): Promise<O[]>
}

interface Waiting<I, O> {
  item: I
  resolve(value: O): void
  reject(error: unknown): void
}

export function createBatcher<I, O>({ waitMs, max, parallel = 1, run }: BatchOptions<I, O>): Batcher<I, O> {
  let waiting: Array<Waiting<I, O>> = []
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
      void runBatch(batch)
    }
  }
  const runBatch = async (batch: Array<Waiting<I, O>>) => {
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    running--
    if (waiting.length > 0 && soon === undefined) start()
    if (waiting.length === 0 && running === 0) {
      for (const resolve of whenIdle) resolve()
      whenIdle = []
    }
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        if (waiting.length >= max) start()
        else if (running < parallel) soon ??= waitMs === undefined ? setImmediate(start) : setTimeout(start, waitMs)
      }),
    flush() {
      start()
      if (waiting.length === 0 && running === 0) return Promise.resolve()
      return new Promise((resolve) => whenIdle.push(resolve))
    },
    waiting: () => waiting.length,
    takeWaiting: (count = waiting.length) => waiting.splice(0, count).map(({ item }) => item),
  }
}

/** Looks up keys one by one for the caller, together (`= any($1)`) for the database. */
export function createLookup<K, V>(find: (keys: K[]) => Promise<Map<K, V>>): (key: K) => Promise<V | undefined> {
  const batcher = createBatcher<K, V | undefined>({
    waitMs: 1,
    max: 500,
    parallel: 2,
    async run(keys) {
      const found = await find([...new Set(keys)])
      return keys.map((key) => found.get(key))
    },
  })
  return (key) => batcher.add(key)
}
