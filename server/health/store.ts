import type { Database } from '../database/connection.ts'
import { type PlazaEvent, publish } from '../database/events.ts'
import type { Counters } from './rates.ts'
import { type Health, unknownHealth } from './state.ts'

/** One poll's outcome, as it is written. Rates in bit/s. */
export interface PollResult {
  hotspotId: number
  at: Date
  reachable: boolean
  responseMs: number | null
  uptimeSeconds: number | null
  load: number | null
  memoryUsed: number | null
  clients: number | null
  inBps: number | null
  outBps: number | null
  profile: string | null
  health: Health
  /** From which the next rates are made, and the uplink's name. */
  memory: PollMemory | null
  /** The state or the number of clients is not what it was. */
  changed: boolean
  /** For an alert that this opens. */
  residentsAffected: number | null
}

export interface PollMemory {
  counters: Counters
  uplink: string | null
}

/** What is known of a hotspot before its next poll. */
export interface Known {
  health: Health
  profile: string | null
  memory: PollMemory | null
  clients: number | null
}

/**
 * Writes results in one transaction: a sample for each, the newest health of each hotspot, alerts that open or close;
 * then tells every process what changed.
 */
export async function storeResults(db: Database, results: readonly PollResult[]): Promise<void> {
  const client = await db.pool.connect()
  const events: PlazaEvent[] = []
  const newest = [...new Map(results.map((result) => [result.hotspotId, result])).values()]
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query(
      `insert into samples (hotspot_id, at, reachable, response_ms, uptime_seconds, load, memory_used, clients, in_bps, out_bps)
       select * from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::real[], $5::bigint[], $6::real[],
         $7::real[], $8::integer[], $9::float8[], $10::float8[])
       on conflict do nothing`,
      [
        results.map(({ hotspotId }) => hotspotId),
        results.map(({ at }) => at),
        results.map(({ reachable }) => reachable),
        results.map(({ responseMs }) => responseMs),
        ...readings(results),
      ],
    )
    await client.query(
      `insert into hotspot_health as health (hotspot_id, last_polled_at, last_answered_at, state, cause, since, failures,
         profile, counters, uptime_seconds, load, memory_used, clients, in_bps, out_bps)
       select id, at, case when reachable then at end, state, cause, since, failures, profile, counters, uptime_seconds,
         load, memory_used, clients, in_bps, out_bps
       from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::text[], $5::text[], $6::timestamptz[],
         $7::integer[], $8::text[], $9::jsonb[], $10::bigint[], $11::real[], $12::real[], $13::integer[], $14::float8[],
         $15::float8[]) as given (id, at, reachable, state, cause, since, failures, profile, counters, uptime_seconds,
         load, memory_used, clients, in_bps, out_bps)
       on conflict (hotspot_id) do update set
         last_polled_at = excluded.last_polled_at,
         last_answered_at = coalesce(excluded.last_answered_at, health.last_answered_at),
         state = excluded.state, cause = excluded.cause, since = excluded.since, failures = excluded.failures,
         profile = excluded.profile, counters = excluded.counters, uptime_seconds = excluded.uptime_seconds,
         load = excluded.load, memory_used = excluded.memory_used, clients = excluded.clients,
         in_bps = excluded.in_bps, out_bps = excluded.out_bps`,
      [
        newest.map(({ hotspotId }) => hotspotId),
        newest.map(({ at }) => at),
        newest.map(({ reachable }) => reachable),
        newest.map(({ health }) => health.state),
        newest.map(({ health }) => health.cause),
        newest.map(({ health }) => new Date(health.since)),
        newest.map(({ health }) => health.failures),
        newest.map(({ profile }) => profile),
        newest.map(({ memory }) => memory && JSON.stringify(memory)),
        ...readings(newest),
      ],
    )
    // An alert is open exactly while its kind is the hotspot's state; a hotspot of unknown state keeps what it has.
    const decided = newest.filter(({ health }) => health.state !== 'unknown')
    const closed = await client.query<{ id: number; hotspot_id: number }>(
      `update alerts set closed_at = given.at
       from unnest($1::bigint[], $2::text[], $3::timestamptz[]) as given (hotspot_id, state, at)
       where alerts.hotspot_id = given.hotspot_id and alerts.closed_at is null and alerts.kind <> given.state
       returning alerts.id, alerts.hotspot_id`,
      [
        decided.map(({ hotspotId }) => hotspotId),
        decided.map(({ health }) => health.state),
        decided.map(({ at }) => at),
      ],
    )
    const ill = decided.filter(({ health }) => health.state === 'down' || health.state === 'degraded')
    const opened = await client.query<{ id: number; hotspot_id: number }>(
      `insert into alerts (hotspot_id, kind, cause, opened_at, residents_affected)
       select * from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::integer[])
       on conflict (hotspot_id, kind) where closed_at is null do nothing
       returning id, hotspot_id`,
      [
        ill.map(({ hotspotId }) => hotspotId),
        ill.map(({ health }) => health.state),
        ill.map(({ health }) => health.cause),
        ill.map(({ at }) => at),
        ill.map(({ residentsAffected }) => residentsAffected),
      ],
    )
    await client.query('commit')
    for (const { id, hotspot_id } of closed.rows)
      events.push({ type: 'alert', id, hotspotId: hotspot_id, change: 'closed' })
    for (const { id, hotspot_id } of opened.rows)
      events.push({ type: 'alert', id, hotspotId: hotspot_id, change: 'opened' })
  } catch (error) {
    broken = error as Error
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release(broken)
  }
  const changed = [...new Set(results.filter((result) => result.changed).map(({ hotspotId }) => hotspotId))]
  await publish(db, ...events, ...healthEvents(changed))
}

