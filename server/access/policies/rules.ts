import type { Database } from '../../database/connection.ts'
import { latest } from '../../database/events/latest.ts'
import { groupOf, groupsAtGateway, loadGroups } from '../../network/groups/groups.ts'
import { ALWAYS_OPEN, formatHours, type Opening, openingAt } from '../../network/groups/opening-hours.ts'
import { createOpenings, type Openings } from '../../network/groups/openings.ts'
import type { PlaceQuota, Quotas } from '../../usage/daily-quota.ts'
import type { VoucherTerms } from '../../vouchers/terms.ts'
import { policyOfVoucher } from './accounts.ts'
import { type AccountLevel, policyFor, type Tiers, tiersOf } from './levels.ts'
import { type CurrentPolicy, defaultOf, loadPolicies, type NamedPolicy, type Policy } from './policies.ts'
import { strictestOpening, strictestPolicy } from './strictest.ts'

/**
 * The policies and opening hours of hotspot groups in memory. `get` gives the default policy, which holds at all hours
 * at hotspots in no group, and where nobody knows which hotspot it is.
 */
export interface CurrentRules extends CurrentPolicy {
  /** @param level of who asks; undefined: nobody is known, and no level asked for */
  policyOf(groupId: number | null | undefined, level?: string | null): Policy
  /** Whether a hotspot of this group turns further devices away when it is full, whoever's they are. */
  turnsAway(groupId: number | null | undefined): boolean
  /** Whether any hotspot may do so. */
  turnsAwaySomewhere(): boolean
  /** Of a voucher's bearer, wherever it is. */
  policyOfVoucher(terms: VoucherTerms): Policy
  openingOf: Openings
  /** Where it is one of these groups' hotspots, and nobody knows which: the strictest of theirs. Null: in no group. */
  policyAmong(groupIds: ReadonlyArray<number | null>, level?: string | null): Policy
  openingAmong(groupIds: ReadonlyArray<number | null>, now: number): Opening
  /** Groups that are closed, and were so `graceMs` ago. */
  closedGroups(now: number, graceMs: number): number[]
  /** Whether `is` holds of the default policy, of a group's, or of what accounts of too low a level get in its place. */
  somePolicy(is: (policy: Policy) => boolean): boolean
  /** The daily limits everywhere, for accounts of each level. @param gateways the groups of each one's hotspots */
  quotas(gateways: ReadonlyMap<number, ReadonlyArray<number | null>>): Quotas
}

/** @param levels of verification that there are, from the least to the highest */
export async function openRules(
  db: Pick<Database, 'query'>,
  timeZone: string,
  levels: readonly string[] = [],
): Promise<CurrentRules> {
  const read = async () => {
    const [policies, groups] = await Promise.all([loadPolicies(db), loadGroups(db)])
    const byId = new Map(policies.map((policy) => [policy.id, tiersAmong(policies, policy)]))
    const own = groups.flatMap(({ id, policyId }) => {
      const policy = policyId === null ? undefined : byId.get(policyId)
      return policy ? ([[id, policy]] as const) : []
    })
    const openings = createOpenings(groups, timeZone)
    const byDefault = tiersAmong(policies, defaultOf(policies))
    const turnsAway = [byDefault, ...own.map(([, tiers]) => tiers)].some(({ whole }) => whole.whenFull === 'turn-away')
    return { byDefault, byId, own: new Map<number, Tiers>(own), groups, openings, turnsAway }
  }
  let current = await read()
  const isClosed = (id: number, at: number) => {
    const hours = current.groups.find((group) => group.id === id)?.hours
    return hours !== undefined && !openingAt(hours, timeZone, new Date(at)).open
  }
  const policyOf = (groupId: number | null | undefined, level?: string | null) => {
    const tiers = current.own.get(groupId ?? 0) ?? current.byDefault
    // Most policies ask for no level: nothing is made for them.
    if (level === undefined || tiers.below === undefined) return tiers.whole
    return policyFor(tiers, { level, levels })
  }
  const policyAmong = ([first = null, ...others]: ReadonlyArray<number | null>, level?: string | null) =>
    strictestPolicy([policyOf(first, level), ...others.map((groupId) => policyOf(groupId, level))])
  return {
    get: () => current.byDefault.whole,
    policyOf,
    policyAmong,
    turnsAway: (groupId) => policyOf(groupId).whenFull === 'turn-away',
    turnsAwaySomewhere: () => current.turnsAway,
    policyOfVoucher: (terms) => policyOfVoucher((current.byId.get(terms.policyId) ?? current.byDefault).whole, terms),
    openingAmong: (groupIds, now) => strictestOpening(groupIds.map((groupId) => current.openings(groupId, now))),
    openingOf: (groupId, now) => current.openings(groupId, now),
    closedGroups: (now, graceMs) =>
      current.groups.map(({ id }) => id).filter((id) => isClosed(id, now) && isClosed(id, now - graceMs)),
    somePolicy: (is) =>
      [current.byDefault, ...current.own.values()].some(({ whole, below }) => is(whole) || (below && is(below))),
    quotas(gateways) {
      const asked = levelsAskedIn([current.byDefault, ...current.own.values()], levels)
      const quotaOf = (of: (level: string | null) => Policy): PlaceQuota => ({
        ...dailyOf(of(null)),
        ...(asked.length > 0 && { ofLevels: asked.map((level) => dailyOf(of(level))) }),
      })
      const hasOwn = (groups: ReadonlyArray<number | null>) => groups.some((id) => id !== null && current.own.has(id))
      return {
        levels: asked,
        ...quotaOf((level) => policyOf(null, level)),
        ofGroups: [...current.own.keys()].map((groupId) => ({
          groupId,
          ...quotaOf((level) => policyOf(groupId, level)),
        })),
        ofGateways: [...gateways].flatMap(([gatewayId, groups]) =>
          hasOwn(groups) ? [{ gatewayId, ...quotaOf((level) => policyAmong(groups, level)) }] : [],
        ),
        ofPolicies: [...current.byId].map(([policyId, { whole }]) => ({ policyId, ...dailyOf(whole) })),
      }
    },
    reload: latest(read, (fresh) => {
      current = fresh
    }),
  }
}

