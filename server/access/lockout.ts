import { createRecent } from '../recent.ts'

/** Locks user names for which wrong passwords come thick and fast. */
export interface Lockout {
  /** Whether this name had too many within the minute: it is refused without being looked up. */
  isLocked(userName: string): boolean
  recordFailure(userName: string): void
}

/** A gateway that has a password wrong tries once or twice. */
const MAX_FAILURES = 10
const MINUTE_MS = 60_000
/** Names remembered at least; at most twice as many. */
const NAMES = 5_000

export function createLockout(now: () => number = Date.now): Lockout {
  const names = createRecent<string, { failures: number; until: number }>(NAMES)
  const current = (userName: string) => {
    const entry = names.get(userName)
    return entry && entry.until > now() ? entry : undefined
  }
  return {
    isLocked: (userName) => (current(userName)?.failures ?? 0) >= MAX_FAILURES,
    recordFailure(userName) {
      const entry = current(userName)
      if (entry) entry.failures++
      else names.set(userName, { failures: 1, until: now() + MINUTE_MS })
    },
  }
}
