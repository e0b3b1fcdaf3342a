import type { Value } from '../snmp/client.ts'

/** How entries of a recorded walk are written. */
export interface WalkForm {
  begins(line: string): boolean
  /** Whether a line that begins nothing goes on with an entry. */
  isOpen(entry: string, line: string): boolean
  /** Blank, or a comment. */
  isIdle(line: string): boolean
  /** What the entry says; a text says why it cannot be read. */
  read(entry: string): Found | string
}

export interface Found {
  oid: string
  /** As on the wire: 2 integer, 4 octets, 6 OID, 64 IpAddress, 65 Counter32, 66 Gauge32, 67 ticks, 68 Opaque, 70 Counter64. */
  type: number
  /** Undefined where the agent had none. */
  value: Value | undefined
}

const RECORDED = /^\.?(\d+(?:\.\d+)+)\|([^|]*)\|(.*)$/s
const NUMBERS = /^(?:\.?iso|\.?\d+)(?:\.\d+)+$/

export const isRecorded = (line: string): boolean => RECORDED.test(line)

const isIdle = (line: string): boolean => line.trim() === '' || line.startsWith('#')

/** `OID|type|value`, as snmpsim keeps them. */
export const recordedForm: WalkForm = {
  begins: isRecorded,
  isOpen: () => false,
  isIdle,
  read(entry) {
    const [, oid, tag = '', text = ''] = RECORDED.exec(entry) ?? []
    if (oid === undefined) return 'is neither OID|type|value nor .OID = TYPE: value'
    const [, number, form = ''] = /^(\d+)([xe]?)$/.exec(tag) ?? []
    if (number === undefined) return `the type ${tag} is none: a variation module of snmpsim holds no recorded value`
    const octets = form === 'x' ? octetsOf(text) : form === 'e' ? unescaped(text) : Buffer.from(text)
    return octets === undefined ? `${text} is no hexadecimal value` : foundOf(oid, number, octets, form)
  },
}

/** 40 to 46 are the types of SMIv2 in hexadecimal, as some recorders write them. */
const decimal = (type: string): string => (/^4[0-6]$/.test(type) ? String(Number.parseInt(type, 16)) : type)

function foundOf(oid: string, written: string, octets: Buffer, form: string): Found | string {
  const text = octets.toString()
  const type = Number(decimal(written))
  switch (type) {
    case 4:
    case 68:
      return { oid, type, value: octets }
    case 6:
      return { oid, type, value: text.replace(/^\./, '') }
    case 64:
      return { oid, type, value: form === 'x' && octets.length === 4 ? [...octets].join('.') : text }
    case 70:
      return { oid, type, value: /^\d+$/.test(text) ? BigInt(text) : undefined }
    case 2:
    case 65:
    case 66:
    case 67:
      return { oid, type, value: text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined }
    // NULL, noSuchObject, noSuchInstance, endOfMibView.
    case 5:
    case 128:
    case 129:
    case 130:
      return { oid, type, value: undefined }
    default:
      return `the type ${written} is none of SNMP’s`
  }
}

const octetsOf = (hex: string): Buffer | undefined =>
  /^(?:[0-9a-f]{2}\s*)*$/i.test(hex) ? Buffer.from(hex.replaceAll(/\s/g, ''), 'hex') : undefined

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** Python's escapes, as snmpsim keeps texts that hold line breaks. */
const unescaped = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, letter: string) =>
      hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )

