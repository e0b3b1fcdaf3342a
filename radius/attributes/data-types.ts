import { isIPv4 } from 'node:net'
import { ipv6FromBytes, ipv6ToBytes } from './ipv6.ts'

/** How the value of an attribute is read from, measured for and written to the wire (RFC 8044 §3). */
export interface DataType<T> {
  /** The value in `[start, end)`, or undefined where those octets are no value of this type. */
  read(buffer: Buffer, start: number, end: number): T | undefined
  /** Octets that the value takes. Throws a RangeError for a value that this type cannot carry. */
  size(value: T): number
  write(value: T, buffer: Buffer, offset: number): void
}

/** A value with the tag (0 to 31) that joins the attributes of one tunnel; 0 stands for none (RFC 2868 §3.1). */
export interface Tagged<T> {
  readonly tag: number
  readonly value: T
}

const LARGEST_TAG = 0x1f

const unsigned = (value: number, bits: number): void => {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits)
    throw new RangeError(`${value} is not a whole number from 0 to ${2 ** bits - 1}`)
}

export const text: DataType<string> = {
  read: (buffer, start, end) => buffer.toString('utf8', start, end),
  size: (value) => Buffer.byteLength(value),
  write: (value, buffer, offset) => {
    buffer.write(value, offset)
  },
}

export const octets: DataType<Buffer> = {
  read: (buffer, start, end) => buffer.subarray(start, end),
  size: (value) => value.length,
  write: (value, buffer, offset) => {
    buffer.set(value, offset)
  },
}

export const integer: DataType<number> = {
  read: (buffer, start, end) => (end - start === 4 ? buffer.readUInt32BE(start) : undefined),
  size: (value) => {
    unsigned(value, 32)
    return 4
  },
  write: (value, buffer, offset) => {
    buffer.writeUInt32BE(value, offset)
  },
}

export const integer64: DataType<bigint> = {
  read: (buffer, start, end) => (end - start === 8 ? buffer.readBigUInt64BE(start) : undefined),
  size: (value) => {
    if (value < 0n || value >= 1n << 64n) throw new RangeError(`${value} does not fit 64 bits`)
    return 8
  },
  write: (value, buffer, offset) => {
    buffer.writeBigUInt64BE(value, offset)
  },
}

export const ipv4: DataType<string> = {
  read: (buffer, start, end) =>
    end - start === 4 ? `${buffer[start]}.${buffer[start + 1]}.${buffer[start + 2]}.${buffer[start + 3]}` : undefined,
  size: (value) => {
    if (!isIPv4(value)) throw new RangeError(`"${value}" is not an IPv4 address`)
    return 4
  },
  write: (value, buffer, offset) => {
    buffer.set(value.split('.').map(Number), offset)
  },
}

export const ipv6: DataType<string> = {
  read: (buffer, start, end) => (end - start === 16 ? ipv6FromBytes(buffer, start) : undefined),
  size: (value) => ipv6ToBytes(value).length,
  write: (value, buffer, offset) => {
    buffer.set(ipv6ToBytes(value), offset)
  },
}

/** One reserved octet, the length of the prefix in bits, and as many octets of the prefix as it needs (RFC 3162 §2.3). */
export const ipv6Prefix: DataType<string> = {
  read: (buffer, start, end) => {
    const bits = buffer[start + 1]
    const given = end - start - 2
    if (bits === undefined || given < 0 || given > 16 || bits > 128 || Math.ceil(bits / 8) > given) return undefined
    const address = Buffer.alloc(16)
    buffer.copy(address, 0, start + 2, end)
    clearBeyond(address, bits)
    return `${ipv6FromBytes(address, 0)}/${bits}`
  },
  size: (value) => 2 + Math.ceil(prefixOf(value).bits / 8),
  write: (value, buffer, offset) => {
    const { address, bits } = prefixOf(value)
    buffer[offset] = 0
    buffer[offset + 1] = bits
    buffer.set(address.subarray(0, Math.ceil(bits / 8)), offset + 2)
  },
}

function prefixOf(value: string): { address: Buffer; bits: number } {
  const [address = '', length = ''] = value.split('/')
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (!(bits <= 128)) throw new RangeError(`"${value}" is not an IPv6 prefix such as 2001:db8::/32`)
  const bytes = ipv6ToBytes(address)
  clearBeyond(bytes, bits)
  return { address: bytes, bits }
}

/** Bits outside the prefix mean nothing (RFC 3162 §2.3). */
function clearBeyond(address: Buffer, bits: number): void {
  for (let bit = bits; bit < 128; bit += 8 - (bit % 8)) address[bit >> 3]! &= 0xff00 >> (bit % 8)
}

export const time: DataType<Date> = {
  read: (buffer, start, end) => (end - start === 4 ? new Date(buffer.readUInt32BE(start) * 1000) : undefined),
  size: (value) => {
    unsigned(Math.floor(value.getTime() / 1000), 32)
    return 4
  },
  write: (value, buffer, offset) => {
    buffer.writeUInt32BE(Math.floor(value.getTime() / 1000), offset)
  },
}

const checkTag = (tag: number): void => {
  if (!Number.isInteger(tag) || tag < 0 || tag > LARGEST_TAG) throw new RangeError(`${tag} is not a tag from 0 to 31`)
}

/**
 * A first octet above 31 is no tag but the first of the text (RFC 2868 §3.3); without a tag the octet is left out, unless
 * the text could be taken for one.
 */
export const taggedText: DataType<Tagged<string>> = {
  read: (buffer, start, end) => {
    const tag = start < end ? buffer[start]! : 0
    return tag > LARGEST_TAG || start === end
      ? { tag: 0, value: buffer.toString('utf8', start, end) }
      : { tag, value: buffer.toString('utf8', start + 1, end) }
  },
  size: ({ tag, value }) => {
    checkTag(tag)
    return tagSize(tag, value) + Buffer.byteLength(value)
  },
  write: ({ tag, value }, buffer, offset) => {
    buffer[offset] = tag
    buffer.write(value, offset + tagSize(tag, value))
  },
}

const tagSize = (tag: number, text: string): number => (tag > 0 || text.charCodeAt(0) <= LARGEST_TAG ? 1 : 0)

export const taggedInteger: DataType<Tagged<number>> = {
  read: (buffer, start, end) =>
    end - start === 4 && buffer[start]! <= LARGEST_TAG
      ? { tag: buffer[start]!, value: buffer.readUIntBE(start + 1, 3) }
      : undefined,
  size: ({ tag, value }) => {
    checkTag(tag)
    unsigned(value, 24)
    return 4
  },
  write: ({ tag, value }, buffer, offset) => {
    buffer[offset] = tag
    buffer.writeUIntBE(value, offset + 1, 3)
  },
}
