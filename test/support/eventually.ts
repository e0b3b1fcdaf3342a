import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 30_000
const SHORTEST_REST_MS = 5
/** It rests for so many times as long as the check took, which must not slow down what is waited for. */
const RESTS = 3

/**
 * Waits until `check` gives something other than false or undefined, for what shows its arrival in no other way, e.g. a
 * cache that follows the database's events.
 */
export async function eventually<T>(
  check: () => T | false | undefined | Promise<T | false | undefined>,
  limitMs = LIMIT_MS,
): Promise<T> {
  // Not by the system's clock, which may be put forward meanwhile.
  const end = performance.now() + limitMs
  for (;;) {
    const began = performance.now()
    const result = await check()
    if (result !== false && result !== undefined) return result
    if (performance.now() > end) throw new Error(`Not so after ${limitMs} ms: ${check}`)
    await pause(Math.max(SHORTEST_REST_MS, RESTS * (performance.now() - began)))
  }
}
