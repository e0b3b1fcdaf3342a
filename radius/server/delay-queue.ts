interface Delayed<T> {
  readonly item: T
  readonly dueAt: number
}

/**
 * Releases each item after its own delay, with one timer for all. At most `limit` wait: where there are more, the one that is due
 * first is released early. `release` must not throw.
 */
export function createDelayQueue<T>({ limit, release }: { limit: number; release(item: T): void }) {
  /** In the order in which they are due; those before `first` are gone. */
  let queue: Delayed<T>[] = []
  let first = 0
  let timer: NodeJS.Timeout | undefined

  const next = (): T => {
    const { item } = queue[first]!
    first += 1
    if (2 * first >= queue.length) {
      queue = queue.slice(first)
      first = 0
    }
    return item
  }

  const disarm = (): void => {
    clearTimeout(timer)
    timer = undefined
  }

  const arm = (): void => {
    if (timer === undefined && first < queue.length)
      timer = setTimeout(wake, Math.max(1, queue[first]!.dueAt - Date.now()))
  }

  const wake = (): void => {
    timer = undefined
    const now = Date.now()
    while (first < queue.length && queue[first]!.dueAt <= now) release(next())
    arm()
  }

  return {
    /** Releases the item after this many milliseconds. */
    add(item: T, milliseconds: number): void {
      const dueAt = Date.now() + milliseconds
      let index = queue.length
      while (index > first && queue[index - 1]!.dueAt > dueAt) index -= 1
      if (index === first) disarm()
      queue.splice(index, 0, { item, dueAt })
      if (queue.length - first > limit) release(next())
      arm()
    },
    /** Releases everything now. */
    flush(): void {
      disarm()
      while (first < queue.length) release(next())
    },
    get size(): number {
      return queue.length - first
    },
  }
}
