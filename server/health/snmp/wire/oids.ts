import { Malformed } from './ber.ts'

/** Sub-identifiers have 32 bits at most (RFC 2578 section 3.5), and an OID 128 of them. */
const MOST_SUBIDENTIFIER = 2 ** 32 - 1
const MOST_SUBIDENTIFIERS = 128

/** Agents of one kind are asked for the same objects. */
const MOST_REMEMBERED = 20_000
const remembered = new Map<string, Buffer>()

/** An OID's octets, without tag and length; not to be changed. @throws {Error} where the text is none */
export function encodeOid(oid: string): Buffer {
  const known = remembered.get(oid)
  if (known) return known
  const octets = octetsOf(oid)
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(oid, octets)
  return octets
}

/** Whether a text is an OID, dotted, without a leading dot, that a request can ask for. */
export function isOid(text: string): boolean {
  try {
    return octetsOf(text).length > 0
  } catch {
    return false
  }
}

function octetsOf(oid: string): Buffer {
  const numbers = oid.split('.').map((part) => (/^\d{1,10}$/.test(part) ? Number(part) : Number.NaN))
  const [first = Number.NaN, second = Number.NaN, ...rest] = numbers
  const isOne = first <= 2 && (first === 2 || second < 40) && numbers.length <= MOST_SUBIDENTIFIERS
  if (!isOne || numbers.some((number) => !(number <= MOST_SUBIDENTIFIER))) throw new Error(`"${oid}" is no OID`)
  const octets: number[] = []
  for (const number of [first * 40 + second, ...rest]) {
    const groups = [number % 128]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) groups.push(128 + (left % 128))
    octets.push(...groups.reverse())
  }
  return Buffer.from(octets)
}

/** @throws {Malformed} where it is empty, cut off, or one of its numbers is too large */
export function decodeOid(octets: Buffer, at: number, stop: number): string {
  if (at >= stop || octets[stop - 1]! >= 128) throw new Malformed('an OID that is cut off')
  let text = ''
  let number = 0
  for (let index = at; index < stop; index++) {
    const octet = octets[index]!
    number = number * 128 + (octet & 0x7f)
    if (number > MOST_SUBIDENTIFIER + 80) throw new Malformed('an OID of numbers too large')
    if (octet >= 128) continue
    if (text === '') text = firstTwo(number)
    else text += `.${number}`
    number = 0
  }
  return text
}

const firstTwo = (number: number): string =>
  number < 40 ? `0.${number}` : number < 80 ? `1.${number - 40}` : `2.${number - 80}`

/** Below 0 where `left` comes before `right` in an agent's order, above 0 where after, 0 for the same. */
export function compareOids(left: string, right: string): number {
  const shared = Math.min(left.length, right.length)
  let at = 0
  while (at < shared && left.charCodeAt(at) === right.charCodeAt(at)) at++
  // What goes on is below the other, or ends in a longer number.
  if (at === shared) return left.length - right.length
  // Of two numbers, without zeros before them, the longer one is the larger.
  const longer = endOfNumber(left, at) - endOfNumber(right, at)
  return longer === 0 ? left.charCodeAt(at) - right.charCodeAt(at) : longer
}

function endOfNumber(oid: string, at: number): number {
  const dot = oid.indexOf('.', at)
  return dot < 0 ? oid.length : dot
}

/** Whether `oid` is below `root`. */
export const isUnder = (oid: string, root: string): boolean =>
  oid.length > root.length && oid.charCodeAt(root.length) === 46 && oid.startsWith(root)
