import { createRecent } from '../../recent.ts'

/** Remembers for which user names wrong passwords come thick and fast. */
export interface WrongPasswords {
  /** Whether this name had too many within the minute: it is refused without being looked up. */
  tooMany(userName: string): boolean
  note(userName: string): void
}

/** A gateway that has a password wrong tries once or twice. */
const MOST = 10
const MINUTE_MS = 60_000
/** Names remembered at least; at most twice as many. */
const NAMES = 5_000

export function createWrongPasswords(now: () => number = Date.now): WrongPasswords {
  const names = createRecent<string, { count: number; until: number }>(NAMES)
  const current = (userName: string) => {
    const known = names.get(userName)
    return known && known.until > now() ? known : undefined
  }
  return {
    tooMany: (userName) => (current(userName)?.count ?? 0) >= MOST,
    note(userName) {
      const known = current(userName)
      if (known) known.count++
      else names.set(userName, { count: 1, until: now() + MINUTE_MS })
    },
  }
}
