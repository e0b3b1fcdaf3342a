import { ALWAYS_OPEN, type Opening } from '../../network/groups/opening-hours.ts'
import type { Policy } from './policies.ts'
import { commonSegment } from './segment.ts'

const least = (values: Array<number | null>): number | null => {
  const limits = values.filter((value) => value !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

/**
 * Of each limit the lowest that one of the policies has; a copied device signs in anew, and who comes to a full hotspot is
 * turned away, where one says so; VLAN, filter and
 * role that all have.
 *
 * @param policies one at least
 */
export function strictestPolicy(policies: readonly [Policy, ...Policy[]]): Policy {
  if (policies.length === 1) return policies[0]
  const lowest = (of: (policy: Policy) => number) => Math.min(...policies.map(of))
  const lacking = policies.map(({ lacksLevel }) => lacksLevel)
  const lacksLevel = lacking.find((lacks) => lacks === 'refused') ?? lacking.find((lacks) => lacks !== undefined)
  return {
    sessionSeconds: lowest((policy) => policy.sessionSeconds),
    idleSeconds: lowest((policy) => policy.idleSeconds),
    interimSeconds: lowest((policy) => policy.interimSeconds),
    upBps: least(policies.map((policy) => policy.upBps)),
    downBps: least(policies.map((policy) => policy.downBps)),
    dailySeconds: least(policies.map((policy) => policy.dailySeconds)),
    dailyOctets: least(policies.map((policy) => policy.dailyOctets)),
    devicesPerResident: lowest((policy) => policy.devicesPerResident),
    copiedDevices: policies.some(({ copiedDevices }) => copiedDevices === 'sign-in') ? 'sign-in' : 'show',
    whenFull: policies.some(({ whenFull }) => whenFull === 'turn-away') ? 'turn-away' : 'let-in',
    ...{ minimumLevel: null, belowPolicyId: null },
    ...commonSegment(policies),
    ...(lacksLevel && { lacksLevel }),
  }
}

/**
 * Open while all are open: until the first closes. Closed while one is closed: until the last of those opens, or unknown
 * (undefined) where one does not.
 */
export function strictestOpening(openings: readonly Opening[]): Opening {
  const closed = openings.filter(({ open }) => !open)
  const times = (closed.length > 0 ? closed : openings).map(({ until }) => until?.getTime())
  const known = times.filter((time) => time !== undefined)
  if (closed.length > 0)
    return { open: false, until: known.length < times.length ? undefined : new Date(Math.max(...known)) }
  return known.length === 0 ? ALWAYS_OPEN : { open: true, until: new Date(Math.min(...known)) }
}
