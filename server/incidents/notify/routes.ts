import type { Database } from '../../database/connection.ts'
import { openingAt, parseHours } from '../../network/groups/opening-hours.ts'
import type { IncidentKind } from '../tables.ts'

/** Which incidents go to which receiver; times in seconds. */
export interface Route {
  id: number
  position: number
  name: string
  receiverId: number
  kinds: readonly IncidentKind[]
  leastResidents: number
  /** Null: everywhere. */
  districtId: number | null
  groupId: number | null
  /** As opening hours are written; null: always. */
  hours: string | null
  groupWaitSeconds: number
  groupIntervalSeconds: number
  repeatSeconds: number | null
  escalateSeconds: number | null
  escalateTo: number | null
  goesOn: boolean
}

/** What of an incident decides where it goes. */
export interface Routed {
  kind: IncidentKind
  residents: number | null
  districtId: number | null
  groupIds: ReadonlySet<number | null>
}

/** In the order in which they are asked. */
export const allRoutes = ({ query }: Pick<Database, 'query'>): Promise<Route[]> =>
  query
    .selectFrom('routes')
    .select([
      ...(['id', 'position', 'name', 'kinds', 'hours', 'receiver_id as receiverId'] as const),
      ...(['least_residents as leastResidents', 'district_id as districtId', 'group_id as groupId'] as const),
      ...(['group_wait_seconds as groupWaitSeconds', 'group_interval_seconds as groupIntervalSeconds'] as const),
      ...(['repeat_seconds as repeatSeconds', 'escalate_seconds as escalateSeconds'] as const),
      ...(['escalate_to as escalateTo', 'goes_on as goesOn'] as const),
    ])
    .orderBy('position')
    .orderBy('id')
    .execute()

/** The routes by which an incident goes: each that fits, until one ends the way. */
export function routesOf(incident: Routed, routes: readonly Route[]): Route[] {
  const taken: Route[] = []
  for (const route of routes) {
    if (!fits(route, incident)) continue
    taken.push(route)
    if (!route.goesOn) break
  }
  return taken
}

const fits = (route: Route, { kind, residents, districtId, groupIds }: Routed): boolean =>
  route.kinds.includes(kind) &&
  (residents ?? 0) >= route.leastResidents &&
  (route.districtId === null || route.districtId === districtId) &&
  (route.groupId === null || groupIds.has(route.groupId))

/** How far ahead hours are looked for: a week has them all. */
const AHEAD_MS = 8 * 86_400_000

/** When a route tells what is to be told from `instant` on: then, or when its hours begin. @param zone the city's clock */
export function dueAt({ hours }: Pick<Route, 'hours'>, instant: Date, zone: string): Date {
  if (hours === null) return instant
  const { open, until } = openingAt(parseHours(hours), zone, instant)
  if (open) return instant
  return until ?? new Date(instant.getTime() + AHEAD_MS)
}
