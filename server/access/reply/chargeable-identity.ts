import { createHmac } from 'node:crypto'
import { ChargeableUserIdentity, OperatorName, type Packet } from '../../../radius/index.ts'
import type { Sealer } from '../../sealing.ts'

/**
 * Names a resident to whoever runs the gateway, where an Access-Request asks for it: opaque, the same at every visit, and
 * another for each Operator-Name, so that two operators cannot compare notes (RFC 4372 section 2.1). Undefined where the
 * request does not ask.
 */
export function createChargeableIdentity(sealer: Sealer): (request: Packet, residentId: number) => Buffer | undefined {
  const key = sealer.key('chargeable-user-identity')
  return (request, residentId) => {
    if (!request.has(ChargeableUserIdentity)) return undefined
    const operator = request.get(OperatorName) ?? ''
    return Buffer.from(createHmac('sha256', key).update(`${residentId} ${operator}`).digest('base64url'))
  }
}
