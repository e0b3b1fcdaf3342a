/**
 * A MAC address in any of the usual spellings (`AA-BB-CC-DD-EE-FF`, `aa:bb:..`, `aabb.ccdd.eeff`, `AABBCCDDEEFF`,
 * `aabbcc-ddeeff`), as `aa:bb:cc:dd:ee:ff`; undefined when `text` is none. Text after the address (`:SSID`, RFC 3580
 * section 3.20) is passed over when `trailing` is true.
 */
export function parseMac(text: string, trailing = false): string | undefined {
  // As most gateways write it (RFC 3580 section 3.21): told at once, since every request holds several.
  const dashed = trailing && text[DASHED_LENGTH] === ':' ? text.slice(0, DASHED_LENGTH) : text
  if (DASHED.test(dashed)) return dashed.toLowerCase().replaceAll('-', ':')
  const match = MAC.exec(text.trim())
  if (!match || (!trailing && match[0].length !== text.trim().length)) return undefined
  const digits = match[0].replace(/[^0-9a-f]/gi, '').toLowerCase()
  return digits.replace(/..(?!$)/g, '$&:')
}

const DASHED_LENGTH = 17
const DASHED = /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i
const MAC =
  /^(?:[0-9a-f]{2}([-:])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}|[0-9a-f]{4}([.-])[0-9a-f]{4}\2[0-9a-f]{4}|[0-9a-f]{6}-?[0-9a-f]{6})(?![0-9a-f])/i

/** The address `aa:bb:cc:dd:ee:ff` as a number, which takes a third of the memory as a key. */
export function macNumber(mac: string): number {
  let number = 0
  for (let at = 0; at < mac.length; at += 3)
    number = number * 256 + digit(mac.charCodeAt(at)) * 16 + digit(mac.charCodeAt(at + 1))
  return number
}

/** Of a lower-case hexadecimal digit: 0 is 48, a is 97. */
const digit = (code: number): number => (code < 97 ? code - 48 : code - 87)
