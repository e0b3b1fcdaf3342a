import { isIP, isIPv6, SocketAddress } from 'node:net'
import { EntryError } from './entry-error.ts'

const EXAMPLE = 'e.g. 203.0.113.7, 203.0.113.0/28 or 2001:db8::/64'

/**
 * Reads an address or network in CIDR notation; an address alone is the network of itself, and an IPv4 address in the
 * clothes of IPv6 (`::ffff:203.0.113.7`) is the IPv4 address.
 *
 * @throws {EntryError} where it is neither, and where bits beyond the network's length are set: with the network meant
 */
export function readNetwork(text: string): string {
  const [, address = '', length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? []
  const family = isIP(address)
  const bits = family === 6 ? 128 : 32
  const prefix = length === undefined ? bits : Number(length)
  if (family === 0 || prefix > bits) {
    throw new EntryError('network', 'invalid', `"${text}" is no address or network, ${EXAMPLE}.`)
  }
  const value = numberOf(address)
  if (family === 6 && value >> 32n === 0xffffn && prefix >= 96) {
    return readNetwork(`${written(value & 0xffff_ffffn, 32)}/${prefix - 96}`)
  }
  const host = (1n << BigInt(bits - prefix)) - 1n
  const network = `${written(value & ~host, bits)}/${prefix}`
  if ((value & host) !== 0n) {
    throw new EntryError(
      'network',
      'host-bits',
      `${text} is an address within the network ${network}: give one or the other.`,
    )
  }
  return network
}

/** An address as a number. */
export function numberOf(address: string): bigint {
  if (!isIPv6(address)) return numeral(address.split('.').map(Number), 8)
  // The URL parser turns a dotted end into groups.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const groups = (part: string | undefined) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const zeros = Array<number>(8 - groups(head).length - groups(tail).length).fill(0)
  return numeral([...groups(head), ...zeros, ...groups(tail)], 16)
}

const numeral = (digits: number[], bits: number): bigint =>
  digits.reduce((sum, digit) => (sum << BigInt(bits)) | BigInt(digit), 0n)

/** The address that is this number, of so many bits, in its usual form. */
export function written(value: bigint, bits: number): string {
  const digit = bits === 32 ? 8 : 16
  const digits = Array.from({ length: bits / digit }, (_, index) =>
    Number((value >> BigInt(bits - digit * (index + 1))) & ((1n << BigInt(digit)) - 1n)),
  )
  if (bits === 32) return digits.join('.')
  const address = digits.map((group) => group.toString(16)).join(':')
  return new SocketAddress({ address, family: 'ipv6' }).address
}
