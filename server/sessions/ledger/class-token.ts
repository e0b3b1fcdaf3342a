import { randomOctets } from '../../../radius/index.ts'
import { macNumber } from '../../mac.ts'
import { createRecent } from '../../recent.ts'
import type { Sealer } from '../../sealing.ts'

/** Whom an Access-Accept was for: rides in Class, and comes back with every accounting record (RFC 2865 section 5.25). */
export interface ClassToken {
  residentId: number
  deviceMac: string
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

/** Sealing takes longer than deciding, so what was sealed or opened for a device stays in memory for the next time. */
export function createClassTokens(sealer: Sealer): ClassTokens {
  /** By the device's address as a number. */
  const sealed = createRecent<number, Sealed>(REMEMBERED)
  const opened = createRecent<string, ClassToken>(REMEMBERED)
  const wasMet = createDoorkeeper()
  return {
    seal(token) {
      const { residentId, deviceMac, hotspotId, interimSeconds } = token
      const key = macNumber(deviceMac)
      const known = sealed.get(key)
      const text = known && isSame(known, token) ? known.text : PLACE + sealAnew(sealer, token)
      // No spread: what it makes is looked up anew at each reading.
      if (text !== known?.text && (known || wasMet(key)))
        sealed.set(key, { residentId, hotspotId, interimSeconds, text })
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
  one.hotspotId === other.hotspotId &&
  one.interimSeconds === other.interimSeconds

function sealAnew(sealer: Sealer, { residentId, deviceMac, hotspotId, interimSeconds }: ClassToken): string {
  const fields = [residentId, deviceMac, hotspotId ?? '', interimSeconds ?? '']
  return sealer.seal(fields.join('|'), PURPOSE).toString('latin1')
}

const isMarked = (value: Uint8Array): boolean => value.length > SEALED_AT && MARK.compare(value, 0, MARK.length) === 0

function read(sealer: Sealer, octets: Uint8Array): ClassToken | undefined {
  try {
    const [residentId, deviceMac, hotspotId, interimSeconds] = sealer.open(octets, PURPOSE).split('|')
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