/**
 * Hotspots of these shards that are polled no more (retired, or without an agent): their state is unknown, their alerts
 * are closed.
 */
export async function forgetOthers(
  db: Database,
  shards: readonly number[],
  shardCount: number,
  polled: readonly number[],
): Promise<void> {
  const { rows } = await db.pool.query<{ hotspot_id: number; alert: number | null }>(
    `with gone as (
       update hotspot_health set state = 'unknown', cause = null, since = now(), failures = 0, clients = null, in_bps = null,
         out_bps = null, counters = null
       where state <> 'unknown' and hotspot_id % $2 = any($1::int[]) and hotspot_id <> all($3::bigint[])
       returning hotspot_id
     ), closed as (
       update alerts set closed_at = now() where closed_at is null and hotspot_id in (select hotspot_id from gone)
       returning id, hotspot_id
     )
     select gone.hotspot_id, closed.id as alert from gone left join closed using (hotspot_id)`,
    [shards, shardCount, polled],
  )
  const ids = [...new Set(rows.map(({ hotspot_id }) => hotspot_id))]
  await publish(
    db,
    ...rows.flatMap(({ hotspot_id, alert }): PlazaEvent[] =>
      alert === null ? [] : [{ type: 'alert', id: alert, hotspotId: hotspot_id, change: 'closed' }],
    ),
    ...healthEvents(ids),
  )
}

function healthEvents(hotspotIds: readonly number[]): PlazaEvent[] {
  const events: PlazaEvent[] = []
  for (let start = 0; start < hotspotIds.length; start += IDS_IN_EVENT) {
    events.push({ type: 'health', hotspotIds: hotspotIds.slice(start, start + IDS_IN_EVENT) })
  }
  return events
}

/** A NOTIFY holds 8,000 octets. */
const IDS_IN_EVENT = 500

const readings = (results: readonly PollResult[]) => [
  results.map(({ uptimeSeconds }) => uptimeSeconds),
  results.map(({ load }) => load),
  results.map(({ memoryUsed }) => memoryUsed),
  results.map(({ clients }) => clients),
  results.map(({ inBps }) => inBps),
  results.map(({ outBps }) => outBps),
]

/** What earlier polls, of this process or another, left; absent for hotspots never polled. */
export async function knownHealth(
  { query }: Pick<Database, 'query'>,
  shards: readonly number[],
  shardCount: number,
): Promise<Map<number, Known>> {
  const rows = await query
    .selectFrom('hotspot_health')
    .select(['hotspot_id', 'state', 'cause', 'since', 'failures', 'profile', 'counters', 'clients'])
    .where(({ eb, val }) => eb(eb('hotspot_id', '%', val(shardCount)), 'in', shards.length > 0 ? [...shards] : [-1]))
    .execute()
  return new Map(
    rows.map((row) => {
      const health: Health = {
        ...unknownHealth(row.since.getTime()),
        state: row.state,
        cause: row.cause as Health['cause'],
        failures: row.failures,
      }
      const known: Known = {
        health,
        profile: row.profile,
        memory: row.counters as PollMemory | null,
        clients: row.clients,
      }
      return [row.hotspot_id, known]
    }),
  )
}
