import { auditAlone } from '../../directory/audit.ts'
import { sendDisconnects } from './disconnect.ts'
import { claimAtClosing, type SparedHotspots } from './disconnects.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'

/**
 * Disconnects the live sessions at hotspots of groups that are closed. Each was given no longer than until closing
 * (Session-Timeout): this stands behind gateways that do not keep it, and opening hours that were changed since.
 *
 * @param spared where an emergency is on
 * @returns how many sessions were disconnected, or tried to
 */
export async function endSessionsAtClosing(
  deps: DynamicAuthorizationDeps,
  closedGroups: readonly number[],
  spared: SparedHotspots = [],
): Promise<number> {
  if (closedGroups.length === 0 || spared === 'everywhere') return 0
  const claimed = await claimAtClosing(deps.db, closedGroups, spared)
  await sendDisconnects(deps, claimed, ({ sessionId }, answer) =>
    auditAlone(deps.db, { kind: 'system' }, 'session.disconnect', `session ${sessionId}`, {
      cause: 'closing',
      ...answer,
    }),
  )
  return claimed.length
}
