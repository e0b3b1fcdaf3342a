import { sql } from 'kysely'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { allHotspots } from '../../network/fragments.ts'
import type { IncidentChange } from '../keeper/store.ts'
import type { IncidentKind, ToldChange } from '../tables.ts'
import { allRoutes, dueAt, type Route, routesOf } from './routes.ts'

interface Subject {
  id: number
  kind: IncidentKind
  residents: number | null
  districtId: number | null
  groupIds: Array<number | null>
  flapping: boolean
  silenced: boolean
  isOpen: boolean
}

interface Notification {
  incidentId: number
  receiverId: number
  routeId: number | null
  change: ToldChange
  version: number
  dueAt: Date
}

/**
 * Stores who is to be told of what happened to incidents, in the transaction of that. What is overtaken before it was
 * told is dropped; that an incident is over is told to whoever was told that it began. An incident that flaps is told
 * once, and then when it has been quiet.
 *
 * @param zone the city's clock, by which routes have hours
 */
export async function storeNotifications(
  tx: OneTransaction,
  changes: readonly IncidentChange[],
  now: Date,
  zone: string,
): Promise<void> {
  if (changes.length > 0) {
    const [routes, subjects] = [await allRoutes(tx), await subjectsOf(tx, changes)]
    await dropOvertaken(tx, changes, now)
    const begun = changes.flatMap((change) => begins(change, subjects.get(change.incidentId), routes, now, zone))
    await insert(tx, [...begun, ...(await ends(tx, changes, subjects, now))])
  }
  await insert(tx, await escalations(tx, now))
  await insert(tx, await repetitions(tx, now, zone))
}

async function subjectsOf(tx: OneTransaction, changes: readonly IncidentChange[]): Promise<Map<number, Subject>> {
  const ids = [...new Set(changes.map(({ incidentId }) => incidentId))]
  const { rows } = await tx.pool.query<Subject>(
    `select i.id, i.kind, i.residents, i.district_id as "districtId", i.flapping, i.silenced, i.closed_at is null as "isOpen",
       array(select distinct h.group_id::int8 from incident_alerts a join ${allHotspots} as h on h.id = a.hotspot_id
             where a.incident_id = i.id) as "groupIds"
     from incidents i where i.id = any($1::bigint[])`,
    [ids],
  )
  return new Map(
    rows.map((row) => [row.id, { ...row, groupIds: row.groupIds.map((id) => (id === null ? null : Number(id))) }]),
  )
}

const beginning: Partial<Record<IncidentChange['change'], ToldChange>> = {
  opened: 'opened',
  reopened: 'reopened',
  unsilenced: 'opened',
  flapping: 'flapping',
}

function begins(
  { incidentId, change, version }: IncidentChange,
  subject: Subject | undefined,
  routes: readonly Route[],
  now: Date,
  zone: string,
): Notification[] {
  const told = beginning[change]
  if (!told || !subject?.isOpen || subject.silenced || (subject.flapping && told !== 'flapping')) return []
  return routesOf({ ...subject, groupIds: new Set(subject.groupIds) }, routes).map((route) => ({
    ...{ incidentId, receiverId: route.receiverId, routeId: route.id, change: told, version },
    dueAt: dueAt(route, new Date(now.getTime() + route.groupWaitSeconds * 1000), zone),
  }))
}

/** Changes after which nobody needs to hear any more what was not told yet. */
const overtaking: ReadonlyArray<IncidentChange['change']> = ['closed', 'merged', 'silenced', 'flapping', 'acknowledged']

async function dropOvertaken(tx: OneTransaction, changes: readonly IncidentChange[], now: Date): Promise<void> {
  const ids = changes.flatMap(({ incidentId, change }) => (overtaking.includes(change) ? incidentId : []))
  if (ids.length === 0) return
  await tx.pool.query(
    `update notifications set dropped_at = $2
     where incident_id = any($1::bigint[]) and delivery_id is null and dropped_at is null and change <> 'closed'`,
    [ids, now],
  )
}

