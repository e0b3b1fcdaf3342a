import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { type Districts, isOwnHotspot } from '../network/districts/within.ts'
import type { IncidentCause, IncidentKind } from './tables.ts'

type Query = Pick<Database, 'query'>

/** What of the incidents is wanted. */
export interface IncidentsWanted {
  /** Those that go on, or those that are over; undefined: all. */
  open?: boolean | undefined
  kind?: IncidentKind | undefined
  cause?: IncidentCause | undefined
  acknowledged?: boolean | undefined
  silenced?: boolean | undefined
  assignedTo?: number | undefined
  /** Parts of the name of what the cause is in, in any order. */
  search?: string | undefined
  /** That went on then. */
  from?: Date | undefined
  until?: Date | undefined
  /** With this hotspot among them. */
  hotspotId?: number | undefined
  /** In this gateway or site, or with one of its hotspots among them. */
  of?: { cause: IncidentCause; subject: number; hotspots: readonly number[] } | undefined
  districts: Districts
}

/** Behind which incident a page begins. */
export type IncidentPlace = { residents: number; id: number }

/** An incident is of the districts of its hotspots: who sees one of them sees it. */
const isOwn = (districts: Districts): RawBuilder<boolean> =>
  districts === null
    ? sql<boolean>`true`
    : sql<boolean>`exists (select from incident_alerts a where a.incident_id = incidents.id
        and ${isOwnHotspot(districts, 'a.hotspot_id')})`

/** Residents by whom incidents are ordered: now, or of one that is over at most. */
const residentsSql = sql<number>`coalesce(case when closed_at is null then residents else most_residents end, -1)`

/** A page of the incidents, those that leave most residents without service first; and how many there are in all. */
export async function listIncidents({ query }: Query, wanted: IncidentsWanted, limit: number, after?: IncidentPlace) {
  const rows = wantedRows({ query }, wanted)
  const [page, { total }] = await Promise.all([
    rows
      .select(columns)
      .select(residentsSql.as('order'))
      .$if(after !== undefined, (some) =>
        some.where(sql<boolean>`(${residentsSql}, id) < (${after!.residents}, ${after!.id})`),
      )
      .orderBy(residentsSql, 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),
    rows.select((count) => count.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ])
  return { rows: page, total }
}

function wantedRows({ query }: Query, wanted: IncidentsWanted) {
  const { open, kind, cause, acknowledged, silenced, assignedTo, search, from, until, hotspotId, of, districts } =
    wanted
  const words = (search ?? '').split(/\s+/).filter((word) => word !== '')
  return query
    .selectFrom('incidents')
    .where('merged_into', 'is', null)
    .where(isOwn(districts))
    .$if(open !== undefined, (rows) => rows.where('closed_at', open ? 'is' : 'is not', null))
    .$if(kind !== undefined, (rows) => rows.where('kind', '=', kind!))
    .$if(cause !== undefined, (rows) => rows.where('cause', '=', cause!))
    .$if(acknowledged !== undefined, (rows) => rows.where('acknowledged_at', acknowledged ? 'is not' : 'is', null))
    .$if(silenced !== undefined, (rows) => rows.where('silenced', '=', silenced!))
    .$if(assignedTo !== undefined, (rows) => rows.where('assigned_to', '=', assignedTo!))
    .$if(from !== undefined, (rows) => rows.where(sql<boolean>`(closed_at is null or closed_at >= ${from!})`))
    .$if(until !== undefined, (rows) => rows.where('opened_at', '<', until!))
    .$if(hotspotId !== undefined, (rows) =>
      rows.where(
        sql<boolean>`exists (select from incident_alerts a where a.incident_id = incidents.id and a.hotspot_id = ${hotspotId!})`,
      ),
    )
    .$if(of !== undefined, (rows) =>
      rows.where(
        sql<boolean>`((cause = ${of!.cause} and subject_id = ${of!.subject}) or exists (
          select from incident_alerts a
          where a.incident_id = incidents.id and a.hotspot_id = any(${of!.hotspots}::bigint[])))`,
      ),
    )
    .$if(words.length > 0, (rows) =>
      rows.where((where) => where.and(words.map((word) => sql<boolean>`strpos(search, folded(${word})) > 0`))),
    )
}

const columns = [
  ...(['id', 'cause', 'kind', 'reason', 'hotspots', 'residents', 'reopened', 'flapping', 'silenced'] as const),
  ...(['subject_id as subjectId', 'subject_name as name', 'opened_at as openedAt', 'closed_at as closedAt'] as const),
  ...(['most_hotspots as mostHotspots', 'most_residents as mostResidents', 'version'] as const),
  ...(['acknowledged_at as acknowledgedAt', 'acknowledged_by as acknowledgedBy', 'assigned_to as assignedTo'] as const),
] as const

/** One incident that somebody of these districts may see; undefined: there is none. One that went into another says so. */
export const incidentOf = ({ query }: Query, id: number, districts: Districts) =>
  query
    .selectFrom('incidents')
    .select([...columns, 'merged_into as mergedInto'])
    .where('id', '=', id)
    .where(isOwn(districts))
    .executeTakeFirst()

/** The hotspots of an incident, those that are down now first; of these districts only. */
export const hotspotsOfIncident = ({ query }: Query, id: number, districts: Districts, limit: number) =>
  query
    .selectFrom('incident_alerts')
    .select(['hotspot_id as hotspotId', 'joined_at as joinedAt', 'left_at as leftAt'])
    .where('incident_id', '=', id)
    .where(isOwnHotspot(districts, 'hotspot_id'))
    .orderBy('left_at', (order) => order.desc().nullsFirst())
    .orderBy('alert_id')
    .limit(limit)
    .execute()

/** Up to so many hotspots of each of these incidents, as {@link hotspotsOfIncident} has them. */
export async function someHotspots(
  { query }: Query,
  ids: readonly number[],
  districts: Districts,
  most: number,
): Promise<Map<number, number[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; hotspots: number[] }>`
    select i.id, array(
      select incident_alerts.hotspot_id::int8 from incident_alerts
      where incident_alerts.incident_id = i.id and ${isOwnHotspot(districts, 'incident_alerts.hotspot_id')}
      order by left_at desc nulls first, alert_id limit ${most}) as hotspots
    from unnest(${ids}::bigint[]) as i (id)`.execute(query)
  return new Map(rows.map(({ id, hotspots }) => [id, [...new Set(hotspots.map(Number))]]))
}

/** Up to so many hotspots of each of these incidents that belong to it now, of these districts only. */
export async function presentHotspots(
  { query }: Query,
  ids: readonly number[],
  districts: Districts,
  most: number,
): Promise<Map<number, number[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; hotspots: number[] }>`
    select i.id, array(
      select distinct incident_alerts.hotspot_id::int8 from incident_alerts
      where incident_alerts.incident_id = i.id and left_at is null
        and ${isOwnHotspot(districts, 'incident_alerts.hotspot_id')}
      limit ${most}) as hotspots
    from unnest(${ids}::bigint[]) as i (id)`.execute(query)
  return new Map(rows.map(({ id, hotspots }) => [id, hotspots.map(Number)]))
}

/** What happened to an incident, the latest first. */
export const changesOfIncident = ({ query }: Query, id: number, limit: number) =>
  query
    .selectFrom('incident_changes')
    .select(['id', 'at', 'change', 'staff_id as staffId', 'text', 'detail'])
    .where('incident_id', '=', id)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
