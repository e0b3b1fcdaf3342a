import { discoverAgent } from '../profiles/discover.ts'
import { loadProfiles, type Profiles } from '../profiles/index.ts'
import type { Answered } from '../readings/results.ts'
import type { Columns, SnmpClient, Value } from '../snmp/client.ts'
import { steadyNow } from './steady-clock.ts'
import type { Plan } from './tracked.ts'

let ours: Profiles | undefined

/** Asks one agent everything, as when it is discovered. @throws {NoAnswer} when it does not answer its first request */
export async function poll(client: SnmpClient, profiles?: Profiles): Promise<Answered> {
  ours ??= loadProfiles()
  const start = performance.now()
  let responseMs = 0
  const timed: SnmpClient = {
    async get(oids) {
      const values = await client.get(oids)
      responseMs ||= performance.now() - start
      return values
    },
    next: (oid) => client.next(oid),
    walk: (roots) => client.walk(roots),
  }
  const { reading } = await discoverAgent(profiles ?? ours, timed)
  return { ...reading, responseMs }
}

/**
 * Asks one agent what its plan says.
 *
 * @returns undefined where what it answers does not fit what was discovered
 * @throws {NoAnswer}
 */
export async function pollByPlan(client: SnmpClient, plan: Plan): Promise<Answered | undefined> {
  const start = performance.now()
  const values = await client.get(plan.oids)
  const [answeredAt, responseMs] = [steadyNow(), performance.now() - start]
  const reading = plan.reading(values, plan.walks && (await walked(client, plan.walks)))
  if (!reading) return undefined
  reading.counters.at = answeredAt
  return Object.assign(reading, { responseMs })
}

/** A walk that does not end gives nothing, and costs no other. */
async function walked(client: SnmpClient, columns: readonly string[]): Promise<Columns> {
  const { values, complete } = await client.walk(columns)
  if (!complete) for (const column of columns) values.set(column, await wholeColumn(client, column))
  return values
}

async function wholeColumn(client: SnmpClient, column: string): Promise<Map<string, Value>> {
  const { values, complete } = await client.walk([column])
  return complete ? values.get(column)! : new Map()
}
