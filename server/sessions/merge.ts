import type { SessionIdentity, SessionRecord } from './record.ts'

/** A session as its records have told so far. */
export interface SessionState extends SessionIdentity {
  startedAt: Date
  /** Time of the last record. */
  updatedAt: Date
  endedAt: Date | null
  seconds: number
  inputOctets: number
  outputOctets: number
  terminateCause: number | null
}

/** What a record added to the session's counters. */
export interface Increment {
  seconds: number
  inputOctets: number
  outputOctets: number
}

/**
 * Adds a record to what is known of its session. Records may come in any order and several times: counters only grow,
 * the earliest start and the earliest end stay, and nothing opens an ended session again. So the last state depends only
 * on which records came.
 */
export function addRecord(
  state: SessionState | undefined,
  record: SessionRecord,
): { state: SessionState; added: Increment; changed: boolean } {
  const startedAt = new Date(record.at.getTime() - record.seconds * 1000)
  const stop = record.kind === 'stop' ? { at: record.at, cause: record.terminateCause } : undefined
  const { seconds, inputOctets, outputOctets } = record
  if (!state) {
    const ending = { endedAt: stop?.at ?? null, terminateCause: stop?.cause ?? null }
    const counters = { seconds, inputOctets, outputOctets }
    const first = { ...identityOf(record), startedAt, updatedAt: record.at, ...ending, ...counters }
    return { state: first, added: counters, changed: true }
  }
  const next: SessionState = {
    ...filledIn(state, record),
    startedAt: earlier(state.startedAt, startedAt),
    updatedAt: later(state.updatedAt, record.at),
    ...ending(state, stop),
    seconds: Math.max(state.seconds, seconds),
    inputOctets: Math.max(state.inputOctets, inputOctets),
    outputOctets: Math.max(state.outputOctets, outputOctets),
  }
  const added = {
    seconds: next.seconds - state.seconds,
    inputOctets: next.inputOctets - state.inputOctets,
    outputOctets: next.outputOctets - state.outputOctets,
  }
  return { state: next, added, changed: !same(state, next) }
}

/** Of two ends the earlier one counts, with its cause: a session that was closed for its gateway stays closed. */
function ending(state: SessionState, stop: { at: Date; cause: number | null } | undefined) {
  const { endedAt, terminateCause } = state
  if (!stop) return { endedAt, terminateCause }
  if (endedAt === null || stop.at < endedAt) return { endedAt: stop.at, terminateCause: stop.cause }
  if (stop.at > endedAt || stop.cause === null) return { endedAt, terminateCause }
  return { endedAt, terminateCause: terminateCause === null ? stop.cause : Math.min(terminateCause, stop.cause) }
}

const earlier = (a: Date, b: Date) => (b < a ? b : a)
const later = (a: Date, b: Date) => (b > a ? b : a)

const identityKeys = [
  'residentId',
  'deviceMac',
  'hotspotId',
  'userName',
  'callingStationId',
  'calledStationId',
  'nasIdentifier',
  'nasIp',
  'nasPort',
  'framedIp',
] as const satisfies Array<keyof SessionIdentity>

const identityOf = (record: SessionRecord): SessionIdentity => ({
  residentId: record.residentId,
  deviceMac: record.deviceMac,
  hotspotId: record.hotspotId,
  userName: record.userName,
  callingStationId: record.callingStationId,
  calledStationId: record.calledStationId,
  nasIdentifier: record.nasIdentifier,
  nasIp: record.nasIp,
  nasPort: record.nasPort,
  framedIp: record.framedIp,
})

/** What the first record left open, a later one may fill in (Framed-IP-Address often comes late). */
function filledIn(state: SessionState, record: SessionRecord): SessionState {
  const filled = { ...state }
  const fill = <K extends keyof SessionIdentity>(key: K) => {
    const value: SessionIdentity[K] = record[key]
    if (state[key] === null && value !== null) Object.assign(filled, { [key]: value })
  }
  for (const key of identityKeys) fill(key)
  return filled
}

function same(a: SessionState, b: SessionState): boolean {
  return (
    a.startedAt.getTime() === b.startedAt.getTime() &&
    a.updatedAt.getTime() === b.updatedAt.getTime() &&
    a.endedAt?.getTime() === b.endedAt?.getTime() &&
    a.seconds === b.seconds &&
    a.inputOctets === b.inputOctets &&
    a.outputOctets === b.outputOctets &&
    a.terminateCause === b.terminateCause &&
    identityKeys.every((key) => a[key] === b[key])
  )
}
