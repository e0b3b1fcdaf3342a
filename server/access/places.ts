import type { Database } from '../database/connection.ts'
import { subscribe } from '../database/events.ts'
import { groupOfHotspots, hotspotGroups } from '../hotspots/groups.ts'
import { type Opening, type OpeningHours, openingAt, readHours } from '../hotspots/opening-hours.ts'
import type { Log } from '../log.ts'
import { loadPolicies, type Policy } from './policies.ts'

/** What is so at a hotspot of a group. */
export interface PlaceRule {
  /** Undefined: the default one. */
  policy: Policy | undefined
  /** Undefined: always open. */
  opening: Opening | undefined
}

/** The rules of hotspot groups in memory. */
export interface CurrentPlaces {
  /** Undefined: a hotspot of no group, or an unknown one. */
  at(hotspotId: number | null, now: number): PlaceRule | undefined
  /** Those that groups have. */
  policies(): Policy[]
  /** Reads them afresh: at the events `policies` and `hotspots`, and when events may have been missed. */
  reload(): Promise<void>
}

interface Group {
  policy: Policy | undefined
  hours: OpeningHours | undefined
  /** Holds until it changes: reckoned once, not for each request. */
  opening: Opening | undefined
}

/** @param timeZone the city's: opening hours are local time */
export async function openPlaces(db: Database, timeZone: string): Promise<CurrentPlaces> {
  let groups = new Map<number, Group>()
  let groupOf = new Map<number, number>()
  let begun = 0
  let shown = 0
  const reload = async () => {
    const turn = ++begun
    const [all, policies, hotspots] = await Promise.all([hotspotGroups(db), loadPolicies(db), groupOfHotspots(db)])
    // Reads may end in another order than they began: an older one must not bring back what has changed.
    if (turn < shown) return
    shown = turn
    groupOf = hotspots
    groups = new Map(
      all.map(({ id, hours, policyId }) => [
        id,
        {
          policy: policyId === null ? undefined : policies.get(policyId),
          hours: hours === null ? undefined : readHours(hours),
          opening: undefined,
        },
      ]),
    )
  }
  await reload()
  return {
    at(hotspotId, now) {
      if (hotspotId === null || groups.size === 0) return undefined
      const group = groups.get(groupOf.get(hotspotId) ?? 0)
      if (!group) return undefined
      if (group.hours && !(group.opening && now < (group.opening.changesAt ?? Infinity)))
        group.opening = openingAt(group.hours, timeZone, now)
      return group
    },
    policies: () => [...groups.values()].flatMap(({ policy }) => policy ?? []),
    reload,
  }
}

/** As {@link openPlaces}, kept true by the events of other processes. */
export async function watchPlaces(
  db: Database,
  timeZone: string,
  log: Log,
): Promise<CurrentPlaces & { close(): Promise<void> }> {
  const places = await openPlaces(db, timeZone)
  const reload = () => {
    places.reload().catch((error) => log.error({ err: error }, 'hotspot groups not reloaded'))
  }
  const subscription = await subscribe(
    db,
    ({ type }) => {
      if (type === 'policies' || type === 'hotspots') reload()
    },
    reload,
  )
  return { ...places, close: subscription.close }
}

/**
 * What a resident may use in a day before sessions are ended behind the gateway's back: the most that any place gives,
 * since a day's use comes from several places; each decision holds to the place's own.
 */
export function mostGenerous(standard: Policy, others: readonly Policy[]): Policy {
  const most = (of: (policy: Policy) => number | null) =>
    others.reduce<number | null>((sum, policy) => {
      const value = of(policy)
      return sum === null || value === null ? null : Math.max(sum, value)
    }, of(standard))
  return {
    ...standard,
    dailySeconds: most(({ dailySeconds }) => dailySeconds),
    dailyOctets: most(({ dailyOctets }) => dailyOctets),
  }
}
