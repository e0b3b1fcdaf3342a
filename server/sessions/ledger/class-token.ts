import { randomOctets } from '../../../radius/index.ts'
import { macNumber } from '../../mac.ts'
import { createRecent } from '../../recent.ts'
import type { Sealer } from '../../sealing.ts'
import { CLOCK_WINDOW_MS } from './record.ts'

/**
 * Whom an Access-Accept was for, and which gateway got it, when: rides in Class, and comes back with every accounting
 * record (RFC 2865 section 5.25).
 */
export interface ClassToken {
  residentId: number
  deviceMac: string
  gatewayId: number
  /** The hour it was given in, hours since 1970. */
  hour: number
  hotspotId: number | null
  /** Acct-Interim-Interval of the Access-Accept, seconds. */
  interimSeconds?: number | undefined
}

export interface ClassTokens {
  /**
   * A value of Class: encrypted and authenticated, so that it needs no table, tells gateways nothing and cannot be
   * forged. Each is different, so it tells apart the sessions of a gateway that counts Acct-Session-Id from 1 again after
   * a reboot. At most 253 octets.
   */
  seal(token: ClassToken): Buffer
  /** Reads a Class that {@link seal} made; undefined for any other. */
  open(value: Uint8Array): ClassToken | undefined
}

const PURPOSE = 'radius-class'
/** Tells Plaza's Class from others at a glance. */
const MARK = Buffer.from('pz2:')
/** Random octets behind the mark, which make each Class different. They are nobody's secret, so they are not sealed. */
const UNIQUE_OCTETS = 8
const SEALED_AT = MARK.length + UNIQUE_OCTETS
const PLACE = MARK.toString('latin1') + '\0'.repeat(UNIQUE_OCTETS)
/** Tokens in memory of each direction: at least so many, at most twice as many; some 200 octets each. */
const REMEMBERED = 50_000

/** Milliseconds. */
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/**
 * How long a Class is believed after it was given: a session lasts seven days at most (`change-policies.ts`), a record is on
 * its way for seven at most (`read-record.ts`), and a gateway that ends its sessions late has as long again.
 */
const BELIEVED_MS = 21 * DAY_MS

/** The hour that an instant is in. @param at milliseconds since 1970 */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS)

/**
 * Whether a record may come with this Class: it is of the gateway that got it, of the same device as far as the record names
 * one, and of its time. A gateway's several addresses are one gateway.
 */
export const isOfRecord = (
  token: ClassToken,
  { gatewayId, deviceMac, at }: { gatewayId: number; deviceMac: string | null; at: Date },
): boolean => {
  const given = token.hour * HOUR_MS
  const isOfDevice = deviceMac === null || deviceMac === token.deviceMac
  const isInTime = at.getTime() >= given - CLOCK_WINDOW_MS && at.getTime() <= given + BELIEVED_MS
  return token.gatewayId === gatewayId && isOfDevice && isInTime
}

/** Sealing takes longer than deciding, so what was sealed or opened for a device stays in memory for the next time. */
export function createClassTokens(sealer: Sealer): ClassTokens {
  /** By the device's address as a number. */
  const sealed = createRecent<number, Sealed>(REMEMBERED)
  const opened = createRecent<string, ClassToken>(REMEMBERED)
  const wasMet = createDoorkeeper()
  return {
    seal(token) {
      const { residentId, deviceMac, gatewayId, hour, hotspotId, interimSeconds } = token
      const key = macNumber(deviceMac)
      const known = sealed.get(key)
      const text = known && isSame(known, token) ? known.text : PLACE + sealAnew(sealer, token)
      // No spread: what it makes is looked up anew at each reading.
      if (text !== known?.text && (known || wasMet(key)))
        sealed.set(key, { residentId, gatewayId, hour, hotspotId, interimSeconds, text })
      const value = Buffer.from(text, 'latin1')
      value.set(randomOctets(UNIQUE_OCTETS), MARK.length)
      return value
    },
    open(value) {
      if (!isMarked(value)) return undefined
      const octets = Buffer.from(value.buffer, value.byteOffset + SEALED_AT, value.length - SEALED_AT)
      const key = octets.toString('latin1')
      const known = opened.get(key)
      if (known) return known
      const token = read(sealer, octets)
      if (token) opened.set(key, token)
      return token
    },
  }
}

/** Slots for devices that were met once, 4 octets each. */
const SLOTS = 65_536

/** Whether a device was met before, as far as one slot for many tells: a device that is met once only is not worth memory. */
function createDoorkeeper(): (key: number) => boolean {
  const met = new Uint32Array(SLOTS)
  return (key) => {
    const [slot, rest] = [key % SLOTS, Math.floor(key / SLOTS) >>> 0]
    if (met[slot] === rest) return true
    met[slot] = rest
    return false
  }
}

interface Sealed extends Omit<ClassToken, 'deviceMac'> {
  /** The whole Class as latin1, without its random octets: a text takes a third of a Buffer's memory. */
  text: string
}

/** Of two of the same device. */
const isSame = (one: Sealed, other: ClassToken): boolean =>
  one.residentId === other.residentId &&
  one.gatewayId === other.gatewayId &&
  one.hour === other.hour &&
  one.hotspotId === other.hotspotId &&
  one.interimSeconds === other.interimSeconds

function sealAnew(sealer: Sealer, token: ClassToken): string {
  const { residentId, deviceMac, gatewayId, hour, hotspotId, interimSeconds } = token
  const fields = [residentId, deviceMac, gatewayId, hour, hotspotId ?? '', interimSeconds ?? '']
  return sealer.seal(fields.join('|'), PURPOSE).toString('latin1')
}

const isMarked = (value: Uint8Array): boolean => value.length > SEALED_AT && MARK.compare(value, 0, MARK.length) === 0

function read(sealer: Sealer, octets: Uint8Array): ClassToken | undefined {
  try {
    const [residentId, deviceMac, gatewayId, hour, hotspotId, interimSeconds] = sealer.open(octets, PURPOSE).split('|')
    return {
      residentId: Number(residentId),
      deviceMac: deviceMac ?? '',
      gatewayId: Number(gatewayId),
      hour: Number(hour),
      hotspotId: hotspotId ? Number(hotspotId) : null,
      ...(interimSeconds ? { interimSeconds: Number(interimSeconds) } : {}),
    }
  } catch {
    return undefined
  }
}
