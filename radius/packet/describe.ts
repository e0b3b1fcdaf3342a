import type { AttributeType } from '../attributes/attribute-type.ts'
import { Code } from './code.ts'
import { describedBy, valueName } from './dictionary.ts'
import type { Packet } from './packet.ts'

/** One attribute, for people to read. */
export interface DescribedAttribute {
  /** As its definition calls it; `Attr-200` or `Vendor-9048-Attr-3` where this library knows none. */
  name: string
  /** Null: it is not shown. */
  value: string | null
  /** Octets of the value. */
  size: number
}

const VENDOR_SPECIFIC = 26
const EAP_MESSAGE = 79

/**
 * Standard attributes that hold a secret, what one can be guessed from, or what lets somebody act for another: passwords,
 * challenges and their answers, State, Class, tunnel passwords, EAP, Message-Authenticator, ARAP and digest answers.
 */
const secretNumbers = new Set([2, 3, 17, 21, 24, 25, 60, 69, 70, 71, 73, EAP_MESSAGE, 80, 84, 101, 103, 115, 121])
/** Of vendors' attributes those that are called so. */
const SECRET_NAME = /password|key|secret|psk|chap|token|cookie/i
/** `name=value` pairs whose value is a secret: `psk=…`, `ssid:passphrase=…`. */
const SECRET_PAIR = /(pass(word|phrase)?|psk|key|secret|token)[^=]*=/i

const names = new Map<number, string>(Object.entries(Code).map(([name, code]) => [code, nameOf(name)]))

/** `CoaNak` is written CoA-NAK (RFC 5176 section 3.1). */
function nameOf(name: string): string {
  const words = name.replace(/(?<=.)(?=[A-Z])/g, '-')
  return words.replace(/^Coa/, 'CoA').replace(/-(Ack|Nak)$/, (word) => word.toUpperCase())
}

/** `Access-Request` of 1; `Code-99` of a code that this library does not speak. */
export const codeName = (code: number): string => names.get(code) ?? `Code-${code}`

/**
 * A packet's attributes in their order, secrets left out: those of RFC 2865 and its successors that hold one, those of vendors
 * that are called so, and whatever this library has no definition of, since that may be one.
 */
export function describeAttributes({ attributes }: Packet): DescribedAttribute[] {
  const described: DescribedAttribute[] = []
  let hasEap = false
  for (let at = 0; at < attributes.length; at += attributes[at + 1]!) {
    const number = attributes[at]!
    const value = attributes.subarray(at + 2, at + attributes[at + 1]!)
    if (number === VENDOR_SPECIFIC) described.push(...describeVendor(value))
    else if (number === EAP_MESSAGE)
      described.push({ name: 'EAP-Message', size: value.length, value: hasEap ? null : eapHeader(value) })
    else described.push(describe(0, number, value))
    hasEap ||= number === EAP_MESSAGE
  }
  return described
}

/** What one attribute 26 holds (RFC 2865 section 5.26); where that is no list, one attribute that is not shown. */
function describeVendor(value: Buffer): DescribedAttribute[] {
  if (value.length < 4) return [{ name: 'Vendor-Specific', value: null, size: value.length }]
  const vendor = value.readUInt32BE(0)
  const described: DescribedAttribute[] = []
  for (let at = 4; at < value.length; at += value[at + 1]!) {
    const size = value[at + 1]
    if (size === undefined || size < 2 || at + size > value.length)
      return [{ name: `Vendor-${vendor}`, value: null, size: value.length - 4 }]
    described.push(describe(vendor, value[at]!, value.subarray(at + 2, at + size)))
  }
  return described
}

function describe(vendor: number, number: number, octets: Buffer): DescribedAttribute {
  const size = octets.length
  for (const type of describedBy(vendor, number)) {
    const value = type.dataType.read(octets, 0, size)
    if (value !== undefined) return { name: type.name, value: shown(type, value), size }
  }
  const known = describedBy(vendor, number).find(({ extended }) => !extended)
  return { name: known?.name ?? unknownName(vendor, number), value: null, size }
}

const unknownName = (vendor: number, number: number): string =>
  vendor === 0 ? `Attr-${number}` : `Vendor-${vendor}-Attr-${number}`

/** Null: it is secret. Of a vendor's text that is an address the query is left out, where tokens stand. */
function shown(type: AttributeType<unknown>, value: unknown): string | null {
  if (type.vendor === 0 ? secretNumbers.has(type.number) : SECRET_NAME.test(type.name)) return null
  if (typeof value === 'string' && type.vendor !== 0 && SECRET_PAIR.test(value)) return null
  if (typeof value === 'string' && type.vendor !== 0) return printable(value.replace(/\?.*$/s, '?…'))
  const named = valueName(type, value)
  return named === undefined ? asText(value) : `${named} (${String(value)})`
}

const eapCodes = ['', 'Request', 'Response', 'Success', 'Failure']
/** RFC 3748 section 5 and IANA's EAP method types. */
const eapMethods: Record<number, string> = {
  ...{ 1: 'Identity', 2: 'Notification', 3: 'Nak', 4: 'MD5-Challenge' },
  ...{ 13: 'TLS', 21: 'TTLS', 25: 'PEAP', 26: 'MSCHAPv2', 52: 'PWD', 55: 'TEAP' },
}

/**
 * Code and method, which say how far a conversation is (RFC 3748 section 4), and nothing of what it holds.
 *
 * @param octets of a packet's first EAP-Message; null where they begin no EAP packet
 */
function eapHeader(octets: Buffer): string | null {
  const [code = 0, , high = 0, low = 0, method] = octets
  const name = eapCodes[code]
  if (!name || high * 256 + low < octets.length) return null
  return method === undefined ? name : `${name} ${eapMethods[method] ?? `method ${method}`}`
}

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null) return printable(String(value))
  if ('tag' in value && 'value' in value) return `${asText(value.value)} (tag ${String(value.tag)})`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return fields.map(([name, field]) => `${name} ${asText(field)}`).join(', ')
}

/** Control characters, which a terminal would obey, as `\x1b`. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
