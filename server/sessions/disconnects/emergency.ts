import { auditAlone } from '../../directory/audit.ts'
import { sendDisconnects } from './disconnect.ts'
import { claimOfNobody, type SparedHotspots } from './disconnects.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'

/**
 * Ends the sessions that an emergency let in, once it has ended early; those of residents go on. One that ends at its
 * time needs nothing: its sessions were given no longer (Session-Timeout).
 *
 * @param hotspotIds where it was; undefined: everywhere
 * @param spared where another emergency is still on
 * @returns how many sessions their gateways were asked to end
 */
export async function endEmergencySessions(
  deps: DynamicAuthorizationDeps,
  { id, startedAt, hotspotIds }: { id: number; startedAt: Date; hotspotIds: ReadonlySet<number> | undefined },
  spared: SparedHotspots = [],
): Promise<number> {
  if (spared === 'everywhere') return 0
  const claimed = await claimOfNobody(deps.db, startedAt, hotspotIds && [...hotspotIds], spared)
  let ended = 0
  await sendDisconnects(deps, claimed, (_, { outcome }) => {
    if (outcome === 'ack') ended += 1
  })
  if (claimed.length > 0) {
    const detail = { sessions: claimed.length, ended }
    await auditAlone(deps.db, { kind: 'system' }, 'emergency.disconnected', `emergency ${id}`, detail)
  }
  return claimed.length
}
