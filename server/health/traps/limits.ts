/** ms: an agent is asked at most once in so long because of its traps. */
export const QUIET_MS = 5000
/** Datagrams a second that are read, of all and from one address; what comes besides is passed over. */
const MOST_A_SECOND = 2000
export const MOST_OF_ONE = 50

/** Bounds what traps cost, whoever sends them. */
export interface TrapLimits {
  /** Whether one more datagram from this address may be read now. */
  mayRead(address: string): boolean
  /** ms until this agent is to be asked because of one more trap; undefined where it is to be asked anyway. */
  delayOf(agentId: number): number | undefined
}

/** @param now ms of a clock that nobody sets */
export function createTrapLimits(now: () => number): TrapLimits {
  let [second, read] = [0, 0]
  const readOf = new Map<string, number>()
  /** When each is asked, or was. */
  const askedAt = new Map<number, number>()
  return {
    mayRead(address) {
      const current = Math.floor(now() / 1000)
      if (current !== second) {
        second = current
        read = 0
        readOf.clear()
        for (const [id, at] of askedAt) if (now() - at >= QUIET_MS) askedAt.delete(id)
      }
      const ofOne = (readOf.get(address) ?? 0) + 1
      if (read >= MOST_A_SECOND || ofOne > MOST_OF_ONE) return false
      readOf.set(address, ofOne)
      read++
      return true
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
