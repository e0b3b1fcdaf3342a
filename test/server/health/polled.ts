import type { PollPlan, SnmpClient } from '../../../server/health/snmp/client.ts'

/** What a plan reads when its objects are asked for, as the poller asks. */
export async function pollOf<Reading>(
  plan: PollPlan<Reading, unknown>,
  client: SnmpClient,
): Promise<Reading | undefined> {
  const values = await client.get(plan.oids)
  const { values: columns } = await client.walk(plan.walks ?? [])
  for (const [column, cells] of columns) for (const [index, value] of cells) values.set(`${column}.${index}`, value)
  return plan.reading(values)
}
