import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { hotspotsOfKnownState, openAlerts } from '../../health/fragments.ts'
import type { Belongings } from '../../network/belongings.ts'
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

/** Those at hotspots in use, with what these have in common. */
export const placed = (alerts: readonly StoredAlert[], hotspots: ReadonlyMap<number, Belongings>): OpenAlert[] =>
  alerts.flatMap(({ openedAt, ...row }) => {
    const hotspot = hotspots.get(row.hotspotId)
    return hotspot ? { ...row, openedAt: openedAt.getTime(), belongs: belongs(hotspot) } : []
  })

const belongs = ({ gatewayId, controllerId, siteId, neighbourhoodId }: Belongings): OpenAlert['belongs'] => ({
  ...{ gateway: gatewayId, controller: controllerId, site: siteId, neighbourhood: neighbourhoodId },
})

const shared: readonly SharedCause[] = ['gateway', 'controller', 'site', 'neighbourhood']

/** Of how many hotspots of each cause a state is known, by {@link groupKey}. */
export async function readSizes(
  { pool }: Pick<Database, 'pool'>,
  hotspots: ReadonlyMap<number, Belongings>,
): Promise<Map<string, number>> {
  const { rows } = await pool.query<[id: number]>({
    text: `select id from ${hotspotsOfKnownState} as h`,
    rowMode: 'array',
  })
  const sizes = new Map<string, number>()
  for (const [id] of rows) {
    const hotspot = hotspots.get(id)
    if (!hotspot) continue
    const ids = belongs(hotspot)
    for (const cause of shared) {
      const subject = ids[cause]
      if (typeof subject !== 'number') continue
      const key = groupKey(cause, subject)
      sizes.set(key, (sizes.get(key) ?? 0) + 1)
    }
  }
  return sizes
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
