/*
 * Which addresses follow from an access point's own, as makers number radios and networks. Addresses are numbers of 48
 * bits (see `macNumber`): as keys they take less time and memory than texts.
 */

const OCTET = 2 ** 8
/** Below the first octet. */
const REST = 2 ** 40
const MAKER = 2 ** 24
const SIXTEEN = 16
/** Keys of addresses without their first octet, and of blocks of them, stand apart from those of whole ones. */
const LOCAL = 2 ** 48
const LOCAL_SIXTEEN = 2 ** 49

/** The second bit of the first octet: no maker's own address, but one derived from it (IEEE 802, clause 8.4). */
export const isLocal = (address: number): boolean => (Math.floor(address / REST) & 2) !== 0

/** The 16 addresses that differ in the last digit only. */
const sixteen = (address: number) => Math.floor(address / SIXTEEN)
/** The first octet aside: of it makers turn more than the one bit. */
const madeLocal = (address: number) => LOCAL + (address % REST)
const sixteenMadeLocal = (address: number) => LOCAL_SIXTEEN + sixteen(address % REST)

/** By what a hotspot is known whose own address this is: keys of which {@link blocksHeard} gives one. */
export function blocksOf(address: number, vendor?: string): number[] {
  const keys: number[] = []
  // Cisco, Ruckus, Meraki: a base that ends in 0, and radios and networks numbered from it within its 16.
  const whole = address % SIXTEEN === 0
  if (whole) keys.push(sixteen(address))
  // UniFi, Cambium, OpenWrt: networks after the first have the base's address made local, in one way or another.
  if (!isLocal(address)) {
    keys.push(madeLocal(address))
    if (whole) keys.push(sixteenMadeLocal(address))
  }
  if (vendor === 'aruba') keys.push(arubaBlock(address))
  return keys
}

/**
 * Aruba: the radio's 16 addresses keep the maker's three octets; of the wired address's other three the first digit is
 * left out, and the next has its highest bit turned (Aruba, "How is the BSSID derived from the Access Point ethernet MAC
 * address?").
 */
function arubaBlock(address: number): number {
  const own = address % MAKER
  const radio = (((own * SIXTEEN) % MAKER) ^ (OCTET ** 3 / 2)) >>> 0
  return sixteen(address - own + radio)
}

/** The keys of the hotspots that the address may belong to, the surest first. */
export const blocksHeard = (address: number): number[] =>
  isLocal(address) ? [madeLocal(address), sixteen(address), sixteenMadeLocal(address)] : [sixteen(address)]

/** Keys that an address speaks against belonging to anybody else: those of its own 16. */
export const claimsOf = (address: number): number[] =>
  isLocal(address) ? [sixteen(address)] : [sixteen(address), sixteenMadeLocal(address)]
