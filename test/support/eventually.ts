import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 3000

/**
 * Waits until `check` gives something other than false or undefined, for what shows its arrival in no other way, e.g. a
 * cache that follows the database's events.
 */
export async function eventually<T>(
  check: () => T | false | undefined | Promise<T | false | undefined>,
  limitMs = LIMIT_MS,
): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const result = await check()
    if (result !== false && result !== undefined) return result
    if (Date.now() > end) throw new Error(`Not so after ${limitMs} ms: ${check}`)
    await pause(5)
  }
}
