import type pg from 'pg'
import type { AlertGroup } from '../grouping.ts'
import type { Incident, Steps } from '../reconcile.ts'
import type { IncidentChangeKind } from '../tables.ts'

/** What happened to an incident, as it is told to whoever is to be called. */
export interface IncidentChange {
  incidentId: number
  change: IncidentChangeKind
  /** The incident's number of changes after it. */
  version: number
}

/** What is said of an incident's hotspots now. */
export interface Figures {
  /** Residents whom it leaves without service; null: they have service. */
  residents: number | null
  /** Null: not all are of one district. */
  districtId: number | null
  /** Nobody is to be called for any of them. */
  silenced: boolean
}

export interface Standing {
  figures(group: AlertGroup): Figures
  /** The name of what the cause is in. */
  name(group: AlertGroup): string
  now: Date
}

type Client = Pick<pg.ClientBase, 'query'>

/** Stores what {@link reconcile} found, within the caller's transaction. @returns what happened, in order */
export async function storeSteps(client: Client, steps: Steps, standing: Standing): Promise<IncidentChange[]> {
  const { now } = standing
  const opened = await open(client, steps.open, standing)
  const idOf = new Map(opened.map(({ id }, index) => [steps.open[index]!, id]))
  const known = [...steps.keep, ...steps.reopen]
  for (const { incident, group } of known) idOf.set(group, incident.id)

  // An alert that goes to another incident leaves its own first.
  await leave(client, leftOf(steps), now)
  await join(
    client,
    [...idOf].flatMap(([{ alerts }, incidentId]) => alerts.map(({ id, hotspotId }) => ({ id, hotspotId, incidentId }))),
    now,
  )
  const merged = steps.merge.map(({ incident, into }) => ({ id: incident.id, into: idOf.get(into) ?? null }))
  const changes = [
    ...opened.map(({ id }) => ({ id, change: 'opened' as const })),
    ...(await reopen(client, steps, standing)),
    ...(await resize(client, steps.keep, standing)),
    ...(await close(
      client,
      steps.close.map(({ id }) => ({ id, into: null })),
      now,
    )),
    ...(await close(client, merged, now)),
    ...(await steady(client, steps.steady)),
  ]
  return noteChanges(client, changes, now)
}

const leftOf = ({ keep, close, merge }: Steps): number[] => [
  ...keep.flatMap(({ left }) => left),
  ...close.flatMap(({ alertIds }) => [...alertIds]),
  ...merge.flatMap(({ incident }) => [...incident.alertIds]),
]

async function open(
  client: Client,
  groups: readonly AlertGroup[],
  { figures, name, now }: Standing,
): Promise<Array<{ id: number }>> {
  if (groups.length === 0) return []
  const figured = groups.map(figures)
  const { rows } = await client.query<{ id: number }>(
    `insert into incidents (cause, subject_id, subject_name, kind, reason, opened_at, hotspots, most_hotspots, residents,
       most_residents, district_id, silenced)
     select cause, subject_id, subject_name, kind, reason, opened_at, hotspots, hotspots, residents, residents, district_id,
       silenced
     from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::integer[],
       $8::integer[], $9::bigint[], $10::boolean[]) with ordinality
       as given (cause, subject_id, subject_name, kind, reason, opened_at, hotspots, residents, district_id, silenced, place)
     order by place returning id`,
    [
      groups.map(({ cause }) => cause),
      groups.map(({ subjectId }) => subjectId),
      groups.map(name),
      groups.map(({ kind }) => kind),
      groups.map(reasonOf),
      groups.map(({ alerts }) => new Date(Math.min(...alerts.map(({ openedAt }) => openedAt), now.getTime()))),
      groups.map(({ alerts }) => alerts.length),
      ...[figured.map(({ residents }) => residents), figured.map(({ districtId }) => districtId)],
      figured.map(({ silenced }) => silenced),
    ],
  )
  return rows
}

/** The one reason of all; null: several. */
function reasonOf({ alerts: [first, ...others] }: AlertGroup): string | null {
  return first && others.every(({ reason }) => reason === first.reason) ? first.reason : null
}

async function leave(client: Client, alertIds: readonly number[], now: Date): Promise<void> {
  if (alertIds.length === 0) return
  await client.query('update incident_alerts set left_at = $2 where alert_id = any($1::bigint[]) and left_at is null', [
    alertIds,
    now,
  ])
}

async function join(
  client: Client,
  alerts: ReadonlyArray<{ id: number; hotspotId: number; incidentId: number }>,
  now: Date,
): Promise<void> {
  if (alerts.length === 0) return
  await client.query(
    `insert into incident_alerts (alert_id, incident_id, hotspot_id, joined_at)
     select alert_id, incident_id, hotspot_id, $4 from unnest($1::bigint[], $2::bigint[], $3::bigint[])
       as given (alert_id, incident_id, hotspot_id)
     on conflict (alert_id) do update set incident_id = excluded.incident_id, joined_at = excluded.joined_at, left_at = null
       where incident_alerts.left_at is not null`,
    [
      alerts.map(({ id }) => id),
      alerts.map(({ incidentId }) => incidentId),
      alerts.map(({ hotspotId }) => hotspotId),
      now,
    ],
  )
}

