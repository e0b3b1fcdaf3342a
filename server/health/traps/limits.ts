/** ms: an agent is asked at most once in so long because of its traps. */
export const QUIET_MS = 5000
/** Datagrams a second that are read; what comes besides is passed over. */
const MOST_A_SECOND = 2000

/** Bounds what traps cost, whoever sends them. */
export interface TrapLimits {
  /** Whether one more datagram may be read now. */
  mayRead(): boolean
  /** ms until this agent is to be asked because of one more trap; undefined where it is to be asked anyway. */
  delayOf(agentId: number): number | undefined
}

/** @param now ms of a clock that nobody sets */
export function createTrapLimits(now: () => number): TrapLimits {
  let [second, read] = [0, 0]
  /** When each is asked, or was. */
  const askedAt = new Map<number, number>()
  return {
    mayRead() {
      const current = Math.floor(now() / 1000)
      if (current !== second) {
        second = current
        read = 0
        for (const [id, at] of askedAt) if (now() - at >= QUIET_MS) askedAt.delete(id)
      }
      return ++read <= MOST_A_SECOND
    },
    delayOf(agentId) {
      const [before, current] = [askedAt.get(agentId), now()]
      // It will be asked: after this trap too.
      if (before !== undefined && before > current) return undefined
      const at = before === undefined ? current : Math.max(current, before + QUIET_MS)
      askedAt.set(agentId, at)
      return at - current
    },
  }
}
