import type { ControllerMake } from '../../network/controller-targets.ts'
import type { ParentFault } from '../parents/faults.ts'
import type { HealthState } from '../tables.ts'
import type { Silence } from './silence.ts'

/** What a state rests on, the weightiest first; a make: its controller's word. */
export const evidenceKinds = [
  'snmp',
  'unifi',
  'omada',
  'meraki',
  'ping',
  'use',
  'silence',
  'parent',
  'reports',
] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** What an agent, or a controller, says of a hotspot. */
export interface Word {
  state: Exclude<HealthState, 'unknown'>
  cause: string | null
  since: number
}

/** What is known of a hotspot by each way. Times are ms since 1970. */
export interface Evidence {
  /** By its SNMP agent, or its controller's; absent: there is none, or it was not asked yet. */
  snmp?: Word | undefined
  /** By the API of its gateway's controller; absent: that says nothing of it. */
  controller?: (Word & { by: ControllerMake }) | undefined
  /** Whether the address of its silent agent answers ICMP; absent: it was not asked. */
  ping?: boolean | undefined
  /** When somebody was last heard of there, within the last hours; absent: nobody was. */
  usedAt?: number | undefined
  /** What is wrong with what it hangs on. */
  parent?: Pick<ParentFault, 'fault' | 'cutsOff' | 'since'> | undefined
  /** When somebody last went online there, since SNMP says that it, or its parent, is down; absent: nobody did. */
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
 * at which many always do, or its controller does not see it; one that does not is not, while people go online, its
 * controller sees it or its address answers. Where there is no agent, its controller is believed in the same way; where
 * there is none either, use shows that it works, and silence that it does not. Residents' reports are shown, and decide
 * nothing.
 */
export function weigh(of: Evidence, now: number): Weighed {
  const alone = decided(of, now)
  const weighed = of.parent ? withParent(alone, of.parent, of, now) : alone
  return of.reports ? { ...weighed, evidence: [...weighed.evidence, 'reports'] } : weighed
}

function decided(of: Evidence, now: number): Weighed {
  const { snmp, controller } = of
  if (snmp) return snmp.state === 'down' ? agentDown(of, snmp, now) : agentUp(of, snmp, now)
  if (controller) return byController(of, controller, now)
  return byUse(of)
}

function byUse({ usedAt, silence }: Evidence): Weighed {
  if (silence) return { state: 'down', cause: 'silent', evidence: ['silence'], since: silence.since }
  if (usedAt !== undefined) return { state: 'up', cause: null, evidence: ['use'], since: null }
  return { state: 'unknown', cause: null, evidence: [], since: null }
}

/** Nobody comes for hours, though it is said to work. */
const isUnused = ({ silence }: Evidence, state: HealthState, now: number): boolean =>
  silence !== undefined && state === 'up' && now - silence.since >= UNUSED_MS

/** Somebody goes online, though it is said to be down. */
const isUsed = ({ begunAt }: Evidence, since: number, now: number): boolean =>
  begunAt !== undefined && begunAt > since && now - begunAt < CONTRADICTS_MS

function agentUp(of: Evidence, { state, cause, since }: Word, now: number): Weighed {
  const { controller } = of
  if (isUnused(of, state, now))
    return { state: 'degraded', cause: 'unused', evidence: ['snmp', 'silence'], since: of.silence!.since }
  if (controller?.state === 'down' && state === 'up')
    return { state: 'degraded', cause: 'controller-lost', evidence: ['snmp', controller.by], since: controller.since }
  return { state, cause, evidence: ['snmp'], since }
}

function agentDown(of: Evidence, { cause, since }: Word, now: number): Weighed {
  const { ping, silence, controller } = of
  const mute: EvidenceKind[] = ping === false ? ['snmp', 'ping'] : ['snmp']
  const lost: EvidenceKind[] = controller?.state === 'down' ? [...mute, controller.by] : mute
  if (controller && controller.state !== 'down')
    return {
      ...{ state: 'degraded', cause: silence ? 'controller-unused' : 'controller-without-answer', since },
      evidence: [controller.by, 'snmp', ...(silence ? (['silence'] as const) : [])],
    }
  if (silence) return { state: 'down', cause, evidence: [...lost, 'silence'], since }
  if (isUsed(of, since, now)) return { state: 'degraded', cause: usedThough(cause), evidence: ['use', 'snmp'], since }
  if (ping) return { state: 'degraded', cause: 'ping-without-answer', evidence: ['ping', 'snmp'], since }
  return { state: 'down', cause, evidence: lost, since }
}

function byController(of: Evidence, { by, state, cause, since }: Word & { by: ControllerMake }, now: number): Weighed {
  if (isUnused(of, state, now))
    return { state: 'degraded', cause: 'controller-unused', evidence: [by, 'silence'], since: of.silence!.since }
  if (state !== 'down') return { state, cause, evidence: [by], since }
  if (of.silence) return { state, cause, evidence: [by, 'silence'], since }
  if (isUsed(of, since, now)) return { state: 'degraded', cause: 'used-disconnected', evidence: ['use', by], since }
  return { state, cause, evidence: [by], since }
}

/** Why people go online and SNMP says that it is down. */
const usedThough = (cause: string | null) =>
  cause === 'not-listed' || cause === 'down-at-controller' ? 'used-though-down' : 'used-without-answer'

/**
 * What hangs on something that is down is down for that, and so is that of which nothing else is known: unless people go
 * online there. A UPS that does not answer may feed all the same. What hangs on a UPS on its battery will not last.
 */
function withParent(alone: Weighed, parent: NonNullable<Evidence['parent']>, of: Evidence, now: number): Weighed {
  const evidence: EvidenceKind[] = [...alone.evidence, 'parent']
  if (parent.fault === 'on-battery')
    return alone.state === 'up'
      ? { state: 'degraded', cause: 'parent-on-battery', evidence, since: parent.since }
      : alone
  if (alone.state === 'down') return { ...alone, cause: 'parent-down', evidence }
  if (of.snmp || of.controller || isUsed(of, parent.since, now) || !parent.cutsOff) return alone
  return { state: 'down', cause: 'parent-down', evidence: ['parent'], since: parent.since }
}
