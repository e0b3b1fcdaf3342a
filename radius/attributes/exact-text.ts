import { isUtf8 } from 'node:buffer'
import type { AttributeType } from './attribute-type.ts'
import { type DataType, text } from './data-types.ts'

/** What the plain text of an attribute does not bring back, or what would read as an escape. */
const needsEscape = /[\0\ufffd]|\\x[0-9a-f]{2}/
const escapes = /\\x([0-9a-f]{2})/g
const BACKSLASH = 0x5c

/**
 * Text from which the very octets come again, whatever they were: an octet that is no UTF-8, or 0, is written as `\xe9`, and
 * a backslash that would read as the beginning of such an escape as `\x5c`. All other text reads as it stands.
 */
const exactText: DataType<string> = {
  read(buffer, start, end) {
    const plain = text.read(buffer, start, end)!
    return needsEscape.test(plain) ? escaped(buffer.subarray(start, end)) : plain
  },
  size: (value) => octetsOf(value).length,
  write(value, buffer, offset) {
    buffer.set(octetsOf(value), offset)
  },
}

/** The same attribute of text, as {@link exactText}: for what a peer must be told again as it said it (RFC 5176 §3). */
export const exact = (type: AttributeType<string>): AttributeType<string> => ({ ...type, dataType: exactText })

function escaped(octets: Buffer): string {
  let result = ''
  for (let at = 0; at < octets.length; ) {
    const length = characterAt(octets, at)
    if (length === 0 || octets[at] === 0 || isEscapeAt(octets, at)) {
      result += `\\x${octets[at]!.toString(16).padStart(2, '0')}`
      at += 1
    } else {
      result += octets.toString('utf8', at, at + length)
      at += length
    }
  }
  return result
}

/** Octets of the UTF-8 character that begins here; 0 where none does. */
function characterAt(octets: Buffer, at: number): number {
  const first = octets[at]!
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  return at + length <= octets.length && isUtf8(octets.subarray(at, at + length)) ? length : 0
}

const isEscapeAt = (octets: Buffer, at: number): boolean =>
  octets[at] === BACKSLASH && /^\\x[0-9a-f]{2}$/.test(octets.toString('latin1', at, at + 4))

function octetsOf(value: string): Buffer {
  if (!value.includes('\\x')) return Buffer.from(value)
  const parts: Buffer[] = []
  let from = 0
  for (const { index, 0: whole, 1: hex = '' } of value.matchAll(escapes)) {
    parts.push(Buffer.from(value.slice(from, index)), Buffer.from(hex, 'hex'))
    from = index + whole.length
  }
  return Buffer.concat([...parts, Buffer.from(value.slice(from))])
}
