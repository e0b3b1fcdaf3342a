/** The second bit of the first octet: no maker's own address, but one derived from it (IEEE 802, clause 8.4). */
export const isLocal = (mac: string): boolean => (Number.parseInt(mac[1]!, 16) & 2) !== 0

const BLOCK_LENGTH = 'aa:bb:cc:dd:ee:f'.length
const WITHOUT_FIRST_OCTET = 'aa:'.length

/** The 16 addresses that differ in the last digit only. */
const sixteen = (mac: string) => mac.slice(0, BLOCK_LENGTH)

/** By what a hotspot is known whose own address is `mac`: keys of which {@link blocksHeard} gives one. */
export function blocksOf(mac: string, vendor?: string): string[] {
  // Cisco, Ruckus, Meraki: a base that ends in 0, and radios and networks numbered from it within its 16.
  const whole = mac.endsWith('0')
  return [
    ...(whole ? [sixteen(mac)] : []),
    // UniFi, Cambium, OpenWrt: networks after the first have the base's address made local, in one way or another.
    ...(isLocal(mac) ? [] : [`*${mac.slice(WITHOUT_FIRST_OCTET)}`]),
    ...(whole && !isLocal(mac) ? [`*${sixteen(mac).slice(WITHOUT_FIRST_OCTET)}`] : []),
    ...(vendor === 'aruba' ? [arubaBlock(mac)] : []),
  ]
}

/**
 * Aruba: the radio's 16 addresses keep the maker's three octets; of the wired address's other three the first digit is
 * left out, and the next has its highest bit turned (Aruba, "How is the BSSID derived from the Access Point ethernet MAC
 * address?").
 */
function arubaBlock(mac: string): string {
  const own = Number.parseInt(mac.slice('aa:bb:cc:'.length).replaceAll(':', ''), 16)
  const radio = (((own << 4) & 0xffffff) ^ 0x800000)
    .toString(16)
    .padStart(6, '0')
    .replace(/..(?!$)/g, '$&:')
  return sixteen(`${mac.slice(0, 'aa:bb:cc:'.length)}${radio}`)
}

/** The keys of the hotspots that the address may belong to, the surest first. */
export const blocksHeard = (mac: string): string[] =>
  isLocal(mac)
    ? [`*${mac.slice(WITHOUT_FIRST_OCTET)}`, sixteen(mac), `*${sixteen(mac).slice(WITHOUT_FIRST_OCTET)}`]
    : [sixteen(mac)]

/** Keys that an address speaks against belonging to anybody else: those of its own 16. */
export const claimsOf = (mac: string): string[] => [
  sixteen(mac),
  ...(isLocal(mac) ? [] : [`*${sixteen(mac).slice(WITHOUT_FIRST_OCTET)}`]),
]
