import { inOneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { removeDevice } from '../directory/devices.ts'
import { startDisconnectRun } from '../sessions/disconnects/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { devicesAtOnce } from '../sessions/findings.ts'

/**
 * Has devices that are online at several gateways at once sign in anew: whoever copied an address has no account. Each
 * is forgotten, and its sessions are asked to end.
 *
 * @param since as in `sessions/silence.ts`
 * @returns how many devices
 */
export async function forgetCopiedDevices(deps: DynamicAuthorizationDeps, since: Date): Promise<number> {
  const { db } = deps
  let forgotten = 0
  for (const { mac, residentId } of await devicesAtOnce(db, since)) {
    // Once: a gateway that does not end its session is not asked again and again.
    if (residentId === null) continue
    const isForgotten = await inOneTransaction(db, async (one) => {
      if (!(await removeDevice(one, residentId, mac))) return false
      await audit(one, { kind: 'system' }, 'device.copied', `resident ${residentId}`)
      return true
    })
    if (!isForgotten) continue
    const { done } = await startDisconnectRun(deps, { device: mac }, null)
    done.catch((error) => deps.log.error({ err: error }, 'sessions of a copied device were not ended'))
    forgotten += 1
  }
  return forgotten
}
