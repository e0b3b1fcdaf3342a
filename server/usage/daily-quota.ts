import { verificationLevel } from '../directory/fragments.ts'
import { joinedHotspot } from '../network/fragments.ts'
import { bearersPolicies } from '../vouchers/fragments.ts'

/** Per resident and local day, all devices together; null: no limit. */
export interface DailyQuota {
  dailySeconds: number | null
  dailyOctets: number | null
}

/** What holds at a place: for most accounts, and for those of each of `Quotas.levels`, in their order. */
export interface PlaceQuota extends DailyQuota {
  /** Absent: as for most. */
  ofLevels?: readonly DailyQuota[]
}

export interface GroupQuota extends PlaceQuota {
  groupId: number
}

export interface GatewayQuota extends PlaceQuota {
  gatewayId: number
}

/** What holds for bearers of vouchers with a policy, wherever they are. */
export interface PolicyQuota extends DailyQuota {
  policyId: number
}

/**
 * What a resident may use of a day hangs on where the device is now, and on the account's level of verification; what is
 * said of a place holds there in place of the rest.
 */
export interface Quotas extends PlaceQuota {
  /** Levels whose accounts may have another quota than most. */
  levels?: readonly string[]
  ofGroups?: readonly GroupQuota[]
  /** Where nobody knows at which of the gateway's hotspots. */
  ofGateways?: readonly GatewayQuota[]
  ofPolicies?: readonly PolicyQuota[]
}

const quotasAt = ({ ofLevels = [], dailySeconds, dailyOctets }: PlaceQuota): DailyQuota[] => [
  { dailySeconds, dailyOctets },
  ...ofLevels,
]

export const hasLimits = ({ ofGroups = [], ofGateways = [], ofPolicies = [], ...elsewhere }: Quotas): boolean =>
  [elsewhere, ...ofGroups, ...ofGateways, ...ofPolicies]
    .flatMap(quotasAt)
    .some(({ dailySeconds, dailyOctets }) => dailySeconds !== null || dailyOctets !== null)

/**
 * SQL for the quota of session `s`, whose ten parameters ({@link quotaValues}) begin at `$first`. A place is the number
 * of a group, or that of a gateway below 0; an account's level is its place among the levels, 0 for most accounts.
 * A voucher's bearer has the quota of its policy.
 */
export const quotaSql = (first: number) => {
  const parameters = Array.from({ length: 10 }, (_, index) => `$${first + index}`)
  const [levels, places, placeLevels, seconds, octets, ...others] = parameters
  const [policies, policySeconds, policyOctets, elseSeconds, elseOctets] = others
  const level = `(case when cardinality(${levels}::text[]) = 0 then 0
    else coalesce(array_position(${levels}::text[], ${verificationLevel('s.resident_id')}), 0) end)`
  const quota = (name: string, elsewhere: string | undefined) =>
    `(case when of_policy.id is not null then of_policy.${name} when of_place.id is null then (${elsewhere}::bigint[])[1 + ${level}] else of_place.${name} end)`
  return {
    join: `${joinedHotspot('s')}
           left join unnest(${places}::bigint[], ${placeLevels}::int[], ${seconds}::bigint[], ${octets}::bigint[])
             as of_place (id, level, seconds, octets)
             on of_place.id = (case when s.hotspot_id is null then -s.gateway_id else h.group_id end)
               and of_place.level = ${level}
           left join ${bearersPolicies} as bearer on bearer.bearer_id = s.resident_id
           left join unnest(${policies}::bigint[], ${policySeconds}::bigint[], ${policyOctets}::bigint[])
             as of_policy (id, seconds, octets) on of_policy.id = bearer.policy_id`,
    seconds: quota('seconds', elseSeconds),
    octets: quota('octets', elseOctets),
  }
}

export const quotaValues = ({ levels = [], ofGroups = [], ofGateways = [], ofPolicies = [], ...elsewhere }: Quotas) => {
  const byLevel = (quota: PlaceQuota) => [
    quotasAt(quota)[0]!,
    ...levels.map((_, index) => quota.ofLevels?.[index] ?? quota),
  ]
  const rows = [
    ...ofGroups.map((quota) => ({ id: quota.groupId, quota })),
    ...ofGateways.map((quota) => ({ id: -quota.gatewayId, quota })),
  ].flatMap(({ id, quota }) => byLevel(quota).map((of, level) => ({ id, level, of })))
  return [
    levels,
    rows.map(({ id }) => id),
    rows.map(({ level }) => level),
    rows.map(({ of }) => of.dailySeconds),
    rows.map(({ of }) => of.dailyOctets),
    ofPolicies.map(({ policyId }) => policyId),
    ofPolicies.map(({ dailySeconds }) => dailySeconds),
    ofPolicies.map(({ dailyOctets }) => dailyOctets),
    byLevel(elsewhere).map(({ dailySeconds }) => dailySeconds),
    byLevel(elsewhere).map(({ dailyOctets }) => dailyOctets),
  ]
}
