import type pg from 'pg'

/** Fewer changed rows leave what the planner knows near enough. */
const MANY = 1000

/**
 * Has PostgreSQL count its tables again after many rows were changed, within the caller's transaction. Until autovacuum
 * comes by, a minute or more later, it would plan as if they were still empty: minutes for what takes milliseconds.
 */
export async function countAgain(client: Pick<pg.ClientBase, 'query'>, changed: number): Promise<void> {
  if (changed >= MANY) await client.query('analyze hotspots, hotspot_calls, agents, sites, neighbourhoods')
}
