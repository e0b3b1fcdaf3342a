import type { SnmpTarget } from '../../network/snmp-targets.ts'
import type { Learned } from '../profiles/learned.ts'
import type { Reading } from '../readings/agent-reading.ts'
import type { PollPlan } from '../snmp/client.ts'
import type { AgentClient } from '../snmp/engine.ts'
import type { PollState } from './poll-state.ts'

/** What this process knows of one agent between its polls. */
export interface Tracked {
  target: SnmpTarget
  client: AgentClient
  /** By hotspot. */
  states: Map<number, PollState>
  /** Of the agent itself, where it is no access point's; undefined until it was polled. */
  own: PollState | undefined
  /** Undefined until it was discovered. */
  plan: Plan | undefined
  /** When it was discovered, of the steady clock. */
  discoveredAt: number
  /** Polls in a row that it did not answer. */
  failures: number
  /** It is being asked; `again`: it said meanwhile that something is new. */
  polling?: 'once' | 'again' | undefined
}

/** Whether an agent is asked in the same way as before. */
export const isAskedAlike = (before: SnmpTarget, after: SnmpTarget): boolean =>
  JSON.stringify({ ...before, hotspots: null }) === JSON.stringify({ ...after, hotspots: null })

/** What was learned is in the database: of it the uplink's name alone, where the operator had said which it is. */
export interface Plan extends Omit<PollPlan<Reading, Learned>, 'learned'> {
  named: string | null
}

export const withoutLearned = ({ learned, ...plan }: PollPlan<Reading, Learned>): Plan => ({
  ...plan,
  named: learned.named,
})
