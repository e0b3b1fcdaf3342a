/** What may wait begins while the event loop has time to spare, so that what is due is not late for it. */
export interface SpareTime {
  /** Whether nothing waits. */
  isThere(): boolean
  /** Resolves when it is its turn, and there is time; at once when the signal is aborted. */
  wait(): Promise<void>
}

/** ms between looks. */
const LOOK_MS = 50
/** Share of its time that the event loop may be at work when more begins. */
const MOST_USED = 0.85
/** Pieces of work that begin at a look: more each time while there is time, and half as many when there is none. */
const [FEWEST, MOST] = [4, 50]

export function createSpareTime(signal: AbortSignal): SpareTime {
  const waiting: Array<() => void> = []
  let timer: NodeJS.Timeout | undefined
  let last = performance.eventLoopUtilization()
  let atOnce = FEWEST
  const begin = (count: number) => {
    for (const go of waiting.splice(0, count)) go()
    if (waiting.length > 0) return
    clearInterval(timer)
    timer = undefined
  }
  const look = () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    atOnce = utilization < MOST_USED ? Math.min(MOST, atOnce + 1) : Math.max(FEWEST, atOnce >> 1)
    begin(atOnce)
  }
  signal.addEventListener('abort', () => begin(waiting.length))
  return {
    isThere: () => waiting.length === 0,
    wait: () =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        waiting.push(resolve)
        timer ??= setInterval(look, LOOK_MS)
      }),
  }
}
