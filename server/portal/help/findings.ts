import type { RejectReason } from '../../access/decide.ts'
import type { TextKey } from '../../languages/language.ts'
import { NEARBY_HERE } from '../home/here.ts'
import type { ProblemKind } from '../problems/problem.ts'

/** What the network knows of a resident's trouble. */
export interface Evidence {
  problem: ProblemKind | null
  hotspot: { name: string; state: 'up' | 'degraded' | 'down' | 'unknown'; since: Date | undefined } | undefined
  /** The last decisions on the device of this very resident, since the way began; the newest last. */
  decisions: Array<{ accepted: boolean; reason: string; at: Date }>
  /** When the day's quota begins anew. */
  dayEnds: Date
  cityKeyAnswers: boolean
  emergencyUntil: Date | undefined
  /** Where an account is verified; undefined: nobody knows. */
  verifyUrl: string | undefined
}

export interface Finding {
  text: TextKey
  values: Record<string, string | Date>
  /** Where the resident can do something about it. */
  way?: { text: TextKey; href: string }
}

const NEARBY = { text: 'nearby', href: NEARBY_HERE } as const
const ME = { text: 'helpFree', href: '/portal/me#sessions' } as const

/** What stands in the way, the most likely first; one finding at least. */
export function findings(evidence: Evidence): Finding[] {
  const { hotspot, emergencyUntil, cityKeyAnswers, decisions, problem, verifyUrl } = evidence
  const found: Finding[] = []
  const add = (text: TextKey, values: Finding['values'] = {}, way?: Finding['way']) =>
    found.push({ text, values, ...(way && { way }) })
  const last = decisions.at(-1)
  if (last?.accepted) add('helpLetIn', { at: last.at })
  if (hotspot?.state === 'down')
    add('helpDown', { hotspot: hotspot.name, at: hotspot.since ?? evidence.dayEnds }, NEARBY)
  if (emergencyUntil) add('helpEmergency', { at: emergencyUntil })
  const reason = last && !last.accepted ? (last.reason as RejectReason) : undefined
  if (problem === 'used-up' || reason === 'daily-time-used-up' || reason === 'daily-volume-used-up')
    add('helpQuota', { at: evidence.dayEnds })
  if (problem === 'too-many-devices' || reason === 'too-many-devices') add('helpDevices', {}, ME)
  if (problem === 'closed' || reason === 'hotspot-closed') add('closed.text', {}, NEARBY)
  if (problem === 'full' || reason === 'hotspot-full') add('full.text', {}, NEARBY)
  if (problem === 'not-verified' || reason === 'level-too-low')
    add('not-verified.text', {}, verifyUrl === undefined ? undefined : { text: 'levelVerify', href: verifyUrl })
  if (problem === 'blocked' || reason === 'resident-blocked') add('helpBlocked')
  if (reason === 'ticket-expired' || reason === 'ticket-used') add('helpSlow')
  if (!cityKeyAnswers) add('helpCityKey')
  if (problem === 'gateway-down' || problem === 'gateway-refused') add('helpGateway', {}, NEARBY)
  if (hotspot?.state === 'degraded') add('helpDegraded', { hotspot: hotspot.name }, NEARBY)
  if (problem === 'forged' || problem === 'unknown-hotspot') add('helpUnknown', {}, NEARBY)
  if (found.length === 0) add(hotspot?.state === 'up' ? 'helpFine' : 'helpNothing', { hotspot: hotspot?.name ?? '' })
  return found
}
