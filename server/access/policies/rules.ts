import type { Database } from '../../database/connection.ts'
import { latest } from '../../database/events/latest.ts'
import { groupOf, groupsAtGateway, loadGroups } from '../../network/groups/groups.ts'
import { ALWAYS_OPEN, formatHours, type Opening, openingAt } from '../../network/groups/opening-hours.ts'
import { createOpenings, type Openings } from '../../network/groups/openings.ts'
import type { GroupQuota } from '../../usage/daily-quota.ts'
import { type CurrentPolicy, defaultOf, loadPolicies, type NamedPolicy, type Policy } from './policies.ts'
import { strictestOpening, strictestPolicy } from './strictest.ts'

/**
 * The policies and opening hours of hotspot groups in memory. `get` gives the default policy, which holds at all hours
 * at hotspots in no group, and where nobody knows which hotspot it is.
 */
export interface CurrentRules extends CurrentPolicy {
  policyOf(groupId: number | null | undefined): Policy
  openingOf: Openings
  /** Where it is one of these groups' hotspots, and nobody knows which: the strictest of theirs. Null: in no group. */
  policyAmong(groupIds: ReadonlyArray<number | null>): Policy
  openingAmong(groupIds: ReadonlyArray<number | null>, now: number): Opening
  /** Groups that are closed, and were so `graceMs` ago. */
  closedGroups(now: number, graceMs: number): number[]
  /** Whether the default policy, or that of a group, is one of which `is` holds. */
  somePolicy(is: (policy: Policy) => boolean): boolean
  /** The daily limits of groups that have a policy of their own. */
  quotas(): GroupQuota[]
}

export async function openRules(db: Pick<Database, 'query'>, timeZone: string): Promise<CurrentRules> {
  const read = async () => {
    const [policies, groups] = await Promise.all([loadPolicies(db), loadGroups(db)])
    const byId = new Map<number, Policy>(policies.map((policy) => [policy.id, policy]))
    const own = groups.flatMap(({ id, policyId }) => {
      const policy = policyId === null ? undefined : byId.get(policyId)
      return policy ? ([[id, policy]] as const) : []
    })
    const openings = createOpenings(groups, timeZone)
    return { byDefault: defaultOf(policies), own: new Map<number, Policy>(own), groups, openings }
  }
  let current = await read()
  const isClosed = (id: number, at: number) => {
    const hours = current.groups.find((group) => group.id === id)?.hours
    return hours !== undefined && !openingAt(hours, timeZone, new Date(at)).open
  }
  const policyOf = (groupId: number | null | undefined) => current.own.get(groupId ?? 0) ?? current.byDefault
  return {
    get: () => current.byDefault,
    policyOf,
    policyAmong([first = null, ...others]) {
      return strictestPolicy([policyOf(first), ...others.map(policyOf)])
    },
    openingAmong: (groupIds, now) => strictestOpening(groupIds.map((groupId) => current.openings(groupId, now))),
    openingOf: (groupId, now) => current.openings(groupId, now),
    closedGroups: (now, graceMs) =>
      current.groups.map(({ id }) => id).filter((id) => isClosed(id, now) && isClosed(id, now - graceMs)),
    somePolicy: (is) => is(current.byDefault) || [...current.own.values()].some(is),
    quotas: () =>
      [...current.own].map(([groupId, { dailySeconds, dailyOctets }]) => ({ groupId, dailySeconds, dailyOctets })),
    reload: latest(read, (fresh) => {
      current = fresh
    }),
  }
}

interface RulesAt {
  policy: NamedPolicy
  opening: Opening
  /** Undefined: in none; `hours` undefined: always open. */
  group: { name: string; hours: string | undefined } | undefined
}

/** What holds at a hotspot now, read afresh. @param hotspotId null: nobody knows which one it is */
export async function rulesAt(
  db: Pick<Database, 'query'>,
  hotspotId: number | null,
  timeZone: string,
  now = new Date(),
): Promise<RulesAt> {
  const [policies, group] = await Promise.all([loadPolicies(db), groupOf(db, hotspotId)])
  const policy = policies.find(({ id }) => id === group?.policyId) ?? defaultOf(policies)
  const hours = group?.hours
  return {
    policy,
    opening: hours ? openingAt(hours, timeZone, now) : ALWAYS_OPEN,
    group: group && { name: group.name, hours: hours && formatHours(hours) },
  }
}

/** Where somebody is: `hotspotId` null: nobody knows at which of the gateway's; `gatewayId` absent: nor at which of those. */
export interface Whereabouts {
  hotspotId: number | null
  gatewayId?: number | undefined
}

/** What holds there now, read afresh: of the hotspot; where nobody knows which it is, the strictest of the gateway's. */
export const rulesWhere = (
  db: Pick<Database, 'query'>,
  { hotspotId, gatewayId }: Whereabouts,
  timeZone: string,
  now = new Date(),
): Promise<{ policy: Policy; opening: Opening }> =>
  hotspotId === null && gatewayId !== undefined
    ? rulesAtGateway(db, gatewayId, timeZone, now)
    : rulesAt(db, hotspotId, timeZone, now)

/** As {@link rulesAt}, at one of a gateway's hotspots, nobody knows which: the strictest of theirs. */
export async function rulesAtGateway(
  db: Pick<Database, 'query'>,
  gatewayId: number,
  timeZone: string,
  now = new Date(),
): Promise<{ policy: Policy; opening: Opening }> {
  const [policies, groups] = await Promise.all([loadPolicies(db), groupsAtGateway(db, gatewayId)])
  const policyOf = (group: (typeof groups)[number] | undefined) =>
    policies.find(({ id }) => id === group?.policyId) ?? defaultOf(policies)
  const [first, ...others] = groups
  return {
    policy: strictestPolicy([policyOf(first), ...others.map(policyOf)]),
    opening: strictestOpening(groups.flatMap((group) => (group?.hours ? [openingAt(group.hours, timeZone, now)] : []))),
  }
}
