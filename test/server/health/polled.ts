import type { PollPlan, SnmpClient } from '../../../server/health/snmp/client.ts'

/** What a plan reads when its objects are asked for, as the poller asks. */
export async function pollOf<Reading>(
  plan: PollPlan<Reading, unknown>,
  client: SnmpClient,
): Promise<Reading | undefined> {
  const values = await client.get(plan.oids)
  return plan.reading(values, plan.walks && (await client.walk(plan.walks)).values)
}
