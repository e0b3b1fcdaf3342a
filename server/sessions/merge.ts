import type { SessionEnd } from '../database/tables.ts'
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
  /** What ended it; null: it goes on, or ended before this was kept. */
  endedBy: SessionEnd | null
}

/** Ends that no gateway reported: the next record of the session tells better. */
export const inferredEnds: readonly SessionEnd[] = ['silence', 'reboot']

const isInferred = ({ endedBy }: SessionState) => endedBy !== null && inferredEnds.includes(endedBy)

/** When, why and how a session ended. */
type Ending = Pick<SessionState, 'endedAt' | 'terminateCause' | 'endedBy'>

/** What a record added to the session's counters. */
export interface Increment {
  seconds: number
  inputOctets: number
  outputOctets: number
}

/**
 * Adds a record to what is known of its session. Records may come in any order and several times: counters only grow,
 * the earliest start and the earliest end stay, and nothing opens a session again that its gateway has ended. So the
 * last state depends only on which records came. An end that Plaza inferred yields to them: a Stop puts the real end in
 * its place, and a later report of the session opens it again.
 */
export function addRecord(
  state: SessionState | undefined,
  record: SessionRecord,
): { state: SessionState; added: Increment; changed: boolean } {
  const startedAt = new Date(record.at.getTime() - record.seconds * 1000)
  const { seconds, inputOctets, outputOctets } = record
  if (!state) {
    const open = { endedAt: null, terminateCause: null, endedBy: null }
    const counters = { seconds, inputOctets, outputOctets }
    const first = { ...identityOf(record), startedAt, updatedAt: record.at, ...open, ...counters }
    return { state: { ...first, ...ending(first, record) }, added: counters, changed: true }
  }
  const next: SessionState = {
    ...filledIn(state, record),
    startedAt: earlier(state.startedAt, startedAt),
    updatedAt: later(state.updatedAt, record.at),
    ...ending(state, record),
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

/**
 * Of two ends that the gateway told the earlier one counts, with its cause: a session that was closed for its gateway
 * stays closed.
 */
function ending(state: SessionState, record: SessionRecord): Ending {
  const { endedAt, terminateCause, endedBy } = state
  const known = { endedAt, terminateCause, endedBy }
  if (record.kind !== 'stop') {
    const goesOn = endedAt !== null && isInferred(state) && record.at > endedAt
    return goesOn ? { endedAt: null, terminateCause: null, endedBy: null } : known
  }
  const stop: Ending = { endedAt: record.at, terminateCause: record.terminateCause, endedBy: 'stop' }
  if (endedAt === null || isInferred(state) || record.at < endedAt) return stop
  if (record.at > endedAt || record.terminateCause === null) return known
  return {
    ...known,
    terminateCause: terminateCause === null ? stop.terminateCause : Math.min(terminateCause, record.terminateCause),
  }
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
  'multiSessionId',
  'interimSeconds',
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
  multiSessionId: record.multiSessionId,
  interimSeconds: record.interimSeconds,
})

/**
 * What the first record left open, a later one may fill in (Framed-IP-Address often comes late). The hotspot is that of
 * the latest record: a device moves between the access points of a gateway.
 */
function filledIn(state: SessionState, record: SessionRecord): SessionState {
  const filled = { ...state }
  const fill = <K extends keyof SessionIdentity>(key: K) => {
    const value: SessionIdentity[K] = record[key]
    if (state[key] === null && value !== null) Object.assign(filled, { [key]: value })
  }
  for (const key of identityKeys) fill(key)
  if (record.hotspotId !== null && record.at > state.updatedAt) filled.hotspotId = record.hotspotId
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
    a.endedBy === b.endedBy &&
    identityKeys.every((key) => a[key] === b[key])
  )
}