/** That it is over, to whoever was told last that it is not. */
async function ends(
  tx: OneTransaction,
  changes: readonly IncidentChange[],
  subjects: ReadonlyMap<number, Subject>,
  now: Date,
): Promise<Notification[]> {
  const over = changes.filter(
    ({ incidentId, change }) =>
      change === 'merged' || change === 'steady' || (change === 'closed' && !subjects.get(incidentId)?.flapping),
  )
  if (over.length === 0) return []
  const { rows } = await tx.pool.query<{
    incidentId: number
    receiverId: number
    routeId: number | null
    change: ToldChange
  }>(
    `select distinct on (incident_id, receiver_id) incident_id as "incidentId", receiver_id as "receiverId",
       route_id as "routeId", change
     from notifications where incident_id = any($1::bigint[]) and dropped_at is null
     order by incident_id, receiver_id, id desc`,
    [over.map(({ incidentId }) => incidentId)],
  )
  const versions = new Map(over.map(({ incidentId, version }) => [incidentId, version]))
  return rows
    .filter(({ change }) => change !== 'closed')
    .map((row) => ({ ...row, change: 'closed', version: versions.get(row.incidentId)!, dueAt: now }))
}

/** Incidents that are to be looked at, and by nobody yet. */
const waiting = sql`(select i.id, i.version from incidents i
  where i.closed_at is null and i.acknowledged_at is null and not i.silenced)`

/** Once for each time that it began. */
async function escalations(tx: OneTransaction, now: Date): Promise<Notification[]> {
  const { rows } = await sql<Omit<Notification, 'change' | 'dueAt'>>`
    select distinct i.id as "incidentId", r.escalate_to as "receiverId", r.id as "routeId", i.version
    from ${waiting} as i join notifications n on n.incident_id = i.id join routes r on r.id = n.route_id
      join deliveries d on d.id = n.delivery_id
    where n.change in ('opened', 'reopened', 'flapping') and r.escalate_to is not null
      and d.created_at <= ${now}::timestamptz - r.escalate_seconds * interval '1 second'
      and not exists (select from notifications later where later.incident_id = i.id and later.id > n.id
        and (later.change in ('opened', 'reopened', 'flapping') and later.route_id = r.id
          or later.change = 'escalated' and later.receiver_id = r.escalate_to))`.execute(tx.query)
  return rows.map((row) => ({ ...row, change: 'escalated', dueAt: now }))
}

async function repetitions(tx: OneTransaction, now: Date, zone: string): Promise<Notification[]> {
  const { rows } = await sql<Omit<Notification, 'change' | 'dueAt'> & Pick<Route, 'hours'>>`
    select i.id as "incidentId", last.receiver_id as "receiverId", r.id as "routeId", i.version, r.hours
    from ${waiting} as i, lateral (
        select distinct on (n.receiver_id, n.route_id) n.receiver_id, n.route_id, d.sent_at
        from notifications n left join deliveries d on d.id = n.delivery_id
        where n.incident_id = i.id and n.dropped_at is null order by n.receiver_id, n.route_id, n.id desc) as last
      join routes r on r.id = last.route_id and r.receiver_id = last.receiver_id
    where last.sent_at <= ${now}::timestamptz - r.repeat_seconds * interval '1 second'`.execute(tx.query)
  return rows.map(({ hours, ...row }) => ({ ...row, change: 'repeated', dueAt: dueAt({ hours }, now, zone) }))
}

async function insert({ pool }: OneTransaction, notifications: readonly Notification[]): Promise<void> {
  if (notifications.length === 0) return
  await pool.query(
    `insert into notifications (incident_id, receiver_id, route_id, change, version, due_at)
     select given.* from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::integer[], $6::timestamptz[])
       as given (incident_id, receiver_id, route_id, change, version, due_at)
       join receivers r on r.id = given.receiver_id and r.disabled_at is null and 'incidents' = any(r.events)
     on conflict do nothing`,
    [
      notifications.map(({ incidentId }) => incidentId),
      notifications.map(({ receiverId }) => receiverId),
      notifications.map(({ routeId }) => routeId),
      notifications.map(({ change }) => change),
      notifications.map(({ version }) => version),
      notifications.map((one) => one.dueAt),
    ],
  )
}