type Noted = { id: number; change: IncidentChangeKind; detail?: Record<string, unknown> }

async function reopen(client: Client, { reopen: steps }: Steps, standing: Standing): Promise<Noted[]> {
  if (steps.length === 0) return []
  await setFigures(client, steps, standing)
  await client.query(
    `update incidents set closed_at = null, reopened = reopened + 1, flapping = given.flapping
     from unnest($1::bigint[], $2::boolean[]) as given (id, flapping) where incidents.id = given.id`,
    [steps.map(({ incident }) => incident.id), steps.map(({ flapping }) => flapping)],
  )
  return steps.flatMap(({ incident, flapping }): Noted[] => [
    { id: incident.id, change: 'reopened' },
    ...(flapping && !incident.flapping ? [{ id: incident.id, change: 'flapping' as const }] : []),
  ])
}

/** Of the first one it is said whether an incident grew. */
async function resize(client: Client, steps: Steps['keep'], standing: Standing): Promise<Noted[]> {
  if (steps.length === 0) return []
  await setFigures(client, steps, standing)
  return steps.map(({ incident, joined, left, group }) => ({
    id: incident.id,
    change: joined.length >= left.length ? 'grew' : 'shrank',
    detail: { joined: joined.length, left: left.length, hotspots: group.alerts.length },
  }))
}

/** What is said of incidents now. */
export async function setFigures(
  client: Client,
  incidents: ReadonlyArray<{ incident: Pick<Incident, 'id'>; group: AlertGroup }>,
  { figures }: Pick<Standing, 'figures'>,
): Promise<void> {
  const figured = incidents.map(({ group }) => figures(group))
  await client.query(
    `update incidents set hotspots = given.hotspots, most_hotspots = greatest(most_hotspots, given.hotspots),
       residents = given.residents, most_residents = greatest(most_residents, given.residents), reason = given.reason,
       silenced = given.silenced
     from unnest($1::bigint[], $2::integer[], $3::integer[], $4::text[], $5::boolean[])
       as given (id, hotspots, residents, reason, silenced)
     where incidents.id = given.id`,
    [
      incidents.map(({ incident }) => incident.id),
      incidents.map(({ group }) => group.alerts.length),
      figured.map(({ residents }) => residents),
      incidents.map(({ group }) => reasonOf(group)),
      figured.map(({ silenced }) => silenced),
    ],
  )
}

async function close(
  client: Client,
  incidents: ReadonlyArray<{ id: number; into: number | null }>,
  now: Date,
): Promise<Noted[]> {
  if (incidents.length === 0) return []
  await client.query(
    `update incidents set closed_at = $3, merged_into = given.into_id, hotspots = 0, residents = null
     from unnest($1::bigint[], $2::bigint[]) as given (id, into_id) where incidents.id = given.id`,
    [incidents.map(({ id }) => id), incidents.map(({ into }) => into), now],
  )
  return incidents.map(({ id, into }) =>
    into === null ? { id, change: 'closed' } : { id, change: 'merged', detail: { into } },
  )
}

async function steady(client: Client, incidents: readonly Incident[]): Promise<Noted[]> {
  if (incidents.length === 0) return []
  await client.query('update incidents set flapping = false where id = any($1::bigint[])', [
    incidents.map(({ id }) => id),
  ])
  return incidents.map(({ id }) => ({ id, change: 'steady' }))
}

/** Writes the history, and counts the incidents' versions on. */
export async function noteChanges(client: Client, noted: readonly Noted[], now: Date): Promise<IncidentChange[]> {
  if (noted.length === 0) return []
  await client.query(
    `insert into incident_changes (incident_id, at, change, detail)
     select id, $4, change, detail from unnest($1::bigint[], $2::text[], $3::jsonb[]) with ordinality
       as given (id, change, detail, place) order by place`,
    [
      noted.map(({ id }) => id),
      noted.map(({ change }) => change),
      noted.map(({ detail }) => (detail ? JSON.stringify(detail) : null)),
      now,
    ],
  )
  const { rows } = await client.query<{ id: number; version: number }>(
    'update incidents set version = version + 1 where id = any($1::bigint[]) returning id, version',
    [[...new Set(noted.map(({ id }) => id))]],
  )
  const versions = new Map(rows.map(({ id, version }) => [id, version]))
  return noted.map(({ id, change }) => ({ incidentId: id, change, version: versions.get(id)! }))
}
