import { joinedHotspot } from '../network/fragments.ts'

/** Per resident and local day, all devices together; null: no limit. */
export interface DailyQuota {
  dailySeconds: number | null
  dailyOctets: number | null
}

/** What holds for sessions at the hotspots of a group. */
export interface GroupQuota extends DailyQuota {
  groupId: number
}

/** What a resident may use of a day hangs on where the device is now; `ofGroups` holds in place of the rest there. */
export interface Quotas extends DailyQuota {
  ofGroups?: readonly GroupQuota[]
}

export const hasLimits = ({ ofGroups = [], ...byDefault }: Quotas): boolean =>
  [byDefault, ...ofGroups].some(({ dailySeconds, dailyOctets }) => dailySeconds !== null || dailyOctets !== null)

/** SQL for the quota of session `s`, whose five parameters ({@link quotaValues}) begin at `$first`. */
export const quotaSql = (first: number) => ({
  join: `${joinedHotspot('s')}
         left join unnest($${first}::bigint[], $${first + 1}::bigint[], $${first + 2}::bigint[])
           as of_group (id, seconds, octets) on of_group.id = h.group_id`,
  seconds: `(case when of_group.id is null then $${first + 3}::bigint else of_group.seconds end)`,
  octets: `(case when of_group.id is null then $${first + 4}::bigint else of_group.octets end)`,
})

export const quotaValues = ({ ofGroups = [], dailySeconds, dailyOctets }: Quotas) => [
  ofGroups.map(({ groupId }) => groupId),
  ofGroups.map((quota) => quota.dailySeconds),
  ofGroups.map((quota) => quota.dailyOctets),
  dailySeconds,
  dailyOctets,
]
