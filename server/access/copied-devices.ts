import { inOneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { removeDevice } from '../directory/devices/devices.ts'
import { levelOf } from '../directory/residents.ts'
import { startDisconnectRun } from '../sessions/disconnects/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../sessions/disconnects/dynamic-authorization.ts'
import { type DeviceAtOnce, devicesAtOnce } from '../sessions/findings.ts'
import type { Policy } from './policies/policies.ts'
import type { CurrentRules } from './policies/rules.ts'

type Rules = Pick<CurrentRules, 'policyOf' | 'policyAmong' | 'somePolicy'>

const signsIn = ({ copiedDevices }: Policy): boolean => copiedDevices === 'sign-in'

/**
 * Has devices that are online at several gateways at once sign in anew, where the policy of a place where they are says
 * so: whoever copied an address has no account. Each is forgotten, and its sessions are asked to end. Only sessions count
 * that Plaza let in: else a gateway that tells of devices which it has not would have their residents sign in.
 *
 * @param since as in `sessions/silence.ts`
 * @returns how many devices
 */
export async function forgetCopiedDevices(deps: DynamicAuthorizationDeps, rules: Rules, since: Date): Promise<number> {
  if (!rules.somePolicy(signsIn)) return 0
  const { db, registry } = deps
  const policyAt = ({ gatewayId, hotspotId }: DeviceAtOnce['places'][number], level: string | null) =>
    hotspotId === null
      ? rules.policyAmong(registry.groupsAt(gatewayId), level)
      : rules.policyOf(registry.hotspot(hotspotId)?.groupId, level)
  let forgotten = 0
  for (const { mac, residentId, places } of await devicesAtOnce(db, since, { countsForSomebody: true })) {
    if (residentId === null) continue
    const level = await levelOf(db, residentId)
    if (!places.some((place) => signsIn(policyAt(place, level)))) continue
    // Once: a gateway that does not end its session is not asked again and again.
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
