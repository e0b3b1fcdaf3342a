import type { Database } from '../../database/connection.ts'
import { agentsKnown } from '../../network/fragments.ts'

/** What discovery learned of an agent, and when (by the database's clock). */
export interface StoredPlan {
  learned: unknown
  /** ms ago. */
  age: number
}

/** What was learned of these agents, by this process or another: after a restart they are polled at once. */
export async function loadPlans(
  { pool }: Pick<Database, 'pool'>,
  agentIds: readonly number[],
): Promise<Map<number, StoredPlan>> {
  if (agentIds.length === 0) return new Map()
  const { rows } = await pool.query<StoredPlan & { agent_id: number }>(
    `select agent_id, learned, extract(epoch from now() - discovered_at)::float8 * 1000 as age from poll_plans
     where agent_id = any($1::bigint[])`,
    [agentIds],
  )
  return new Map(rows.map(({ agent_id, learned, age }) => [agent_id, { learned, age }]))
}

/** Agents that were removed meanwhile are passed over. */
export async function savePlans({ pool }: Pick<Database, 'pool'>, plans: ReadonlyMap<number, unknown>): Promise<void> {
  if (plans.size === 0) return
  await pool.query(
    `insert into poll_plans (agent_id, learned, discovered_at)
     select agent_id, learned, now() from unnest($1::bigint[], $2::jsonb[]) as given (agent_id, learned)
     where exists (select from ${agentsKnown} as known where known.id = agent_id)
     on conflict (agent_id) do update set learned = excluded.learned, discovered_at = excluded.discovered_at`,
    [[...plans.keys()], [...plans.values()].map((learned) => JSON.stringify(learned))],
  )
}
