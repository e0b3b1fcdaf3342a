import type pg from 'pg'
import { arrayOf } from '../database/array-of.ts'
import type { Database } from '../database/connection.ts'
import { type PlazaEvent, publish } from '../database/events/events.ts'
import { inTransaction } from '../database/transaction.ts'
import { announceEnded } from '../sessions/ledger/announce.ts'
import { endSessionsAtReboot } from '../sessions/stale.ts'
import { healthEvents } from './health-events.ts'
import { noteLate } from './kept/marks.ts'
import type { PollMemory } from './poller/poll-state.ts'
import type { Radio } from './readings/agent-reading.ts'
import type { Health } from './state.ts'

/** One poll's outcome, as it is written. Rates in bit/s. */
export interface PollResult {
  hotspotId: number
  at: Date
  reachable: boolean
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
  radios: readonly Radio[]
  /** Packets a second with errors or discarded at the uplink; null where that is not known. */
  troubles: number | null
  /** It says something besides its sample, or nothing of the hotspot but samples was written for a while. */
  whole: boolean
  /** The state or the number of clients is not what it was. */
  changed: boolean
  /** When it booted, if it has since its answer before. */
  rebootedAt: Date | null
  /** For an alert that this opens. */
  residentsAffected: number | null
}

/**
 * Writes a sample of each result, and of those that say more (most polls say that all is as it was) the hotspot's health,
 * and alerts that open or close, in one transaction; tells every process what changed; then ends the sessions at hotspots
 * that rebooted.
 */
export async function storeResults(db: Database, results: Results): Promise<void> {
  const newest = newestOfWhole(results)
  const alertEvents = await inTransaction(db, async (client) => {
    await addSamples(client, results)
    await noteLate(
      client,
      results.map(({ at }) => at),
    )
    if (newest.length === 0) return []
    await setHealth(client, newest)
    return openAndCloseAlerts(client, newest.filter(hasChanged(results)))
  })
  const changed = [...new Set(results.filter((result) => result.changed).map(({ hotspotId }) => hotspotId))]
  // Before the sessions, which may fail: these are stored already.
  await publish(db, ...alertEvents, ...healthEvents(changed))
  const reboots = results.flatMap(({ hotspotId, rebootedAt: at }) => (at ? [{ hotspotId, at }] : []))
  if (reboots.length > 0) await announceEnded(db, await endSessionsAtReboot(db, reboots))
}

type Results = readonly PollResult[]

/** The newest result of each hotspot of which one at least is to be written whole. */
function newestOfWhole(results: Results): PollResult[] {
  const ids = new Set(results.filter(({ whole }) => whole).map(({ hotspotId }) => hotspotId))
  if (ids.size === 0) return []
  return [...new Map(results.map((result) => [result.hotspotId, result])).values()].filter(({ hotspotId }) =>
    ids.has(hotspotId),
  )
}

async function addSamples(client: pg.ClientBase, results: Results): Promise<void> {
  await client.query({
    name: 'add samples',
    text: `insert into samples (hotspot_id, at, reachable, uptime_seconds, load, memory_used, clients, in_bps, out_bps)
     select * from unnest($1::integer[], $2::timestamptz[], $3::boolean[], $4::integer[], $5::smallint[], $6::smallint[],
       $7::smallint[], $8::real[], $9::real[])
     on conflict do nothing`,
    values: [
      arrayOf(results, ({ hotspotId }) => hotspotId),
      arrayOf(results, ({ at }) => at),
      arrayOf(results, ({ reachable }) => reachable),
      arrayOf(results, ({ uptimeSeconds }) => atMost(MOST_INTEGER, uptimeSeconds)),
      arrayOf(results, ({ load }) => thousandths(load)),
      arrayOf(results, ({ memoryUsed }) => thousandths(memoryUsed)),
      arrayOf(results, ({ clients }) => atMost(MOST_SMALLINT, clients)),
      arrayOf(results, ({ inBps }) => rounded(inBps)),
      arrayOf(results, ({ outBps }) => rounded(outBps)),
    ],
  })
}

