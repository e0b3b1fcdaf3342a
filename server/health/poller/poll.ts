import { discoverAgent } from '../profiles/discover.ts'
import { loadProfiles, type Profiles } from '../profiles/index.ts'
import type { Learned } from '../profiles/learned.ts'
import type { Reading } from '../readings/agent-reading.ts'
import type { Answered } from '../readings/results.ts'
import type { PollPlan, SnmpClient } from '../snmp/client.ts'
import { openSnmpSession, type SnmpAddress, type SnmpSession, type SnmpTiming } from './snmp-session.ts'

export type Plan = PollPlan<Reading, Learned>

export interface PollOptions {
  /** By which agents are read; default Plaza's own. */
  profiles?: Profiles | undefined
  /** What is asked for; without one, or where it does not fit any more, the agent is discovered. */
  plan?: Plan | undefined
  /** Ends the poll at once. */
  signal?: AbortSignal | undefined
}

let ours: Profiles | undefined

/**
 * Asks one agent what its plan says, or everything, and gives the plan for the next time.
 *
 * @throws {NoAnswer} when it does not answer its first request
 */
export async function poll(
  target: SnmpAddress,
  timing: SnmpTiming,
  { profiles, plan, signal }: PollOptions = {},
): Promise<Answered & { plan: Plan }> {
  const session = openSnmpSession(target, timing, signal)
  const start = performance.now()
  let responseMs = 0
  const client = clientOf(session, () => {
    responseMs ||= performance.now() - start
  })
  try {
    const planned = plan && (await askPlanned(client, plan))
    if (plan && planned) return { ...planned, responseMs, plan }
    ours ??= loadProfiles()
    const discovered = await discoverAgent(profiles ?? ours, client)
    return { ...discovered.reading, responseMs, plan: discovered.plan }
  } finally {
    session.close()
  }
}

async function askPlanned(client: SnmpClient, plan: Plan): Promise<Reading | undefined> {
  const values = await client.get(plan.oids)
  const walks = plan.walks ? await client.walk(plan.walks) : undefined
  if (walks?.complete)
    for (const [column, cells] of walks.values)
      for (const [index, value] of cells) values.set(`${column}.${index}`, value)
  return plan.reading(values)
}

/** @param answered told of each answer */
function clientOf(session: SnmpSession, answered: () => void): SnmpClient {
  return {
    async get(oids) {
      const values = await session.get(oids)
      answered()
      return values
    },
    next: (oid) => session.next(oid),
    walk: (roots) => session.columns(roots),
  }
}
