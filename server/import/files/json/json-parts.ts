/** Where a value begins, and where it has ended, in octets. */
export type Part = readonly [from: number, to: number]

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OBJECT, OBJECT_END, ARRAY, ARRAY_END] = [0x7b, 0x7d, 0x5b, 0x5d]
const SPACE = 0x20
/** The octets of UTF-8's byte order mark. */
const MARK = [0xef, 0xbb, 0xbf]

export const isObject = (octets: Buffer, [from]: Part): boolean => octets[from] === OBJECT
export const isArray = (octets: Buffer, [from]: Part): boolean => octets[from] === ARRAY

/**
 * The values of a JSON text (RFC 8259) in UTF-8: mostly one; several of a sequence, one a line or each after a separator
 * (RFC 8142). Finds where they end, and parses nothing.
 *
 * @throws {SyntaxError} for what is no JSON so far that an end cannot be found
 */
export function topValues(octets: Buffer): Part[] {
  const parts: Part[] = []
  for (let at = afterSpace(octets, 0); at < octets.length; at = afterSpace(octets, at)) {
    const end = endOfValue(octets, at)
    parts.push([at, end])
    at = end
  }
  return parts
}

/** The elements of an array. @throws {SyntaxError} */
export function elementsOf(octets: Buffer, [from]: Part): Part[] {
  const parts: Part[] = []
  let at = afterSpace(octets, from + 1)
  while (octets[at] !== ARRAY_END) {
    const end = endOfValue(octets, at)
    parts.push([at, end])
    at = next(octets, end, ARRAY_END)
  }
  return parts
}

/** The members of an object, by name. @throws {SyntaxError} */
export function membersOf(octets: Buffer, [from]: Part): Map<string, Part> {
  const parts = new Map<string, Part>()
  let at = afterSpace(octets, from + 1)
  while (octets[at] !== OBJECT_END) {
    const nameEnd = octets[at] === QUOTE ? endOfString(octets, at) : unexpected(octets, at)
    const name = JSON.parse(octets.toString('utf8', at, nameEnd)) as string
    const colon = afterSpace(octets, nameEnd)
    if (octets[colon] !== COLON) unexpected(octets, colon)
    const start = afterSpace(octets, colon + 1)
    const end = endOfValue(octets, start)
    parts.set(name, [start, end])
    at = next(octets, end, OBJECT_END)
  }
  return parts
}

/** Parses a part; NaN, which Python and R write for no value though JSON has none, is null. @throws {SyntaxError} */
export function parsePart(octets: Buffer, [from, to]: Part): unknown {
  const text = octets.toString('utf8', from, to)
  try {
    return JSON.parse(text)
  } catch (error) {
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found.startsWith('"') ? found : 'null',
    )
    if (mended === text) throw error
    return JSON.parse(mended)
  }
}

/** Where the next element begins, or where `close` stands. */
function next(octets: Buffer, end: number, close: number): number {
  const at = afterSpace(octets, end)
  if (octets[at] === close) return at
  return octets[at] === COMMA ? afterSpace(octets, at + 1) : unexpected(octets, at)
}

/** Controls and byte order marks count as space. */
function afterSpace(octets: Buffer, from: number): number {
  let at = from
  while (at < octets.length && (octets[at]! <= SPACE || MARK.includes(octets[at]!))) at++
  return at
}

function endOfValue(octets: Buffer, from: number): number {
  const first = octets[from]
  if (first === QUOTE) return endOfString(octets, from)
  if (first !== OBJECT && first !== ARRAY) return endOfWord(octets, from)
  let depth = 0
  for (let at = from; at < octets.length; at++) {
    const octet = octets[at]
    if (octet === QUOTE) at = endOfString(octets, at) - 1
    else if (octet === OBJECT || octet === ARRAY) depth++
    else if ((octet === OBJECT_END || octet === ARRAY_END) && --depth === 0) return at + 1
  }
  throw new SyntaxError('it ends in the middle of a value: was it cut off?')
}

function endOfString(octets: Buffer, from: number): number {
  for (let at = from + 1; at < octets.length; at++) {
    if (octets[at] === BACKSLASH) at++
    else if (octets[at] === QUOTE) return at + 1
  }
  throw new SyntaxError('it ends in the middle of a text: was it cut off?')
}

/** Of a number, true, false or null. */
function endOfWord(octets: Buffer, from: number): number {
  let at = from
  while (at < octets.length && octets[at]! > SPACE && ![COMMA, OBJECT_END, ARRAY_END].includes(octets[at]!)) at++
  return at === from ? unexpected(octets, from) : at
}

function unexpected(octets: Buffer, at: number): never {
  if (at >= octets.length) throw new SyntaxError('it ends in the middle of a value: was it cut off?')
  const found = octets.toString('utf8', at, at + 20).split(/\s/)[0]
  throw new SyntaxError(`"${found}" is unexpected at octet ${at.toLocaleString('en')}`)
}
