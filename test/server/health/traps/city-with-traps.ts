import { giveOwnAgents } from '../../../../scripts/demo/own-agents.ts'
import { startSnmpAgents } from '../../../../scripts/simulators/snmp/agent.ts'
import { startPoller } from '../../../../server/health/poller/poller.ts'
import { startTrapListener } from '../../../../server/health/traps/listener.ts'
import { silentLog } from '../../../../server/log.ts'
import { testSealer } from '../../../support/city.ts'
import { createTestDatabase } from '../../../support/database.ts'
import { makeHotspots, turnedAgent, until } from '../city-of-agents.ts'

export interface CityWithTraps {
  trapPort: number
  /** Of the one hotspot. */
  samples(): Promise<number>
  state(): Promise<string | undefined>
  close(): Promise<void>
}

/** An agent that was asked once, and would be asked again an hour later. */
export async function startCityWithTraps(): Promise<CityWithTraps> {
  const db = await createTestDatabase()
  const { agent } = turnedAgent()
  const agents = await startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf: () => agent })
  const [hotspotId = 0] = await makeHotspots(db, 1)
  await giveOwnAgents(db, testSealer, [{ hotspotId, host: '127.0.0.1', port: agents.port, community: 'city' }])
  const log = silentLog
  const parts = { config: { pollSeconds: 3600, sampleRetentionDays: 2 }, db, sealer: testSealer, log }
  const poller = await startPoller(parts, { writing: { flushMs: 20, retryMs: 50, capacity: 100 } })
  const listener = await startTrapListener({ db, sealer: testSealer, log }, { host: '127.0.0.1', port: 0 })
  const samples = async () => (await db.query.selectFrom('samples').select('at').execute()).length
  await until('the first sample', async () => (await samples()) > 0)
  return {
    trapPort: listener.port,
    samples,
    state: async () => (await db.query.selectFrom('hotspot_health').select('state').executeTakeFirst())?.state,
    async close() {
      await listener.close()
      await poller.close()
      await agents.close()
      await db.close()
    },
  }
}
