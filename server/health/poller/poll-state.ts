import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, publish } from '../../database/events/events.ts'
import { healthEvents } from '../health-events.ts'
import type { Counters } from '../readings/rates.ts'
import { type Health, unknownHealth } from '../state.ts'

/** What of the last answer the next poll needs. */
export interface PollMemory {
  counters: Counters
  /** When they were read by the system's clock, ms since 1970: the counters' own time is of one process's clock. */
  answeredAt: number
  uplink: string | null
}

/** What the polls so far have left of a hotspot for the next one. */
export interface PollState {
  health: Health
  profile: string | null
  memory: PollMemory | null
  clients: number | null
  /** When more than a sample was written of it last, ms since 1970; absent: not by this process. */
  writtenAt?: number | undefined
}

/** The states that earlier polls, of this process or another, left of these hotspots; none for those never polled. */
export async function loadPollStates(
  { pool }: Pick<Database, 'pool'>,
  hotspotIds: readonly number[],
): Promise<Map<number, PollState>> {
  if (hotspotIds.length === 0) return new Map()
  const { rows } = await pool.query<Row>(
    `select hotspot_id, state, cause, since, failures, profile, counters, clients from hotspot_health
     where hotspot_id = any($1::bigint[])`,
    [hotspotIds],
  )
  return new Map(rows.map((row) => [row.hotspot_id, stateOf(row)]))
}

interface Row {
  hotspot_id: number
  state: Health['state']
  cause: Health['cause']
  since: Date
  failures: number
  profile: string | null
  counters: PollMemory | null
  clients: number | null
}

function stateOf({ state, cause, since, failures, profile, counters: memory, clients }: Row): PollState {
  const health: Health = { ...unknownHealth(since.getTime()), state, cause, failures }
  // Written by another process's steady clock; the system's is what both have.
  const counters = memory && { ...memory.counters, at: memory.answeredAt }
  return { health, profile, memory: memory && counters ? { ...memory, counters } : null, clients }
}

/**
 * Hotspots that are polled no more (retired, or without an agent), and of which no controller tells: their state is unknown,
 * their alerts are closed.
 *
 * @param polled all that are, by whatever process
 */
export async function resetUnpolled(db: Database, polled: readonly number[]): Promise<void> {
  const { rows } = await db.pool.query<{ hotspot_id: number; alert: number | null }>(
    `with gone as (
       update hotspot_health set state = 'unknown', cause = null, since = now(), failures = 0, clients = null, in_bps = null,
         out_bps = null, troubles = null, radios = null, counters = null
       where state <> 'unknown' and not exists (select from unnest($1::bigint[]) as polled (id) where id = hotspot_id)
         and not exists (select from controller_words told where told.hotspot_id = hotspot_health.hotspot_id)
       returning hotspot_id
     ), closed as (
       update alerts set closed_at = now() where closed_at is null and hotspot_id in (select hotspot_id from gone)
       returning id, hotspot_id
     )
     select gone.hotspot_id, closed.id as alert from gone left join closed using (hotspot_id)`,
    [polled],
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
