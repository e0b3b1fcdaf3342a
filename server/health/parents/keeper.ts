import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import type { Tracked } from '../poller/tracked.ts'
import { type Answered, resultOf } from '../readings/results.ts'
import type { Tolerance } from '../state.ts'
import { type AgentResult, storeAgentHealth } from './store.ts'

/** Keeps how the agents themselves are of what is no access point: of controllers, gateways, switches, routers and UPS. */
export interface AgentKeeper {
  /** Takes in what a poll of an agent has given. Never waits and never throws. @param answer undefined: nothing */
  take(tracked: Tracked, answer: Answered | undefined): void
  /** Stores what waits; while the database is away it is kept for the next time. */
  flush(): Promise<void>
}

export function createAgentKeeper(db: Pick<Database, 'pool'>, log: Log, tolerance: Tolerance): AgentKeeper {
  let waiting = new Map<number, AgentResult>()
  return {
    take(tracked, answer) {
      const { agentId, kind } = tracked.target
      if (kind === 'access-point') return
      const result = resultOf(agentId, tracked.own, answer, Date.now(), tolerance)
      const { health, profile, memory, clients } = result
      tracked.own = { health, profile, memory, clients }
      waiting.set(agentId, { ...result, ups: answer?.ups ?? null })
    },
    async flush() {
      const batch = waiting
      waiting = new Map()
      await storeAgentHealth(db, batch).catch((error) => {
        waiting = new Map([...batch, ...waiting])
        log.warn({ err: error }, 'how agents are is not kept yet')
      })
    },
  }
}
