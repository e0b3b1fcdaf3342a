import { discoverAgent } from '../profiles/discover.ts'
import { loadProfiles, type Profiles } from '../profiles/index.ts'
import type { Answered } from '../readings/results.ts'
import type { Columns, SnmpClient } from '../snmp/client.ts'
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

/** A column whose walk does not end is absent, and costs no other. */
async function walked(client: SnmpClient, columns: readonly string[]): Promise<Columns> {
  const { values, complete } = await client.walk(columns)
  if (complete) return values
  const whole: Columns = new Map()
  for (const column of columns) {
    const alone = await client.walk([column])
    if (alone.complete) whole.set(column, alone.values.get(column)!)
  }
  return whole
}