/** @param newest one result of each hotspot */
async function setHealth(client: pg.ClientBase, newest: Results): Promise<void> {
  await client.query({
    name: 'set health',
    text: `insert into hotspot_health as health (hotspot_id, last_polled_at, last_answered_at, state, cause, since, failures,
       profile, troubles, uptime_seconds, load, memory_used, clients, in_bps, out_bps, radios, counters)
     select id, at, case when reachable then at end, state, cause, since, failures, profile, troubles, uptime_seconds,
       load, memory_used, clients, in_bps, out_bps, radios, counters
     from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::text[], $5::text[], $6::timestamptz[],
       $7::integer[], $8::text[], $9::real[], $10::jsonb[], $11::jsonb[], $12::bigint[], $13::real[], $14::real[],
       $15::integer[], $16::float8[], $17::float8[]) as given (id, at, reachable, state, cause, since, failures, profile,
       troubles, radios, counters, uptime_seconds, load, memory_used, clients, in_bps, out_bps)
     on conflict (hotspot_id) do update set
       last_polled_at = excluded.last_polled_at,
       last_answered_at = coalesce(excluded.last_answered_at, health.last_answered_at),
       state = excluded.state, cause = excluded.cause, since = excluded.since, failures = excluded.failures,
       profile = excluded.profile, troubles = excluded.troubles, uptime_seconds = excluded.uptime_seconds,
       load = excluded.load, memory_used = excluded.memory_used, clients = excluded.clients,
       in_bps = excluded.in_bps, out_bps = excluded.out_bps, radios = excluded.radios, counters = excluded.counters`,
    values: [
      arrayOf(newest, ({ hotspotId }) => hotspotId),
      arrayOf(newest, ({ at }) => at),
      arrayOf(newest, ({ reachable }) => reachable),
      arrayOf(newest, ({ health }) => health.state),
      arrayOf(newest, ({ health }) => health.cause),
      arrayOf(newest, ({ health }) => new Date(health.since)),
      arrayOf(newest, ({ health }) => health.failures),
      arrayOf(newest, ({ profile }) => profile),
      arrayOf(newest, ({ troubles }) => troubles),
      arrayOf(newest, ({ radios }) => (radios.length > 0 ? JSON.stringify(radios) : null)),
      arrayOf(newest, ({ memory }) => memory && JSON.stringify(memory)),
      arrayOf(newest, ({ uptimeSeconds }) => atMost(MOST_INTEGER, uptimeSeconds)),
      arrayOf(newest, ({ load }) => atMost(MOST_REAL, load)),
      arrayOf(newest, ({ memoryUsed }) => memoryUsed),
      arrayOf(newest, ({ clients }) => atMost(MOST_SMALLINT, clients)),
      arrayOf(newest, ({ inBps }) => inBps),
      arrayOf(newest, ({ outBps }) => outBps),
    ],
  })
}

/** Whether a state began in these results: what all evidence says of one that goes on is weighed in `evidence/`. */
function hasChanged(results: Results): (result: PollResult) => boolean {
  const firstAt = new Map([...results].reverse().map(({ hotspotId, at }) => [hotspotId, at.getTime()]))
  return ({ hotspotId, health }) => health.since >= firstAt.get(hotspotId)!
}

/** Closes the alerts that are over, and opens those that have begun. @returns the events that tell of them */
async function openAndCloseAlerts(client: pg.ClientBase, newest: Results): Promise<PlazaEvent[]> {
  // An alert is open exactly while its kind is the hotspot's state; a hotspot of unknown state keeps what it has.
  const decided = newest.filter(({ health }) => health.state !== 'unknown')
  const closed = await client.query<{ id: number; hotspot_id: number }>(
    `update alerts set closed_at = given.at
     from unnest($1::bigint[], $2::text[], $3::timestamptz[]) as given (hotspot_id, state, at)
     where alerts.hotspot_id = given.hotspot_id and alerts.closed_at is null and alerts.kind <> given.state
     returning alerts.id, alerts.hotspot_id`,
    [decided.map(({ hotspotId }) => hotspotId), decided.map(({ health }) => health.state), decided.map(({ at }) => at)],
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
  return [...alertsOf(closed.rows, 'closed'), ...alertsOf(opened.rows, 'opened')]
}

const alertsOf = (rows: Array<{ id: number; hotspot_id: number }>, change: 'opened' | 'closed'): PlazaEvent[] =>
  rows.map(({ id, hotspot_id }) => ({ type: 'alert', id, hotspotId: hotspot_id, change }))

/** What the columns hold: an agent that says more must not cost the others of its batch theirs. */
const [MOST_SMALLINT, MOST_INTEGER, MOST_REAL] = [32_767, 2 ** 31 - 1, 3e38]

const atMost = (most: number, value: number | null) => (value === null ? null : Math.min(value, most))

const thousandths = (value: number | null) =>
  value === null ? null : Math.min(MOST_SMALLINT, Math.round(value * 1000))

/** bit/s: parts of one are nothing, and take long to be written. */
const rounded = (value: number | null) => (value === null ? null : Math.round(value))
