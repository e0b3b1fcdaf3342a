import { createHash, randomBytes } from 'node:crypto'
import type { Sealer } from '../sealing.ts'

/** Whom an Access-Accept was for: rides in Class, and comes back with every accounting record (RFC 2865 section 5.25). */
export interface ClassToken {
  residentId: number
  deviceMac: string
  hotspotId: number | null
  /** Acct-Interim-Interval of the Access-Accept, seconds. */
  interimSeconds?: number | undefined
}

const PURPOSE = 'radius-class'
/** Tells Plaza's Class from others at a glance. */
const MARK = Buffer.from('pz1:')
const NONCE_OCTETS = 6

/**
 * The value of Class: encrypted and authenticated, so that it needs no table, tells gateways nothing and cannot be
 * forged. Each is different, so it tells apart the sessions of a gateway that counts Acct-Session-Id from 1 again after
 * a reboot. At most 253 octets.
 */
export function sealClass(sealer: Sealer, { residentId, deviceMac, hotspotId, interimSeconds }: ClassToken): Buffer {
  const nonce = randomBytes(NONCE_OCTETS).toString('base64url')
  const fields = [residentId, deviceMac, hotspotId ?? '', nonce, interimSeconds ?? '']
  return Buffer.concat([MARK, sealer.seal(fields.join('|'), PURPOSE)])
}

/** Reads a Class that {@link sealClass} made; undefined for any other. */
export function openClass(sealer: Sealer, value: Uint8Array): ClassToken | undefined {
  if (value.length <= MARK.length || MARK.compare(value, 0, MARK.length) !== 0) return undefined
  try {
    const fields = sealer.open(value.subarray(MARK.length), PURPOSE).split('|')
    const [residentId, deviceMac, hotspotId, , interimSeconds] = fields
    return {
      residentId: Number(residentId),
      deviceMac: deviceMac ?? '',
      hotspotId: hotspotId ? Number(hotspotId) : null,
      ...(interimSeconds ? { interimSeconds: Number(interimSeconds) } : {}),
    }
  } catch {
    return undefined
  }
}

/**
 * Tells the sessions of one gateway apart: by the Class of their Access-Accept and Acct-Session-Id; without a Class, by
 * Acct-Session-Id, device and NAS (several may share the gateway's network).
 */
export function sessionKey(session: {
  class: Uint8Array | undefined
  acctSessionId: string
  callingStationId: string | null
  nasIdentifier: string | null
  nasIp: string | null
}): string {
  const parts = session.class
    ? ['class', Buffer.from(session.class).toString('base64'), session.acctSessionId]
    : ['nas', session.acctSessionId, session.callingStationId, session.nasIdentifier, session.nasIp]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)
}
