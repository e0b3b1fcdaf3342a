import type { HealthState } from '../tables.ts'
import type { Silence } from './silence.ts'

/** What a state rests on, the weightiest first. */
export const evidenceKinds = ['snmp', 'ping', 'use', 'silence', 'reports'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** What is known of a hotspot by each way. Times are ms since 1970. */
export interface Evidence {
  /** By its SNMP agent, or its controller's; absent: there is none, or it was not asked yet. */
  snmp?: { state: Exclude<HealthState, 'unknown'>; cause: string | null; since: number } | undefined
  /** Whether the address of its silent agent answers ICMP; absent: it was not asked. */
  ping?: boolean | undefined
  /** When somebody was last heard of there, within the last hours; absent: nobody was. */
  usedAt?: number | undefined
  /** When somebody last went online there, since SNMP says that it is down; absent: nobody did. */
  begunAt?: number | undefined
  /** Nobody is heard where there is never nobody at this hour. */
  silence?: Silence | undefined
  /** Faults that residents reported in the last day. */
  reports?: number | undefined
}

export interface Weighed {
  state: HealthState
  /** Why it is not well, as a word for programs; null: it is, or nobody knows. */
  cause: string | null
  evidence: EvidenceKind[]
  /** Null: nobody knows. */
  since: number | null
}

const HOUR_MS = 3_600_000
/** So long somebody who went online gives the lie to an agent that does not answer. */
const CONTRADICTS_MS = 24 * HOUR_MS
/** So long nobody must come to a hotspot whose agent answers: its own word weighs more. */
const UNUSED_MS = 6 * HOUR_MS

/**
 * The state of a hotspot from all that is known of it. An agent that answers is believed, unless nobody has come for hours
 * at which many always do; one that does not is not, while people go online or its address answers. Where there is no
 * agent, use shows that it works, and silence that it does not. Residents' reports are shown, and decide nothing.
 */
export function weigh(of: Evidence, now: number): Weighed {
  const weighed = !of.snmp ? withoutAgent(of) : of.snmp.state === 'down' ? agentDown(of, now) : agentUp(of, now)
  return of.reports ? { ...weighed, evidence: [...weighed.evidence, 'reports'] } : weighed
}

function withoutAgent({ usedAt, silence }: Evidence): Weighed {
  if (silence) return { state: 'down', cause: 'silent', evidence: ['silence'], since: silence.since }
  if (usedAt !== undefined) return { state: 'up', cause: null, evidence: ['use'], since: null }
  return { state: 'unknown', cause: null, evidence: [], since: null }
}

function agentUp({ snmp, silence }: Evidence, now: number): Weighed {
  const { state, cause, since } = snmp!
  if (silence && state === 'up' && now - silence.since >= UNUSED_MS)
    return { state: 'degraded', cause: 'unused', evidence: ['snmp', 'silence'], since: silence.since }
  return { state, cause, evidence: ['snmp'], since }
}

function agentDown({ snmp, ping, begunAt, silence }: Evidence, now: number): Weighed {
  const { cause, since } = snmp!
  if (silence) {
    const evidence: EvidenceKind[] = ping === false ? ['snmp', 'ping', 'silence'] : ['snmp', 'silence']
    return { state: 'down', cause, evidence, since }
  }
  const isUsed = begunAt !== undefined && begunAt > since && now - begunAt < CONTRADICTS_MS
  if (isUsed) return { state: 'degraded', cause: 'used-without-answer', evidence: ['use', 'snmp'], since }
  if (ping) return { state: 'degraded', cause: 'ping-without-answer', evidence: ['ping', 'snmp'], since }
  return { state: 'down', cause, evidence: ping === false ? ['snmp', 'ping'] : ['snmp'], since }
}
