import type { Database } from '../../database/connection.ts'
import { agentsKnown } from '../../network/fragments.ts'
import type { PollState } from '../poller/poll-state.ts'
import type { Ups } from '../readings/agent-reading.ts'
import { type Health, unknownHealth } from '../state.ts'
import type { PollResult } from '../store.ts'

type Pool = Pick<Database, 'pool'>

/** What one poll means for the agent itself. */
export interface AgentResult extends PollResult {
  ups: Ups | null
}

/** Stores how agents are, by their ids; those that were removed meanwhile are passed over. */
export async function storeAgentHealth({ pool }: Pool, results: ReadonlyMap<number, AgentResult>): Promise<void> {
  if (results.size === 0) return
  const all = [...results.values()]
  await pool.query(
    `insert into agent_health as h (agent_id, last_polled_at, last_answered_at, state, cause, since, failures,
       uptime_seconds, load, memory_used, in_bps, out_bps, troubles, on_battery, charge, lasts_seconds)
     select id, at, case when reachable then at end, state, cause, since, failures, uptime_seconds, load, memory_used,
       in_bps, out_bps, troubles, on_battery, charge, lasts_seconds
     from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::text[], $5::text[], $6::timestamptz[], $7::integer[],
       $8::bigint[], $9::real[], $10::real[], $11::float8[], $12::float8[], $13::real[], $14::boolean[], $15::real[],
       $16::integer[]) as given (id, at, reachable, state, cause, since, failures, uptime_seconds, load, memory_used,
       in_bps, out_bps, troubles, on_battery, charge, lasts_seconds)
     where exists (select from ${agentsKnown} as known where known.id = given.id)
     on conflict (agent_id) do update set last_polled_at = excluded.last_polled_at,
       last_answered_at = coalesce(excluded.last_answered_at, h.last_answered_at), state = excluded.state,
       cause = excluded.cause, since = excluded.since, failures = excluded.failures,
       uptime_seconds = excluded.uptime_seconds, load = excluded.load, memory_used = excluded.memory_used,
       in_bps = excluded.in_bps, out_bps = excluded.out_bps,
       troubles = case when excluded.last_answered_at is not null then coalesce(excluded.troubles, h.troubles) end,
       on_battery = excluded.on_battery, charge = excluded.charge, lasts_seconds = excluded.lasts_seconds`,
    [
      [...results.keys()],
      ...[all.map(({ at }) => at), all.map(({ reachable }) => reachable)],
      ...[all.map(({ health }) => health.state), all.map(({ health }) => health.cause)],
      ...[all.map(({ health }) => new Date(health.since)), all.map(({ health }) => health.failures)],
      ...[all.map(({ uptimeSeconds }) => uptimeSeconds), all.map(({ load }) => load)],
      ...[all.map(({ memoryUsed }) => memoryUsed), all.map(({ inBps }) => inBps), all.map(({ outBps }) => outBps)],
      ...[all.map(({ troubles }) => troubles), all.map(({ ups }) => ups?.onBattery ?? null)],
      ...[all.map(({ ups }) => ups?.charge ?? null), all.map(({ ups }) => ups?.lastsSeconds ?? null)],
    ],
  )
}

/** The states that earlier polls, of this process or another, left of these agents themselves. */
export async function loadAgentStates({ pool }: Pool, agentIds: readonly number[]): Promise<Map<number, PollState>> {
  if (agentIds.length === 0) return new Map()
  const { rows } = await pool.query<Pick<Health, 'state' | 'cause' | 'failures'> & { id: number; since: Date }>(
    'select agent_id as id, state, cause, since, failures from agent_health where agent_id = any($1::bigint[])',
    [agentIds],
  )
  return new Map(
    rows.map(({ id, since, ...health }) => [
      id,
      { health: { ...unknownHealth(since.getTime()), ...health }, profile: null, memory: null, clients: null },
    ]),
  )
}
