import { inferredEnds } from './ending.ts'
import { GENERATION } from './key.ts'
import type { SessionState } from './merge.ts'
import { CLOCK_WINDOW_MS, type SessionRecord } from './record.ts'
import { decodeReports, isSame, reportOf } from './reports.ts'

/** A retransmission may come with a time of its own: so long after the end a Start is none. */
const RETRANSMITTED_MS = 30_000
/** How exactly a gateway's Acct-Session-Time tells when a session began. */
const TICK_MS = 2000
const DRIFT_MS = 10_000
const SLACK_MS = 60_000

/**
 * Which session with this key a record is of. A NAS that starts anew may number its sessions from the beginning again:
 * another session is one that began after this one was heard of last, by its Acct-Session-Time, or by a Start after the
 * end. Octets that start anew while the time goes on are the same session's, see `count.ts`.
 */
export function generationOf(state: SessionState, record: SessionRecord): 'this' | 'later' | 'earlier' {
  if (record.sessionKey.includes(GENERATION)) return 'this'
  const begun = record.at.getTime() - record.seconds * 1000
  if (isLater(state, record, begun)) return 'later'
  return isEarlier(state, record, begun) ? 'earlier' : 'this'
}

function isLater(state: SessionState, record: SessionRecord, begun: number): boolean {
  const { startedAt, updatedAt, endedAt } = state
  const heard = Math.max(updatedAt.getTime(), endedAt?.getTime() ?? 0)
  const isLost = state.endedBy !== null && inferredEnds.includes(state.endedBy)
  if (record.kind === 'start') return endedAt !== null && begun > heard + (isLost ? CLOCK_WINDOW_MS : RETRANSMITTED_MS)
  if (record.seconds === 0 || begun < updatedAt.getTime() - TICK_MS) return false
  const isTold = state.seconds > 0 || (endedAt !== null && !isLost)
  if (begun <= startedAt.getTime() + (isTold ? DRIFT_MS : CLOCK_WINDOW_MS)) return false
  return !isKnown(state, record)
}

function isKnown(state: SessionState, record: SessionRecord): boolean {
  const report = reportOf(record)
  return decodeReports(state.reports).last.some((other) => isSame(other, report))
}

function isEarlier(state: SessionState, record: SessionRecord, begun: number): boolean {
  if (record.at.getTime() >= state.startedAt.getTime() - SLACK_MS) return false
  const { begunAt, zeroAt } = decodeReports(state.reports)
  if (zeroAt !== null && Math.abs(begun - zeroAt) <= SLACK_MS) return false
  return state.seconds > 0 || (begunAt !== null && record.kind !== 'start')
}
