import type { Database } from '../../server/database/connection.ts'
import { putAgents } from '../../server/network/agents/agents.ts'
import { putCredentials } from '../../server/network/agents/credentials.ts'
import { changeHotspots } from '../../server/network/hotspots/change.ts'
import { agentWords, hotspotRecords } from '../../server/network/hotspots/record.ts'
import type { Sealer } from '../../server/sealing.ts'

/** A hotspot's own SNMP agent, told from the others behind its port by the community. */
export interface OwnAgent {
  hotspotId: number
  host: string
  port: number
  community: string
}

/** Hangs hotspots on agents of their own, each with a credential that goes by its community. */
export async function giveOwnAgents(db: Database, sealer: Sealer, given: readonly OwnAgent[]): Promise<void> {
  const credentialIds = await putCredentials(
    db,
    sealer,
    given.map(({ community }) => ({ name: community, credential: { version: '2c', community } })),
  )
  const agentIds = await putAgents(
    db,
    given.map(({ host, port }, index) => ({ host, port, credentialId: credentialIds[index]!, kind: 'access-point' })),
  )
  const records = await hotspotRecords(
    db,
    given.map(({ hotspotId }) => hotspotId),
  )
  const changes = given.map(({ hotspotId, host, port, community }, index) => {
    const before = records.get(hotspotId)!
    const agent = agentWords({ host, port, credential: community })
    return { before, after: { ...before, agentId: agentIds[index]!, agent } }
  })
  await changeHotspots(db, changes, { staffId: null, action: 'edit' })
}
