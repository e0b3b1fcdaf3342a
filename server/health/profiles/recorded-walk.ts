import type { SnmpClient, Value } from '../snmp/client.ts'

/** A recorded walk that cannot be read. */
export class WalkError extends Error {
  override name = 'WalkError'
}

/**
 * An agent that answers as a recorded one did.
 *
 * @param text `snmprec` (`OID|type|value` a line), or what `snmpwalk -On` and `snmpbulkwalk -On` print
 * @param file as it is named in errors
 * @throws {WalkError} naming file and line
 */
export function recordedWalk(text: string, file: string): SnmpClient {
  const values = new Map<string, Value>()
  const lines = text.split(/\r?\n/)
  const isRecording = lines.some((line) => SNMPREC.test(line))
  for (const [index, line] of joined(lines, isRecording)) {
    const found = isRecording ? recorded(line) : printed(line)
    if (found === undefined)
      throw new WalkError(`${file}:${index + 1}: is neither OID|type|value nor .OID = TYPE: value`)
    if (found.value !== undefined) values.set(found.oid, found.value)
  }
  if (values.size === 0) throw new WalkError(`${file}: holds no object`)
  return clientOf(values)
}

interface Found {
  oid: string
  /** Undefined where the agent had none. */
  value: Value | undefined
}

const SNMPREC = /^\.?\d+(?:\.\d+)+\|/
const PRINTED = /^\.?(\d+(?:\.\d+)+) = ?(.*)$/s

/** Texts may hold line breaks: what begins with no OID goes on with the line before. Comments and blank lines are passed over. */
function joined(lines: readonly string[], isRecording: boolean): Array<[number, string]> {
  const begins = isRecording ? SNMPREC : PRINTED
  const whole: Array<[number, string]> = []
  for (const [index, line] of lines.entries()) {
    if (begins.test(line)) whole.push([index, line])
    else if (line.trim() === '' || line.startsWith('#')) continue
    else if (whole.length === 0 || isRecording) whole.push([index, line])
    else whole[whole.length - 1]![1] += `\n${line}`
  }
  return whole
}

/** Types as in ASN.1 and SMIv2: 2 integer, 4 octets, 6 OID, 64 IpAddress, 65 Counter32, 66 Gauge32, 67 ticks, 70 Counter64. */
function recorded(line: string): Found | undefined {
  const [, oid, type, hex, text = ''] = /^\.?(\d+(?:\.\d+)+)\|(\d+)(x?)\|(.*)$/.exec(line) ?? []
  if (oid === undefined) return undefined
  if (hex === 'x') {
    const octets = Buffer.from(text, 'hex')
    return { oid, value: type === '64' && octets.length === 4 ? [...octets].join('.') : octets }
  }
  return { oid, value: typed(type!, text) }
}

function typed(type: string, text: string): Value | undefined {
  switch (type) {
    case '4':
    case '68':
      return Buffer.from(text)
    case '6':
    case '64':
      return text.replace(/^\./, '')
    case '70':
      return /^\d+$/.test(text) ? BigInt(text) : undefined
    case '2':
    case '65':
    case '66':
    case '67':
      return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
    default:
      return undefined
  }
}

function printed(line: string): Found | undefined {
  const [, oid, said = ''] = PRINTED.exec(line) ?? []
  if (oid === undefined) return undefined
  const [, type = '', rest = ''] = /^([A-Za-z][\w -]*?): ?(.*)$/s.exec(said) ?? []
  return { oid, value: type === '' ? untyped(said) : spoken(type.toLowerCase(), rest) }
}

/** `""`, and `No Such Object available on this agent at this OID`. */
const untyped = (said: string): Value | undefined => (said.trim() === '""' ? Buffer.alloc(0) : undefined)

function spoken(type: string, text: string): Value | undefined {
  switch (type) {
    case 'string':
      return Buffer.from(/^"(.*)"\s*$/s.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1') ?? text)
    case 'hex-string':
    case 'bits':
      return Buffer.from(text.replaceAll(/[^0-9a-f]/gi, ''), 'hex')
    case 'oid':
    case 'ipaddress':
    case 'network address':
      return text.trim().replace(/^\./, '')
    case 'counter64':
      return /^\d+/.test(text) ? BigInt(/^\d+/.exec(text)![0]) : undefined
    default: {
      const digits = /\((-?\d+)\)/.exec(text)?.[1] ?? /^-?\d+/.exec(text)?.[0]
      return digits === undefined ? undefined : Number(digits)
    }
  }
}

function clientOf(values: ReadonlyMap<string, Value>): SnmpClient {
  const ordered = [...values].map(([oid, value]) => ({ oid, value, numbers: oid.split('.').map(Number) }))
  ordered.sort((a, b) => compared(a.numbers, b.numbers))
  const from = (oid: string) => {
    const numbers = oid.split('.').map(Number)
    let [low, high] = [0, ordered.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compared(ordered[middle]!.numbers, numbers) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    get: async (oids) =>
      new Map(oids.flatMap((oid): Array<[string, Value]> => (values.has(oid) ? [[oid, values.get(oid)!]] : []))),
    next: async (oid) => ordered[from(oid)],
    walk: async (roots) => ({
      complete: true,
      values: new Map(
        roots.map((root) => {
          const cells = new Map<string, Value>()
          for (let at = from(root); ordered[at]?.oid.startsWith(`${root}.`); at++)
            cells.set(ordered[at]!.oid.slice(root.length + 1), ordered[at]!.value)
          return [root, cells]
        }),
      ),
    }),
  }
}

function compared(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return a.length - b.length
}