/** Levels that some policy tells apart; most policies ask for none. */
const levelsAskedIn = (tiers: readonly Tiers[], levels: readonly string[]): string[] => {
  const least = tiers.flatMap(({ whole, below }) => (below && whole.minimumLevel !== null ? [whole.minimumLevel] : []))
  return least.length === 0 ? [] : [...new Set([...levels, ...least])]
}

const dailyOf = ({ dailySeconds, dailyOctets }: Policy) => ({ dailySeconds, dailyOctets })

const tiersAmong = (policies: readonly NamedPolicy[], policy: NamedPolicy): Tiers =>
  tiersOf(
    policy,
    policies.find(({ id }) => id === policy.belowPolicyId),
  )

/** What an account gets where this policy holds for residents. */
function policyOfAccount(policies: readonly NamedPolicy[], policy: NamedPolicy, account?: AccountLevel): Policy {
  const { voucher } = account ?? {}
  if (!voucher) return policyFor(tiersAmong(policies, policy), account)
  return policyOfVoucher(policies.find(({ id }) => id === voucher.policyId) ?? defaultOf(policies), voucher)
}

interface RulesAt {
  policy: NamedPolicy
  /** Of this account; where none is given, as `policy`. */
  ofAccount: Policy
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
  account?: AccountLevel,
): Promise<RulesAt> {
  const [policies, group] = await Promise.all([loadPolicies(db), groupOf(db, hotspotId)])
  const policy = policies.find(({ id }) => id === group?.policyId) ?? defaultOf(policies)
  const hours = group?.hours
  return {
    policy,
    ofAccount: policyOfAccount(policies, policy, account),
    opening: hours ? openingAt(hours, timeZone, now) : ALWAYS_OPEN,
    group: group && { name: group.name, hours: hours && formatHours(hours) },
  }
}

/** Where somebody is: `hotspotId` null: nobody knows at which of the gateway's; `gatewayId` absent: nor at which of those. */
export interface Whereabouts {
  hotspotId: number | null
  gatewayId?: number | undefined
}

interface RulesWhere {
  /** Of this account. */
  policy: Policy
  opening: Opening
  /** Of the hotspot, whoever asks. */
  whenFull: Policy['whenFull']
}

/** What holds there now, read afresh: of the hotspot; where nobody knows which it is, the strictest of the gateway's. */
export const rulesWhere = (
  db: Pick<Database, 'query'>,
  { hotspotId, gatewayId }: Whereabouts,
  timeZone: string,
  now = new Date(),
  account?: AccountLevel,
): Promise<RulesWhere> =>
  hotspotId === null && gatewayId !== undefined
    ? rulesAtGateway(db, gatewayId, timeZone, now, account)
    : rulesAt(db, hotspotId, timeZone, now, account).then(({ policy, ofAccount, opening }) => ({
        ...{ policy: ofAccount, opening, whenFull: policy.whenFull },
      }))

/** As {@link rulesAt}, at one of a gateway's hotspots, nobody knows which: the strictest of theirs. */
export async function rulesAtGateway(
  db: Pick<Database, 'query'>,
  gatewayId: number,
  timeZone: string,
  now = new Date(),
  account?: AccountLevel,
): Promise<RulesWhere> {
  const [policies, groups] = await Promise.all([loadPolicies(db), groupsAtGateway(db, gatewayId)])
  const policyOf = (group: (typeof groups)[number] | undefined) =>
    policyOfAccount(policies, policies.find(({ id }) => id === group?.policyId) ?? defaultOf(policies), account)
  const [first, ...others] = groups
  return {
    policy: strictestPolicy([policyOf(first), ...others.map(policyOf)]),
    opening: strictestOpening(groups.flatMap((group) => (group?.hours ? [openingAt(group.hours, timeZone, now)] : []))),
    // Nobody knows which it is, nor whether that one is full.
    whenFull: 'let-in',
  }
}
