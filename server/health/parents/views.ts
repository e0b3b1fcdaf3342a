import type { Database } from '../../database/connection.ts'
import type { HealthState } from '../tables.ts'

/** How an agent of what is no access point is, as it says itself. */
export interface AgentHealth {
  state: HealthState
  cause: string | null
  since: Date
  uptimeSeconds: number | null
  /** Packets a second with errors or discarded at its uplink. */
  troubles: number | null
  onBattery: boolean | null
  /** Share of 1. */
  charge: number | null
  lastsSeconds: number | null
}

/** Of those of these agents that were asked. */
export async function healthOfAgents(
  { pool }: Pick<Database, 'pool'>,
  agentIds: readonly number[],
): Promise<Map<number, AgentHealth>> {
  const { rows } = await pool.query<AgentHealth & { id: number }>(
    `select agent_id as id, state, cause, since, uptime_seconds as "uptimeSeconds", troubles, on_battery as "onBattery",
       charge, lasts_seconds as "lastsSeconds" from agent_health where agent_id = any($1::bigint[])`,
    [agentIds],
  )
  return new Map(rows.map(({ id, ...health }) => [id, health]))
}
