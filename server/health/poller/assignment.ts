import type { Database } from '../../database/connection.ts'
import { hotspotsWithAgent, type SnmpTarget, snmpTargets } from '../../network/snmp-targets.ts'
import type { Sealer } from '../../sealing.ts'
import { pollTargets } from '../metrics.ts'
import { loadAgentStates } from '../parents/store.ts'
import type { Learned } from '../profiles/learned.ts'
import type { Reading } from '../readings/agent-reading.ts'
import type { Discovery } from '../snmp/client.ts'
import type { SnmpEngine, SnmpTiming } from '../snmp/engine.ts'
import type { Calendar } from './calendar.ts'
import { loadPlans, type StoredPlan } from './plans.ts'
import { loadPollStates, type PollState, resetUnpolled } from './poll-state.ts'
import { nextMoment, phaseOf } from './schedule.ts'
import { steadyNow } from './steady-clock.ts'
import { isAskedAlike, type Tracked, withoutLearned } from './tracked.ts'

/** What one process polls: the agents of its shards, by their ids. */
export interface Assignment {
  shards: readonly number[]
  agents: Map<number, Tracked>
}

export const noAssignment = (): Assignment => ({ shards: [], agents: new Map() })

/** Agents that were never polled are polled first within so long (ms), or at this rate: each is walked. */
const FIRST_POLL_MS = 5000
const DISCOVERED_A_SECOND = 300

interface Context {
  db: Database
  sealer: Sealer
  shardCount: number
  intervalMs: number
  timing: SnmpTiming
  engine: SnmpEngine
  discovery: Discovery<Reading, Learned>
  calendar: Calendar
  assignment: Assignment
}

/** What others left of an agent that is new here. */
interface Left {
  states: ReadonlyMap<number, PollState>
  plans: ReadonlyMap<number, StoredPlan>
  /** Of the agents themselves. */
  own: ReadonlyMap<number, PollState>
}

/** Polls these shards from now on: reads their agents, and what others left of those gained. */
export async function assign(context: Context, shards: readonly number[]): Promise<void> {
  const { db, sealer, shardCount, calendar } = context
  const targets = await snmpTargets(db, sealer, shards, shardCount)
  const known = context.assignment.agents
  const gained = targets.filter(({ agentId }) => !known.has(agentId))
  const gainedIds = gained.map(({ agentId }) => agentId)
  const [states, plans, own] = await Promise.all([
    loadPollStates(
      db,
      targets.flatMap(({ agentId, hotspots }) =>
        hotspots.map(({ id }) => id).filter((id) => !known.get(agentId)?.states.has(id)),
      ),
    ),
    loadPlans(db, gainedIds),
    loadAgentStates(db, gainedIds),
  ])
  // Taken over at once: polls go on while the database is asked, and change what there is by now.
  const before = context.assignment.agents
  const agents = new Map(
    targets.map((target): [number, Tracked] => {
      const tracked = before.get(target.agentId)
      return [
        target.agentId,
        tracked ? kept(context, tracked, target, states) : made(context, target, { states, plans, own }),
      ]
    }),
  )
  context.assignment = { shards: [...shards], agents }
  for (const id of before.keys()) if (!agents.has(id)) calendar.remove(id)
  setFirstPolls(context, before)
  pollTargets.set(agents.size)
  if (shards.length > 0) await resetUnpolled(db, await hotspotsWithAgent(db))
}

/** An agent that was polled before goes on where it was; at another address it begins anew. */
function kept(
  { engine, timing }: Context,
  tracked: Tracked,
  target: SnmpTarget,
  loaded: ReadonlyMap<number, PollState>,
): Tracked {
  if (!isAskedAlike(tracked.target, target)) {
    tracked.client = engine.client(target, timing)
    tracked.plan = undefined
  }
  tracked.target = target
  tracked.states = statesOf(target, new Map([...loaded, ...tracked.states]))
  return tracked
}

function made({ engine, timing, discovery }: Context, target: SnmpTarget, left: Left): Tracked {
  const stored = left.plans.get(target.agentId)
  const states = statesOf(target, left.states)
  const own = left.own.get(target.agentId)
  const plan = stored && discovery.plan(stored.learned)
  return {
    target,
    client: engine.client(target, timing),
    ...{ states, own },
    plan: plan && withoutLearned(plan),
    discoveredAt: steadyNow() - (stored?.age ?? 0),
    failures: Math.max(
      0,
      ...[...states.values(), ...(own ? [own] : [])].map(({ health }) =>
        health.cause === 'no-answer' ? health.failures : 0,
      ),
    ),
  }
}

const statesOf = ({ hotspots }: SnmpTarget, states: ReadonlyMap<number, PollState>): Map<number, PollState> =>
  new Map(
    hotspots.flatMap(({ id }) => {
      const state = states.get(id)
      return state ? [[id, state] as const] : []
    }),
  )

/** Agents that are new here: at their moment of the interval, or soon where they were never polled. */
function setFirstPolls({ assignment, calendar, intervalMs }: Context, before: ReadonlyMap<number, Tracked>): void {
  const now = steadyNow()
  const gained = [...assignment.agents].filter(([id]) => !before.has(id))
  const unknown = gained.filter(([, { plan }]) => !plan).length
  const within = Math.max(Math.min(intervalMs, FIRST_POLL_MS), (unknown / DISCOVERED_A_SECOND) * 1000)
  for (const [id, { plan }] of gained)
    calendar.set(id, plan ? nextMoment(id, intervalMs, now) : now + phaseOf(id, within))
}
