import { parseMac } from '../../mac.ts'
import { plainSigns } from '../places/degrees.ts'

/** Six octets with one sign between, of one digit too where it is a colon; three groups of four; two of six; or none. */
const ADDRESSES =
  /(?<![0-9a-z])(?:0x)?(?:[0-9a-f]{2}([- ])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}|[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}|[0-9a-f]{4}([.-])[0-9a-f]{4}\2[0-9a-f]{4}|[0-9a-f]{6}[-:]?[0-9a-f]{6})(?![0-9a-f])/gi
/** What looks like a part of one. */
const REST = /[0-9a-f]{2}([:-])[0-9a-f]{2}\1[0-9a-f]{2}/i

/**
 * The addresses in a text of an inventory, in any spelling and with any words beside them (`2.4 GHz: …; 5 GHz: …`), as
 * `aa:bb:cc:dd:ee:ff`; undefined where there is none, or something that was to be one is left.
 */
export function addressesIn(text: string): string[] | undefined {
  // As most are: told in a tenth of the time.
  const only = parseMac(text)
  if (only !== undefined) return [only]
  const plain = plainSigns(text)
  const found = plain.match(ADDRESSES)
  return !found || REST.test(plain.replace(ADDRESSES, '')) ? undefined : found.map(spelt)
}

function spelt(address: string): string {
  const bare = address.replace(/^0x/i, '').toLowerCase()
  const octets = bare.split(/[-: ]/)
  const digits =
    octets.length === 6 ? octets.map((octet) => octet.padStart(2, '0')).join('') : bare.replace(/[-:.]/g, '')
  return parseMac(digits)!
}

/** Whether a device may have it: not nothing, nor an address of many (IEEE 802, section 8.2.2). */
export const isDevices = (address: string): boolean =>
  address !== '00:00:00:00:00:00' && Number.parseInt(address.slice(0, 2), 16) % 2 === 0
