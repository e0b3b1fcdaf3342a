import type { Database } from '../../database/connection.ts'
import { type AgentHealth, healthOfAgents } from '../../health/parents/views.ts'
import { addressOf, type ListedAgent } from '../../network/agents/agents.ts'
import { childrenOf } from '../../network/agents/children.ts'
import { type JsonOption, printRows } from '../terminal/output.ts'

interface Shown extends ListedAgent {
  parentOf: string[]
  health: AgentHealth | null
}

/** Prints agents, with what hangs on each and how it is. @param none what is said where there are none */
export async function printAgents(
  db: Pick<Database, 'pool'>,
  agents: readonly ListedAgent[],
  options: JsonOption,
  none = '',
): Promise<void> {
  const ids = agents.map(({ id }) => id)
  const [children, health] = [await childrenOf(db, ids), await healthOfAgents(db, ids)]
  const rows = agents.map((agent) => ({
    ...agent,
    ...{ parentOf: children.get(agent.id) ?? [], health: health.get(agent.id) ?? null },
  }))
  printRows(rows, options, row, none)
}

const row = (agent: Shown) => ({
  ...{ agent: agent.id, address: addressOf(agent), name: agent.name, kind: agent.kind },
  ...{ credential: agent.credential, uplink: agent.uplink, hotspots: agent.hotspots },
  ...{ 'parent of': agent.parentOf.join(', ') || null, state: agent.health && stateWords(agent.health) },
})

const stateWords = ({ state, cause, charge }: AgentHealth): string =>
  [state, cause, charge === null ? null : `charge ${Math.round(charge * 100)} %`]
    .filter((word) => word !== null)
    .join(', ')