const PRINTED = /^([.\w:-]+) =(?: (.*))?$/s
const STARTS = /^(?:\.?iso|\.?\d+|[A-Za-z][\w-]*::\w[\w-]*)[.\w"'-]* =(?: |$)/
const BROKEN = /^(?:Timeout: |snmp\w*: |Error in packet|Reason: |Error: OID not increasing)/

/** `.OID = TYPE: value`, as net-snmp's snmpwalk -On prints them, or `iso.` and numbers where it knows no MIB. */
export const printedForm: WalkForm = {
  begins: (line) => STARTS.test(line),
  isOpen(entry, line) {
    const said = entry.slice(entry.indexOf(' = ') + 3)
    if (/^(?:Wrong Type [^:]*: )?Hex-STRING: |^"?(?:[0-9A-F]{2} )+\s*$/.test(said)) return true
    if (!/^(?:Wrong Type [^:]*: )?(?:STRING: |Opaque: |BITS: |")/.test(said)) return false
    return isUnclosed(said) || !(isIdle(line) || isEnd(line))
  },
  isIdle: (line) => isIdle(line) || line.trim() === 'End of MIB',
  read(entry) {
    if (BROKEN.test(entry)) return `the walk broke off: ${entry}`
    const [, name, said = ''] = PRINTED.exec(entry) ?? []
    if (name === undefined) return 'is neither OID|type|value nor .OID = TYPE: value'
    if (!NUMBERS.test(name)) return `${name} is a name: record the walk with snmpwalk -On, which prints numbers`
    const oid = numbersOf(name)!
    const [, type = '', rest = ''] = /^([A-Za-z][\w -]*?): ?(.*)$/s.exec(said.replace(/^Wrong Type [^:]*: /, '')) ?? []
    return TYPES.has(type.toLowerCase()) ? spoken(oid, type.toLowerCase(), rest) : untyped(oid, said)
  },
}

const isEnd = (line: string): boolean => BROKEN.test(line) || line.trim() === 'End of MIB'

/** A text in quotes whose last is not there yet. */
function isUnclosed(said: string): boolean {
  const text = said.replace(/^[^"]*?STRING: /, '')
  return text.startsWith('"') && !/^"(?:[^"\\]|\\.)*"\s*$/s.test(text)
}

/** An OID's numbers without a leading dot; undefined of a name. */
const numbersOf = (name: string): string | undefined =>
  NUMBERS.test(name) ? name.replace(/^\./, '').replace(/^iso/, '1') : undefined

/** By the words that net-snmp prints. */
const TYPES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ integer: 2, integer32: 2, integer64: 2, string: 4, 'hex-string': 4, bits: 4, null: 5, oid: 6 },
    ...{ ipaddress: 64, 'network address': 64, counter32: 65, gauge32: 66, unsigned32: 66, unsigned64: 66 },
    ...{ uinteger32: 66, timeticks: 67, opaque: 68, float: 68, double: 68, counter64: 70 },
  }),
)

function spoken(oid: string, name: string, text: string): Found | string {
  const type = TYPES.get(name)!
  switch (name) {
    case 'string':
      return { oid, type, value: Buffer.from(unquoted(text)) }
    case 'hex-string':
    case 'bits':
      return {
        oid,
        type,
        value: Buffer.from((/^\s*((?:[0-9a-f]{2}\s*)*)/i.exec(text)?.[1] ?? '').replaceAll(/\s/g, ''), 'hex'),
      }
    case 'oid': {
      const value = numbersOf(text.trim())
      return value === undefined && text.trim() !== ''
        ? `${text.trim()} is a name: record with snmpwalk -On`
        : { oid, type, value }
    }
    case 'ipaddress':
    case 'network address':
      return { oid, type, value: addressOf(text.trim()) }
    case 'counter64':
      return { oid, type, value: /^\d+/.test(text) ? BigInt(/^\d+/.exec(text)![0]) : undefined }
    case 'null':
      return { oid, type, value: undefined }
    default: {
      const digits =
        /\((-?\d+)\)/.exec(text)?.[1] ?? /^(?:Float: |Double: )?(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)/i.exec(text)?.[1]
      return { oid, type, value: digits === undefined ? undefined : Number(digits) }
    }
  }
}

const unquoted = (text: string): string => /^"(.*)"\s*$/s.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1') ?? text

/** `10.0.0.1`, or as the type of SNMPv1 prints it, `0A:00:00:01`. */
const addressOf = (text: string): string =>
  /^[0-9a-f]{2}(?::[0-9a-f]{2}){3}$/i.test(text)
    ? text
        .split(':')
        .map((octet) => Number.parseInt(octet, 16))
        .join('.')
    : text.replace(/^\./, '')

const NOTHING = /^(?:No Such (?:Object|Instance) |No more variables )/

/** What snmpwalk prints without a type: nothing, texts that are empty, and with -Ot or -OQ whatever there is. */
function untyped(oid: string, said: string): Found | string {
  const text = said.trim()
  if (text === '' || NOTHING.test(text)) return { oid, type: 5, value: undefined }
  if (text.startsWith('"')) {
    const inside = unquoted(text)
    const isHex = /^(?:[0-9A-F]{2} \s*)+$/.test(inside)
    return { oid, type: 4, value: isHex ? octetsOf(inside) : Buffer.from(inside) }
  }
  if (/^-?(?:0|[1-9]\d*)$/.test(text))
    return Number.isSafeInteger(Number(text))
      ? { oid, type: 2, value: Number(text) }
      : { oid, type: 70, value: BigInt(text) }
  const [, days, hours, minutes, seconds] = /^(\d+):(\d+):(\d+):(\d+\.\d\d)$/.exec(text) ?? []
  if (seconds !== undefined)
    return {
      oid,
      type: 67,
      value: Math.round((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 100),
    }
  if (/^\.\d+(?:\.\d+)+$/.test(text)) return { oid, type: 6, value: text.slice(1) }
  return `${text} has no type: record the walk with snmpwalk -On, without -OQ and -Oq`
}
