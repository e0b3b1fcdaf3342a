import type { Database } from '../../database/connection.ts'
import { type SnmpTarget, snmpTargets } from '../../network/snmp-targets.ts'
import type { Sealer } from '../../sealing.ts'
import { pollTargets } from '../metrics.ts'
import { loadPollStates, type PollState, resetUnpolled } from './poll-state.ts'
import { phaseOf } from './schedule.ts'

/** What one process polls: the targets of its shards, by the hotspot's id. */
export interface Assignment {
  shards: readonly number[]
  targets: Map<number, SnmpTarget>
  states: Map<number, PollState>
  /** When hotspots that were never polled are polled first, ms since 1970. */
  firstPolls: Map<number, number>
}

export const noAssignment = (): Assignment => ({
  shards: [],
  targets: new Map(),
  states: new Map(),
  firstPolls: new Map(),
})

/** A hotspot that was never polled waits at most this long (ms) for its first poll. */
const FIRST_POLL_MS = 5000

interface Context {
  db: Database
  sealer: Sealer
  shardCount: number
  intervalMs: number
  assignment: Assignment
}

/** Polls these shards from now on: reads their targets, and the states that others left of those gained. */
export async function assign(context: Context, shards: readonly number[]): Promise<void> {
  const { db, sealer, shardCount, intervalMs } = context
  const gained = shards.filter((shard) => !context.assignment.shards.includes(shard))
  const [found, loaded] = await Promise.all([
    snmpTargets(db, sealer, shards, shardCount),
    loadPollStates(db, gained, shardCount),
  ])
  // Taken over at once: polls go on while the database is asked, and change what there is by now.
  const before = context.assignment
  const targets = new Map(found.map((target) => [target.hotspotId, target]))
  const states = new Map([...before.states, ...loaded].filter(([id]) => targets.has(id)))
  const firstWithin = Math.min(intervalMs, FIRST_POLL_MS)
  const firstPolls = new Map(
    found
      .filter(({ hotspotId }) => !states.has(hotspotId))
      .map(({ hotspotId: id }) => [id, before.firstPolls.get(id) ?? Date.now() + phaseOf(id, firstWithin)]),
  )
  context.assignment = { shards: [...shards], targets, states, firstPolls }
  pollTargets.set(targets.size)
  if (shards.length > 0) await resetUnpolled(db, shards, shardCount, [...targets.keys()])
}
