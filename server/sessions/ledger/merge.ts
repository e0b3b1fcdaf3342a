import { count, fold } from './count.ts'
import { type Ending, endingOf } from './ending.ts'
import { bothPorts } from './nat-ports.ts'
import type { Doubt, SessionIdentity, SessionRecord } from './record.ts'
import { decodeReports, encodeReports, type Reports, reportOf, withReport, withStart } from './reports.ts'

/** A session as its records have told so far. */
export interface SessionState extends SessionIdentity, Ending {
  startedAt: Date
  /** Time of the last record. */
  updatedAt: Date
  seconds: number
  inputOctets: number
  outputOctets: number
  /** The last reports, see `reports.ts`; null: only a Start came. */
  reports: string | null
  /** What of its records is not believed. */
  doubt: Doubt | null
}

/** What a record added to the session's counters. */
export interface Increment {
  seconds: number
  inputOctets: number
  outputOctets: number
}

/**
 * Adds a record to what is known of its session. Records may come in any order and several times: the last state depends
 * only on which records came. What they count and when they end is in `count.ts` and `ending.ts`.
 *
 * @returns `added`: less than nothing where a right value repairs what was counted
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
  ipv6: null,
  natPorts: null,
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
  reports: null,
  doubt: null,
})

/**
 * What the first record left open, a later one may fill in (Framed-IP-Address often comes late). The hotspot is that of
 * the latest record: a device moves between the access points of a gateway.
 *
 * One literal, field by field: copying by spread takes several times as long.
 */
function nextState(state: SessionState, record: SessionRecord): SessionState {
  const known = reportsOf(state)
  const reports = withRecord(known, record)
  const isNew = reports !== known
  const counted = count(reports)
  const heardAt = record.kind === 'stop' || !isNew ? undefined : record.at.getTime()
  const { endedAt, terminateCause, endedBy } = endingOf(state, reports.last, heardAt)
  const residentId = state.residentId ?? record.residentId
  const moved = record.hotspotId !== null && record.at > state.updatedAt
  return {
    residentId,
    deviceMac: state.deviceMac ?? record.deviceMac,
    hotspotId: moved ? record.hotspotId : (state.hotspotId ?? record.hotspotId),
    userName: state.userName ?? record.userName,
    callingStationId: state.callingStationId ?? record.callingStationId,
    calledStationId: state.calledStationId ?? record.calledStationId,
    nasIdentifier: state.nasIdentifier ?? record.nasIdentifier,
    nasIp: state.nasIp ?? record.nasIp,
    nasPort: state.nasPort ?? record.nasPort,
    framedIp: state.framedIp ?? record.framedIp,
    ipv6: bothOf(state.ipv6, record.ipv6),
    natPorts: bothPorts(state.natPorts, record.natPorts),
    multiSessionId: state.multiSessionId ?? record.multiSessionId,
    interimSeconds: state.interimSeconds ?? record.interimSeconds,
    startedAt: startedAt(state, counted.startedAt),
    updatedAt: isNew ? heardLast(reports) : state.updatedAt,
    endedAt,
    seconds: counted.seconds,
    inputOctets: counted.inputOctets,
    outputOctets: counted.outputOctets,
    reports: isNew ? encodeReports(reports) : state.reports,
    doubt: doubtOf(residentId, state.doubt, counted.doubt, record.doubt),
    terminateCause,
    endedBy,
  }
}

function withRecord(known: Reports, record: SessionRecord): Reports {
  if (record.kind === 'start') return withStart(known, record.at.getTime() - record.seconds * 1000)
  // It is not known when that was.
  if (record.doubt === 'late') return known
  const reports = withReport(known, reportOf(record))
  return reports === known ? known : fold(known, reports)
}

/** Of a session whose counters were stored without its reports they are one report. */
function reportsOf({ reports, seconds, inputOctets, outputOctets, startedAt, updatedAt }: SessionState): Reports {
  const known = decodeReports(reports)
  if (reports !== null || seconds + inputOctets + outputOctets === 0) return known
  const at = updatedAt.getTime()
  const report = { at, seconds, inputOctets, outputOctets, gigawords: true, isStop: false, cause: null }
  return withStart(withReport(known, report), startedAt.getTime())
}

function startedAt(state: SessionState, counted: number | null): Date {
  if (counted === null || counted === state.startedAt.getTime()) return state.startedAt
  return new Date(counted)
}

/** So many addresses and prefixes are kept of a session: what comes after them is passed over. */
const MOST_ADDRESSES = 64

/** A device takes further IPv6 addresses within its session: all of them were its own. */
function bothOf(known: string | null, told: string | null): string | null {
  if (told === null || told === known) return known
  if (known === null) return told
  const all = new Set([...known.split(' '), ...told.split(' ')])
  return [...all].slice(0, MOST_ADDRESSES).sort().join(' ')
}

const weights: Record<Doubt, number> = { unaccepted: 1, class: 2, late: 3, time: 4, volume: 5 }

/** Whose it is, is in doubt only until it is known. */
function doubtOf(residentId: number | null, before: Doubt | null, counted: Doubt | null, told: Doubt | null) {
  const worst = worse(worse(before, counted), told)
  return worst === 'unaccepted' && residentId !== null ? null : worst
}

const worse = (a: Doubt | null, b: Doubt | null): Doubt | null =>
  a === null ? b : b === null || weights[a] >= weights[b] ? a : b

function heardLast({ begunAt, last }: Reports): Date {
  let latest = begunAt ?? -Infinity
  for (const { at } of last) if (at > latest) latest = at
  return new Date(latest)
}

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
  'ipv6',
  'natPorts',
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
    a.reports === b.reports &&
    a.doubt === b.doubt &&
    identityKeys.every((key) => a[key] === b[key])
  )
}
