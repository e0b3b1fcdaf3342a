import type { SessionEnd } from '../tables.ts'
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

const OPEN: Ending = { endedAt: null, terminateCause: null, endedBy: null }

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
  const before = state ?? blank(record)
  const next = nextState(before, record)
  const added = {
    seconds: next.seconds - before.seconds,
    inputOctets: next.inputOctets - before.inputOctets,
    outputOctets: next.outputOctets - before.outputOctets,
  }
  return { state: next, added, changed: state === undefined || !same(state, next) }
}

/** A session of which nothing is known but that it was under way when the record was made. */
const blank = ({ at }: SessionRecord): SessionState => ({
  residentId: null,
  deviceMac: null,
  hotspotId: null,
  userName: null,
  callingStationId: null,
  calledStationId: null,
  nasIdentifier: null,
  nasIp: null,
  nasPort: null,
  framedIp: null,
  multiSessionId: null,
  interimSeconds: null,
  startedAt: at,
  updatedAt: at,
  endedAt: null,
  seconds: 0,
  inputOctets: 0,
  outputOctets: 0,
  terminateCause: null,
  endedBy: null,
})

/**
 * What the first record left open, a later one may fill in (Framed-IP-Address often comes late). The hotspot is that of
 * the latest record: a device moves between the access points of a gateway.
 *
 * One literal, field by field: copying by spread takes several times as long.
 */
function nextState(state: SessionState, record: SessionRecord): SessionState {
  const startedAt = new Date(record.at.getTime() - record.seconds * 1000)
  const { endedAt, terminateCause, endedBy } = ending(state, record)
  const moved = record.hotspotId !== null && record.at > state.updatedAt
  return {
    residentId: state.residentId ?? record.residentId,
    deviceMac: state.deviceMac ?? record.deviceMac,
    hotspotId: moved ? record.hotspotId : (state.hotspotId ?? record.hotspotId),
    userName: state.userName ?? record.userName,
    callingStationId: state.callingStationId ?? record.callingStationId,
    calledStationId: state.calledStationId ?? record.calledStationId,
    nasIdentifier: state.nasIdentifier ?? record.nasIdentifier,
    nasIp: state.nasIp ?? record.nasIp,
    nasPort: state.nasPort ?? record.nasPort,
    framedIp: state.framedIp ?? record.framedIp,
    multiSessionId: state.multiSessionId ?? record.multiSessionId,
    interimSeconds: state.interimSeconds ?? record.interimSeconds,
    startedAt: earlier(state.startedAt, startedAt),
    updatedAt: later(state.updatedAt, record.at),
    endedAt,
    seconds: Math.max(state.seconds, record.seconds),
    inputOctets: Math.max(state.inputOctets, record.inputOctets),
    outputOctets: Math.max(state.outputOctets, record.outputOctets),
    terminateCause,
    endedBy,
  }
}

/**
 * Of two ends that the gateway told the earlier one counts, with its cause: a session that was closed for its gateway
 * stays closed.
 */
function ending(state: SessionState, record: SessionRecord): Ending {
  const { endedAt, terminateCause } = state
  if (record.kind !== 'stop') {
    const isReopened = endedAt !== null && isInferred(state) && record.at > endedAt
    return isReopened ? OPEN : state
  }
  const stop: Ending = { endedAt: record.at, terminateCause: record.terminateCause, endedBy: 'stop' }
  if (endedAt === null || isInferred(state) || record.at < endedAt) return stop
  if (record.at > endedAt || record.terminateCause === null) return state
  return {
    endedAt,
    endedBy: state.endedBy,
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
