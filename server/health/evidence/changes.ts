import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { healthEvents } from '../health-events.ts'
import { type KnownState, knownStates } from '../known-states.ts'
import type { HealthState } from '../tables.ts'

interface Change {
  id: number
  was: HealthState | null
  now: KnownState
}

/** Of whom an alert tells, as it opens: residents whom no other working hotspot covers. */
export type Affected = (hotspotId: number) => number

/**
 * Brings what is kept of states, and the alerts, to what is known now of every hotspot in use. Done twice it changes
 * nothing the second time.
 */
export async function keepStates(db: Database, affected: Affected | undefined, at: Date): Promise<void> {
  const known = await knownStates(db)
  const events = await inOneTransaction(db, async (tx) => {
    const changes = await changesTo(tx, known)
    await storeChanges(tx, changes, at)
    const alerts = await reconcileAlerts(tx, known, affected, at)
    return [...alerts, ...healthEvents(changes.map(({ id }) => id))]
  })
  await publish(db, ...events)
}

type Pool = Pick<Database, 'pool'>

async function changesTo({ pool }: Pool, known: ReadonlyMap<number, KnownState>): Promise<Change[]> {
  const { rows } = await pool.query<{ id: number; state: HealthState; cause: string | null }>(
    'select hotspot_id as id, state, cause from state_changes where until is null',
  )
  const before = new Map(rows.map((row) => [row.id, row]))
  return [...known].flatMap(([id, now]): Change[] => {
    const was = before.get(id)
    if (!was && now.state === 'unknown') return []
    return was?.state === now.state && was.cause === now.cause ? [] : [{ id, was: was?.state ?? null, now }]
  })
}

async function storeChanges({ pool }: Pool, changes: readonly Change[], at: Date): Promise<void> {
  if (changes.length === 0) return
  const ids = changes.map(({ id }) => id)
  // What is known since longer ago than its hotspot was looked at last began now: no time is of two states, and none of none.
  await pool.query(
    `with given as (
       select id, state, cause, evidence::text[] as evidence, least(began, $6::timestamptz) as began
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         as given (id, state, cause, evidence, began)
     ), over as (
       update state_changes
       set until = greatest(case when given.began > state_changes.since then given.began else $6 end, state_changes.since)
       from given where state_changes.hotspot_id = given.id and state_changes.until is null
       returning state_changes.hotspot_id, state_changes.until
     )
     insert into state_changes (hotspot_id, since, state, cause, evidence)
     select id, coalesce(over.until, began), state, cause, evidence
     from given left join over on over.hotspot_id = id
     on conflict (hotspot_id, since) do nothing`,
    [
      ids,
      changes.map(({ now }) => now.state),
      changes.map(({ now }) => now.cause),
      changes.map(({ now }) => `{${now.evidence.join()}}`),
      changes.map(({ now, was }) => (was === null || now.since === null ? at : new Date(now.since))),
      at,
    ],
  )
}

/** An alert is open exactly while its kind is the hotspot's state; a hotspot of unknown state keeps what it has. */
async function reconcileAlerts(
  { pool }: Pool,
  known: ReadonlyMap<number, KnownState>,
  affected: Affected | undefined,
  at: Date,
): Promise<PlazaEvent[]> {
  const { rows } = await pool.query<{ id: number; hotspotId: number; kind: HealthState; cause: string | null }>(
    'select id, hotspot_id as "hotspotId", kind, cause from alerts where closed_at is null for update',
  )
  const over = rows.filter(({ hotspotId, kind }) => {
    const state = known.get(hotspotId)?.state ?? 'unknown'
    return state !== 'unknown' && state !== kind
  })
  const isOpen = new Set(rows.map(({ hotspotId, kind }) => `${hotspotId} ${kind}`))
  const ill = [...known].filter(
    ([id, { state }]) => (state === 'down' || state === 'degraded') && !isOpen.has(`${id} ${state}`),
  )
  if (over.length > 0)
    await pool.query('update alerts set closed_at = $2 where id = any($1::bigint[])', [over.map(({ id }) => id), at])
  const opened = await pool.query<{ id: number; hotspotId: number }>(
    `insert into alerts (hotspot_id, kind, cause, opened_at, residents_affected)
     select *, $4::timestamptz, null from unnest($1::bigint[], $2::text[], $3::text[])
     on conflict (hotspot_id, kind) where closed_at is null do nothing returning id, hotspot_id as "hotspotId"`,
    [ill.map(([id]) => id), ill.map(([, { state }]) => state), ill.map(([, { cause }]) => cause), at],
  )
  if (affected && opened.rows.length > 0)
    await pool.query(
      `update alerts set residents_affected = given.residents
       from unnest($1::bigint[], $2::integer[]) as given (id, residents) where alerts.id = given.id`,
      [opened.rows.map(({ id }) => id), opened.rows.map(({ hotspotId }) => affected(hotspotId))],
    )
  return [
    ...over.map(({ id, hotspotId }): PlazaEvent => ({ type: 'alert', id, hotspotId, change: 'closed' })),
    ...opened.rows.map(({ id, hotspotId }): PlazaEvent => ({ type: 'alert', id, hotspotId, change: 'opened' })),
  ]
}
