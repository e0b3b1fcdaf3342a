import { audit } from '../directory/audit.ts'
import { sendDisconnects } from './disconnect.ts'
import { claimOfNobody } from './disconnects.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'

/**
 * Ends the sessions that an emergency let in, once it has ended early; those of residents go on. One that ends at its
 * time needs nothing: its sessions were given no longer (Session-Timeout).
 *
 * @param hotspotIds where it was; undefined: everywhere
 * @returns how many sessions their gateways were asked to end
 */
export async function endEmergencySessions(
  deps: DynamicAuthorizationDeps,
  { id, startedAt, hotspotIds }: { id: number; startedAt: Date; hotspotIds: ReadonlySet<number> | undefined },
): Promise<number> {
  const claimed = await claimOfNobody(deps.db, startedAt, hotspotIds && [...hotspotIds])
  let ended = 0
  await sendDisconnects(deps, claimed, (_, { outcome }) => {
    if (outcome === 'ack') ended += 1
  })
  if (claimed.length > 0) {
    const detail = { sessions: claimed.length, ended }
    await audit(deps.db, { kind: 'system' }, 'emergency.disconnected', `emergency ${id}`, detail)
  }
  return claimed.length
}
