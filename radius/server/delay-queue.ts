interface Held<T> {
  readonly item: T
  readonly dueAt: number
}

/**
 * Holds items back, each for its time, with one timer. At most `limit` wait: where there are more, the one that is due
 * first is released early. `release` must not throw.
 */
export function createDelayLine<T>({ limit, release }: { limit: number; release(item: T): void }) {
  /** By the time they are due; those before `first` are gone. */
  let line: Held<T>[] = []
  let first = 0
  let timer: NodeJS.Timeout | undefined

  const next = (): T => {
    const { item } = line[first]!
    first += 1
    if (2 * first >= line.length) {
      line = line.slice(first)
      first = 0
    }
    return item
  }

  const disarm = (): void => {
    clearTimeout(timer)
    timer = undefined
  }

  const arm = (): void => {
    if (timer === undefined && first < line.length)
      timer = setTimeout(wake, Math.max(1, line[first]!.dueAt - Date.now()))
  }

  const wake = (): void => {
    timer = undefined
    const now = Date.now()
    while (first < line.length && line[first]!.dueAt <= now) release(next())
    arm()
  }

  return {
    /** Releases the item after this many milliseconds. */
    hold(item: T, milliseconds: number): void {
      const dueAt = Date.now() + milliseconds
      let index = line.length
      while (index > first && line[index - 1]!.dueAt > dueAt) index -= 1
      if (index === first) disarm()
      line.splice(index, 0, { item, dueAt })
      if (line.length - first > limit) release(next())
      arm()
    },
    /** Releases everything now. */
    flush(): void {
      disarm()
      while (first < line.length) release(next())
    },
    get size(): number {
      return line.length - first
    },
  }
}
