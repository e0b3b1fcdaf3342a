import type { Value } from '../client.ts'
import { signedAt, Tag } from './ber.ts'
import { decodeOid } from './oids.ts'

/** Opaque floats and doubles as net-snmp wraps them (draft-perkins-opaque-01): tags 9f78 and 9f79 in an Opaque. */
const FLOAT = 0x9f7804
const DOUBLE = 0x9f7908
const WRAPPER = 3

/**
 * An object's value; undefined where it is of no kind that is read, or is broken: an integer of no octets, a counter of
 * too many. It never throws: a broken value costs itself.
 */
export function valueAt(octets: Buffer, tag: number, at: number, stop: number): Value | undefined {
  switch (tag) {
    case Tag.Integer:
      return signedAt(octets, at, stop)
    case Tag.Counter32:
    case Tag.Gauge32:
    case Tag.TimeTicks:
      return unsigned32(octets, at, stop)
    case Tag.Counter64:
      return unsigned64(octets, at, stop)
    case Tag.OctetString:
      // A copy: it outlives the datagram, which is larger.
      return Buffer.from(octets.subarray(at, stop))
    case Tag.ObjectIdentifier:
      return oidAt(octets, at, stop)
    case Tag.IpAddress:
      return stop - at === 4 ? octets.subarray(at, stop).join('.') : undefined
    case Tag.Opaque:
      return opaqueAt(octets, at, stop)
    default:
      return undefined
  }
}

/** Agents that leave out the leading 0 of a large value mean no negative one. */
function unsigned32(octets: Buffer, at: number, stop: number): number | undefined {
  const value = signedAt(octets, at, stop)
  if (value === undefined || value > 0xffffffff || value < -0x80000000) return undefined
  return value < 0 ? value + 2 ** 32 : value
}

function unsigned64(octets: Buffer, at: number, stop: number): bigint | undefined {
  const length = stop - at
  if (length < 1 || length > 9 || (length === 9 && octets[at] !== 0)) return undefined
  let [high, low] = [0, 0]
  for (let index = at; index < stop; index++) {
    if (stop - index <= 4) low = low * 256 + octets[index]!
    else high = high * 256 + octets[index]!
  }
  return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low)
}

function oidAt(octets: Buffer, at: number, stop: number): string | undefined {
  try {
    return decodeOid(octets, at, stop)
  } catch {
    return undefined
  }
}

function opaqueAt(octets: Buffer, at: number, stop: number): Value | undefined {
  if (stop - at > WRAPPER) {
    const wrapper = octets.readUIntBE(at, WRAPPER)
    if (wrapper === FLOAT && stop - at === WRAPPER + 4) return octets.readFloatBE(at + WRAPPER)
    if (wrapper === DOUBLE && stop - at === WRAPPER + 8) return octets.readDoubleBE(at + WRAPPER)
  }
  return Buffer.from(octets.subarray(at, stop))
}
