import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, publish } from '../../database/events/events.ts'
import { healthEvents } from '../health-events.ts'
import type { Counters } from '../readings/rates.ts'
import { type Health, unknownHealth } from '../state.ts'

/** What of the last answer the next poll needs. */
export interface PollMemory {
  counters: Counters
  uplink: string | null
}

/** What the polls so far have left of a hotspot for the next one. */
export interface PollState {
  health: Health
  profile: string | null
  memory: PollMemory | null
  clients: number | null
}

/** The states that earlier polls, of this process or another, left; none for hotspots never polled. */
export async function loadPollStates(
  { query }: Pick<Database, 'query'>,
  shards: readonly number[],
  shardCount: number,
): Promise<Map<number, PollState>> {
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
      const state: PollState = {
        health,
        profile: row.profile,
        memory: row.counters as PollMemory | null,
        clients: row.clients,
      }
      return [row.hotspot_id, state]
    }),
  )
}

/**
 * Hotspots of these shards that are polled no more (retired, or without an agent): their state is unknown, their alerts
 * are closed.
 */
export async function resetUnpolled(
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
