import { verificationLevel } from '../directory/fragments.ts'
import { joinedHotspot } from '../network/fragments.ts'

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
}

const quotasAt = ({ ofLevels = [], dailySeconds, dailyOctets }: PlaceQuota): DailyQuota[] => [
  { dailySeconds, dailyOctets },
  ...ofLevels,
]

export const hasLimits = ({ ofGroups = [], ofGateways = [], ...elsewhere }: Quotas): boolean =>
  [elsewhere, ...ofGroups, ...ofGateways]
    .flatMap(quotasAt)
    .some(({ dailySeconds, dailyOctets }) => dailySeconds !== null || dailyOctets !== null)

/**
 * SQL for the quota of session `s`, whose seven parameters ({@link quotaValues}) begin at `$first`. A place is the number
 * of a group, or that of a gateway below 0; an account's level is its place among the levels, 0 for most accounts.
 */
export const quotaSql = (first: number) => {
  const [levels, places, placeLevels, seconds, octets, elseSeconds, elseOctets] = Array.from(
    { length: 7 },
    (_, index) => `$${first + index}`,
  )
  const level = `(case when cardinality(${levels}::text[]) = 0 then 0
    else coalesce(array_position(${levels}::text[], ${verificationLevel('s.resident_id')}), 0) end)`
  const quota = (name: string, elsewhere: string | undefined) =>
    `(case when of_place.id is null then (${elsewhere}::bigint[])[1 + ${level}] else of_place.${name} end)`
  return {
    join: `${joinedHotspot('s')}
           left join unnest(${places}::bigint[], ${placeLevels}::int[], ${seconds}::bigint[], ${octets}::bigint[])
             as of_place (id, level, seconds, octets)
             on of_place.id = (case when s.hotspot_id is null then -s.gateway_id else h.group_id end)
               and of_place.level = ${level}`,
    seconds: quota('seconds', elseSeconds),
    octets: quota('octets', elseOctets),
  }
}

export const quotaValues = ({ levels = [], ofGroups = [], ofGateways = [], ...elsewhere }: Quotas) => {
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
    byLevel(elsewhere).map(({ dailySeconds }) => dailySeconds),
    byLevel(elsewhere).map(({ dailyOctets }) => dailyOctets),
  ]
}
