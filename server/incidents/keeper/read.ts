import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { hotspotsOfKnownState, openAlerts } from '../../health/fragments.ts'
import type { ParentFault } from '../../health/parents/faults.ts'
import type { Belongings } from '../../network/belongings.ts'
import { hotspotsBelongings } from '../../network/fragments.ts'
import { groupKey, type OpenAlert, type SharedCause } from '../grouping.ts'
import { type Incident, REOPEN_MS } from '../reconcile.ts'

/** An incident with what was last said of it. */
export interface KeptIncident extends Incident {
  hotspots: number
  residents: number | null
  silenced: boolean
}

/** An open alert as it is stored. */
interface StoredAlert extends Omit<OpenAlert, 'openedAt' | 'belongs'> {
  openedAt: Date
}

/** Alerts that are open now. */
export async function readOpenAlerts({ pool }: Pick<Database, 'pool'>): Promise<StoredAlert[]> {
  const { rows } = await pool.query<StoredAlert>(
    `select id, hotspot_id as "hotspotId", kind, cause as reason, opened_at as "openedAt" from ${openAlerts} as a order by id`,
  )
  return rows
}

/** Those at hotspots in use, with what these have in common, and what is at fault of what they hang on. */
export const placed = (
  alerts: readonly StoredAlert[],
  hotspots: ReadonlyMap<number, Belongings>,
  faults: ReadonlyMap<number, ParentFault>,
): OpenAlert[] =>
  alerts.flatMap(({ openedAt, ...row }) => {
    const hotspot = hotspots.get(row.hotspotId)
    if (!hotspot) return []
    const parent = parentOf(row.kind, faults.get(row.hotspotId))
    return { ...row, openedAt: openedAt.getTime(), belongs: { ...belongs(hotspot), parent } }
  })

/** Where the agent of their gateway is at fault, what they have in common is the gateway. */
const parentOf = (kind: OpenAlert['kind'], fault: ParentFault | undefined): number | null =>
  fault && !fault.byGateway && (kind === 'down') === (fault.fault === 'down') ? fault.agentId : null

const belongs = ({ gatewayId, controllerId, siteId, neighbourhoodId }: Belongings): OpenAlert['belongs'] => ({
  ...{ gateway: gatewayId, controller: controllerId, site: siteId, neighbourhood: neighbourhoodId },
})

/**
 * Of how many hotspots a state is known of each cause that alerts may have, by {@link groupKey}: of those alone, since
 * mostly few of a city's have one.
 */
export async function readSizes(
  { pool }: Pick<Database, 'pool'>,
  alerts: readonly OpenAlert[],
): Promise<Map<string, number>> {
  const idsOf = (cause: SharedCause) => [...new Set(alerts.flatMap(({ belongs }) => belongs[cause] ?? []))]
  const { rows } = await pool.query<{ cause: SharedCause; subject: number; hotspots: number }>(
    `select cause, subject, count(*) as hotspots
     from ${hotspotsBelongings} as h, lateral (values ('gateway', h.gateway_id), ('controller', h.agent_id),
       ('site', h.site_id), ('neighbourhood', h.neighbourhood_id)) as of (cause, subject)
     where (h.gateway_id = any($1::bigint[]) or h.agent_id = any($2::bigint[]) or h.site_id = any($3::bigint[])
         or h.neighbourhood_id = any($4::bigint[]))
       and h.id in (select id from ${hotspotsOfKnownState} as known) and subject is not null
     group by cause, subject`,
    [idsOf('gateway'), idsOf('controller'), idsOf('site'), idsOf('neighbourhood')],
  )
  return new Map(rows.map(({ cause, subject, hotspots }) => [groupKey(cause, subject), hotspots]))
}

/** Incidents that are open, flap, or may go on since they ended not long ago. */
export async function readIncidents({ query }: Pick<Database, 'query'>, now: Date): Promise<KeptIncident[]> {
  const rows = await query
    .selectFrom('incidents')
    .select([
      'id',
      'cause',
      'subject_id as subjectId',
      'kind',
      'reopened',
      'flapping',
      'silenced',
      'hotspots',
      'residents',
    ])
    .select(['opened_at as openedAt', 'closed_at as closedAt'])
    .select(
      sql<number[]>`array(select alert_id::int8 from incident_alerts a
        where a.incident_id = incidents.id and a.left_at is null)`.as('alerts'),
    )
    .where((where) =>
      where.or([
        where('closed_at', 'is', null),
        where('flapping', '=', true),
        where('closed_at', '>', new Date(now.getTime() - REOPEN_MS)),
      ]),
    )
    .where('merged_into', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ openedAt, closedAt, alerts, ...row }) => ({
    ...row,
    openedAt: openedAt.getTime(),
    closedAt: closedAt?.getTime() ?? null,
    alertIds: new Set(alerts.map(Number)),
  }))
}
