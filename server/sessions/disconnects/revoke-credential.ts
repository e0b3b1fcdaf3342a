import { revokeDeviceCredential } from '../../directory/device-credentials.ts'
import { type DisconnectRun, startDisconnectRun } from './disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from './dynamic-authorization.ts'

/**
 * Revokes a device credential for good, and asks the gateways to end what the device that used it last has open: whoever
 * revokes a lost phone's wants it off now.
 *
 * @param residentId given: only theirs
 * @returns undefined where there is none to revoke; without `run` where no device has used it
 */
export async function revokeAndDisconnect(
  deps: DynamicAuthorizationDeps,
  { id, residentId }: { id: number; residentId?: number },
): Promise<{ run: DisconnectRun | undefined } | undefined> {
  const revoked = await revokeDeviceCredential(deps.db, id, residentId)
  if (!revoked) return undefined
  const { lastMac } = revoked
  return { run: lastMac === null ? undefined : await startDisconnectRun(deps, { device: lastMac }, null) }
}
