import type { AttributeType } from './attribute-type.ts'

/** The longest value of an attribute, in octets (RFC 2865 §5). */
const LONGEST_VALUE = 253
/** Attribute 26 spends 4 octets on the vendor and 2 on the vendor's type and length (RFC 2865 §5.26). */
const LONGEST_VENDOR_VALUE = LONGEST_VALUE - 6
const VENDOR_SPECIFIC = 26

/**
 * A value that an attribute cannot carry: of the wrong form, or too long. The message names the attribute.
 */
export class UnencodableAttribute extends Error {
  override readonly name = 'UnencodableAttribute'
}

/**
 * Where the first value of a standard attribute begins in `[start, end)`, which holds well-formed attributes; -1 where there
 * is none. The value ends where its attribute does: its length octet stands before it.
 */
export function findValue(buffer: Buffer, start: number, end: number, number: number): number {
  for (let at = start; at < end; at += buffer[at + 1]!) if (buffer[at] === number) return at + 2
  return -1
}

/** Where a value ends that {@link findValue} found. */
export const endOfValue = (buffer: Buffer, value: number): number => value - 2 + buffer[value - 1]!

/** Told where a value lies, as `[start, end)`; returns true to stop. */
type Visit = (start: number, end: number) => boolean

/**
 * Walks the values of one type through the well-formed attributes in `[start, end)`, in place. The attributes of a vendor
 * are looked up in every attribute 26 of that vendor, each of which may hold several; where a vendor's content is no such
 * list it is passed over.
 */
export function visitValues(
  buffer: Buffer,
  start: number,
  end: number,
  type: AttributeType<unknown>,
  visit: Visit,
): void {
  const wanted = type.vendor === 0 ? type.number : VENDOR_SPECIFIC
  let value = findValue(buffer, start, end, wanted)
  while (value >= 0) {
    const after = endOfValue(buffer, value)
    if (type.vendor === 0) {
      if (visit(value, after)) return
    } else if (after - value >= 4 && buffer.readUInt32BE(value) === type.vendor) {
      if (visitVendorValues(buffer, value + 4, after, type.number, visit)) return
    }
    value = findValue(buffer, after, end, wanted)
  }
}

function visitVendorValues(buffer: Buffer, start: number, end: number, number: number, visit: Visit): boolean {
  if (!isList(buffer, start, end)) return false
  let value = findValue(buffer, start, end, number)
  while (value >= 0) {
    const after = endOfValue(buffer, value)
    if (visit(value, after)) return true
    value = findValue(buffer, after, end, number)
  }
  return false
}

/** Whether `[start, end)` is filled exactly by types and lengths. */
function isList(buffer: Buffer, start: number, end: number): boolean {
  let at = start
  while (at + 2 <= end && buffer[at + 1]! >= 2) at += buffer[at + 1]!
  return at === end
}

/** Octets that {@link writeAttribute} needs. Throws an UnencodableAttribute for a value that does not go. */
export function attributeSize<T>(type: AttributeType<T>, value: T): number {
  const size = valueSize(type, value)
  // RFC 2865 §5: a value of no octets must not be sent; the whole attribute is left out.
  if (size === 0) return 0
  if (type.vendor !== 0) {
    if (size > LONGEST_VENDOR_VALUE) throw tooLong(type, size, LONGEST_VENDOR_VALUE)
    return size + 8
  }
  if (type.concatenated) return size + 2 * Math.ceil(size / LONGEST_VALUE)
  if (size > LONGEST_VALUE) throw tooLong(type, size, LONGEST_VALUE)
  return size + 2
}

function valueSize<T>(type: AttributeType<T>, value: T): number {
  try {
    return type.dataType.size(value)
  } catch (error) {
    if (error instanceof RangeError) throw new UnencodableAttribute(`${type.name}: ${error.message}`)
    throw error
  }
}

const tooLong = (type: AttributeType<unknown>, size: number, longest: number): UnencodableAttribute =>
  new UnencodableAttribute(`${type.name}: ${size} octets are too long, at most ${longest} go into one attribute`)

/** Writes the attribute with its header into the `size` octets that {@link attributeSize} counted. */
export function writeAttribute<T>(
  type: AttributeType<T>,
  value: T,
  buffer: Buffer,
  offset: number,
  size: number,
): void {
  if (type.vendor !== 0) {
    buffer[offset] = VENDOR_SPECIFIC
    buffer[offset + 1] = size
    buffer.writeUInt32BE(type.vendor, offset + 2)
    buffer[offset + 6] = type.number
    buffer[offset + 7] = size - 6
    type.dataType.write(value, buffer, offset + 8)
  } else if (size <= LONGEST_VALUE + 2) {
    buffer[offset] = type.number
    buffer[offset + 1] = size
    type.dataType.write(value, buffer, offset + 2)
  } else {
    writeParts(type, value, buffer, offset)
  }
}

function writeParts<T>(type: AttributeType<T>, value: T, buffer: Buffer, offset: number): void {
  const whole = Buffer.alloc(type.dataType.size(value))
  type.dataType.write(value, whole, 0)
  let at = offset
  for (let start = 0; start < whole.length; start += LONGEST_VALUE) {
    const part = whole.subarray(start, start + LONGEST_VALUE)
    buffer[at] = type.number
    buffer[at + 1] = part.length + 2
    buffer.set(part, at + 2)
    at += part.length + 2
  }
}
