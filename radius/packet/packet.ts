import type { AttributeType } from '../attributes/attribute-type.ts'
import {
  attributeSize,
  endOfValue,
  findValue,
  UnencodableAttribute,
  visitValues,
  writeAttribute,
} from '../attributes/wire-format.ts'

/** Octets before the first attribute (RFC 2865 §3). */
export const HEADER_SIZE = 20
/** The longest packet (RFC 2865 §3). */
export const LARGEST_PACKET = 4096
const NO_AUTHENTICATOR = Buffer.alloc(16)
const EMPTY = Buffer.alloc(0)
/** Enough for most packets built here. */
const INITIAL_SIZE = 256

/**
 * A RADIUS packet (RFC 2865 §3). Its attributes stay in wire form: reading one looks through them in place, adding one
 * appends to them, and those that nobody asks for are passed on as they came.
 */
export class Packet {
  readonly code: number
  /** Joins a reply to its request, 0 to 255. */
  readonly identifier: number
  /** The octets that were received, without padding; absent in a packet built here. */
  readonly raw: Buffer | undefined
  #authenticator: Buffer | undefined
  /** The attributes lie in `[#start, #end)` of the buffer. */
  #buffer: Buffer
  #start: number
  #end: number

  /** `received` holds well-formed octets, header and all, that fill it exactly; the packet is then a view of them. */
  constructor(code: number, identifier = 0, authenticator?: Buffer, received?: Buffer) {
    this.code = code
    this.identifier = identifier
    this.raw = received
    this.#authenticator = authenticator
    this.#buffer = received ?? EMPTY
    this.#start = received ? HEADER_SIZE : 0
    this.#end = received?.length ?? 0
  }

  /** 16 octets; in a reply that is still being built they are zero. */
  get authenticator(): Buffer {
    this.#authenticator ??= this.raw?.subarray(4, HEADER_SIZE) ?? NO_AUTHENTICATOR
    return this.#authenticator
  }

  /** The attributes as they stand on the wire. A view: valid until the next `add`. */
  get attributes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end)
  }

  /** Octets of the attributes. */
  get size(): number {
    return this.#end - this.#start
  }

  /** Copies the attributes, as they stand on the wire, to where `target` has buffer for them. */
  copyAttributes(target: Buffer, offset: number): void {
    this.#buffer.copy(target, offset, this.#start, this.#end)
  }

  /** The first value of this type; undefined where there is none or its octets are no value of the type. */
  get<T>(type: AttributeType<T>): T | undefined {
    if (type.concatenated || type.extended) return this.getAll(type)[0]
    let value: T | undefined
    if (type.vendor === 0) {
      const start = findValue(this.#buffer, this.#start, this.#end, type.number)
      return start < 0 ? undefined : type.dataType.read(this.#buffer, start, endOfValue(this.#buffer, start))
    }
    visitValues(this.#buffer, this.#start, this.#end, type, (start, end) => {
      value = type.dataType.read(this.#buffer, start, end)
      return true
    })
    return value
  }

  /** All values of this type in their order; those that are no value of the type are left out. */
  getAll<T>(type: AttributeType<T>): T[] {
    if (type.concatenated) return this.#joined(type)
    const values: T[] = []
    visitValues(this.#buffer, this.#start, this.#end, type, (start, end) => {
      const value = type.dataType.read(this.#buffer, start, end)
      if (value !== undefined) values.push(value)
      return false
    })
    return values
  }

  #joined<T>(type: AttributeType<T>): T[] {
    const parts: Buffer[] = []
    visitValues(this.#buffer, this.#start, this.#end, type, (start, end) => {
      parts.push(this.#buffer.subarray(start, end))
      return false
    })
    const whole = Buffer.concat(parts)
    const value = parts.length === 0 ? undefined : type.dataType.read(whole, 0, whole.length)
    return value === undefined ? [] : [value]
  }

  has(type: AttributeType<unknown>): boolean {
    if (type.extended) return this.get(type) !== undefined
    if (type.vendor === 0) return findValue(this.#buffer, this.#start, this.#end, type.number) >= 0
    let found = false
    visitValues(this.#buffer, this.#start, this.#end, type, () => {
      found = true
      return true
    })
    return found
  }

  /**
   * Appends an attribute; text or octets of length zero are left out (RFC 2865 §5). Throws an UnencodableAttribute where
   * the value does not fit the type, 253 octets (247 for a vendor's) or the rest of the packet.
   */
  add<T>(type: AttributeType<T>, value: T): this {
    const size = attributeSize(type, value)
    if (size === 0) return this
    const offset = this.#reserve(size, type.name)
    writeAttribute(type, value, this.#buffer, offset, size)
    return this
  }

  /** Appends attributes in wire form, as {@link attributes} gives them. They must be well-formed. */
  append(attributes: Buffer): this {
    const offset = this.#reserve(attributes.length, 'attributes')
    this.#buffer.set(attributes, offset)
    return this
  }

  #reserve(size: number, what: string): number {
    const used = this.size + size
    if (used > LARGEST_PACKET - HEADER_SIZE)
      throw new UnencodableAttribute(`${what}: the packet would be longer than ${LARGEST_PACKET} octets`)
    // What was received fills its buffer exactly, so adding to it never writes into the datagram.
    if (this.#end + size > this.#buffer.length) {
      const buffer = Buffer.allocUnsafe(Math.max(used, INITIAL_SIZE, 2 * this.#buffer.length))
      this.copyAttributes(buffer, 0)
      this.#buffer = buffer
      this.#end = this.size
      this.#start = 0
    }
    const offset = this.#end
    this.#end += size
    return offset
  }
}
