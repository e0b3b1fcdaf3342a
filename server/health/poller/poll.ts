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
  const walks = plan.walks && (await walked(client, plan.walks))
  const reading = plan.reading(values, walks?.columns, walks?.cut)
  if (!reading) return undefined
  reading.counters.at = answeredAt
  return Object.assign(reading, { responseMs })
}

/** A walk that does not end costs no other; what it found until then is there. */
async function walked(client: SnmpClient, oids: readonly string[]): Promise<{ columns: Columns; cut: Set<string> }> {
  const { values: columns, complete } = await client.walk(oids)
  const cut = new Set<string>()
  if (complete) return { columns, cut }
  for (const oid of oids) {
    const alone = await client.walk([oid])
    columns.set(oid, alone.values.get(oid)!)
    if (!alone.complete) cut.add(oid)
  }
  return { columns, cut }
}
