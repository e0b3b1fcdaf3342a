import { NoAnswer } from './snmp/client.ts'

/** Runs at most so many pieces of work at a time; the others wait in order. */
export interface Slots {
  /** Resolves when the work is done. @throws what it throws; {NoAnswer} where it was not begun before all was drained */
  run<T>(work: () => Promise<T>): Promise<T>
  /** How many wait. */
  waiting(): number
  /** Resolves when none waits and none is under way. */
  idle(): Promise<void>
  /** Gives up those that wait, and resolves when none is under way. */
  drain(): Promise<void>
}

export function createSlots(size: number): Slots {
  let queue: Array<{ begin(): void; giveUp(error: NoAnswer): void }> = []
  const running = new Set<Promise<unknown>>()
  const begin = <T>(work: () => Promise<T>): Promise<T> => {
    const done = work().finally(() => {
      running.delete(done)
      queue.shift()?.begin()
    })
    running.add(done)
    return done
  }
  return {
    run: (work) =>
      running.size < size
        ? begin(work)
        : new Promise((resolve, reject) =>
            queue.push({ begin: () => void begin(work).then(resolve, reject), giveUp: reject }),
          ),
    waiting: () => queue.length,
    async idle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
    async drain() {
      const waiting = queue
      queue = []
      for (const { giveUp } of waiting) giveUp(new NoAnswer('closed', 'other'))
      await Promise.allSettled(running)
    },
  }
}
