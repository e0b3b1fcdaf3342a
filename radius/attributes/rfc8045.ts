/** Attribute of RFC 8045 (IP port configuration and reporting) that tells which ports of a NAT's address a device has. */
import { type DataType, integer, ipv4 } from './data-types.ts'
import { extended } from './extended.ts'

/** Ports that a NAT gives a device (RFC 8045 section 3.1.2). */
export interface PortRange {
  first: number
  last: number
  /** The NAT's own address; undefined where that is told otherwise. */
  address: string | undefined
  /** They are given back, not given. */
  isFreed: boolean
}

/** Types of the TLVs within (RFC 8045 section 3.2). */
const TLV = { address: 3, alloc: 8, first: 9, last: 10 } as const
/** Of IP-Port-Alloc. */
const [ALLOCATED, DEALLOCATED] = [1, 2]
const HIGHEST_PORT = 65_535
const TLV_SIZE = 6

const portRange: DataType<PortRange> = {
  read(buffer, start, end) {
    const values = new Map<number, number>()
    for (let at = start; at < end; at += buffer[at + 1]!) {
      const size = buffer[at + 1]
      if (size === undefined || size < 2 || at + size > end) return undefined
      const value = integer.read(buffer, at + 2, at + size)
      if (value !== undefined) values.set(buffer[at]!, at + 2)
    }
    const told = (type: number) =>
      values.has(type) ? integer.read(buffer, values.get(type)!, values.get(type)! + 4) : undefined
    const [first, last, alloc] = [told(TLV.first), told(TLV.last), told(TLV.alloc)]
    if (first === undefined || last === undefined || first > last || last > HIGHEST_PORT) return undefined
    const at = values.get(TLV.address)
    return {
      ...{ first, last, isFreed: alloc === DEALLOCATED },
      address: at === undefined ? undefined : ipv4.read(buffer, at, at + 4),
    }
  },
  size: ({ address }) => (address === undefined ? 3 : 4) * TLV_SIZE,
  write({ first, last, address, isFreed }, buffer, offset) {
    let at = offset
    const add = <T>(type: number, dataType: DataType<T>, value: T) => {
      buffer[at] = type
      buffer[at + 1] = TLV_SIZE
      dataType.write(value, buffer, at + 2)
      at += TLV_SIZE
    }
    if (address !== undefined) add(TLV.address, ipv4, address)
    add(TLV.alloc, integer, isFreed ? DEALLOCATED : ALLOCATED)
    add(TLV.first, integer, first)
    add(TLV.last, integer, last)
  },
}

export const IpPortRange = extended('IP-Port-Range', 241, 6, portRange)
