import type { Database } from '../../../server/database/connection.ts'
import { listAgents, type NewAgent, putAgents } from '../../../server/network/agents/agents.ts'
import { childrenOf, setChildren } from '../../../server/network/agents/children.ts'
import { putCredentials, type SnmpCredential } from '../../../server/network/agents/credentials.ts'
import { changeHotspots } from '../../../server/network/hotspots/change.ts'
import { agentWords, hotspotRecords } from '../../../server/network/hotspots/record.ts'
import type { Sealer } from '../../../server/sealing.ts'

/** An agent of the demo, and what of the city is asked through it or hangs on it. */
export interface DemoEquipment extends Omit<NewAgent, 'credentialId' | 'name'> {
  name: string
  credential: SnmpCredential
  /** Hotspots that are asked through it, by what it knows each. */
  hotspots: ReadonlyArray<{ id: number; key: string | null }>
  /** Hotspots that hang on it. */
  children: readonly number[]
}

/** Stores them where they are new, or have moved to another port; all that is as it was stays untouched. */
export async function storeEquipment(db: Database, sealer: Sealer, all: readonly DemoEquipment[]): Promise<void> {
  for (const { name, credential, host, port, kind, hotspots, children } of all) {
    const known = (await listAgents(db, { host })).find((one) => one.credential === name)
    const [credentialId = 0] = known ? [known.credentialId] : await putCredentials(db, sealer, [{ name, credential }])
    const [agentId = 0] =
      known?.port === port ? [known.id] : await putAgents(db, [{ host, port, credentialId, kind, name }])
    const records = await hotspotRecords(
      db,
      hotspots.map(({ id }) => id),
    )
    const agent = agentWords({ host, port, credential: name })
    const changes = hotspots.flatMap(({ id, key }) => {
      const before = records.get(id)!
      const isSame = before.agentId === agentId && before.agentKey === key
      return isSame ? [] : [{ before, after: { ...before, agentId, agent, agentKey: key } }]
    })
    if (changes.length > 0) await changeHotspots(db, changes, { staffId: null, action: 'edit' })
    if (children.length > 0 && !(await childrenOf(db, [agentId])).has(agentId))
      await setChildren(db, agentId, children.map(String))
  }
}
