import { isIPv6, SocketAddress } from 'node:net'

/** An IPv6 address as RFC 5952 writes it. */
export const canonicalIpv6 = (address: string): string => new SocketAddress({ address, family: 'ipv6' }).address

/** The address in the 16 octets from `offset`, compressed as in RFC 5952. */
export function ipv6FromBytes(bytes: Buffer, offset: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(offset + 2 * index).toString(16))
  return canonicalIpv6(groups.join(':'))
}

/** The 16 octets of an address. Throws a RangeError where the text is not one. */
export function ipv6ToBytes(address: string): Buffer {
  if (!isIPv6(address) || address.includes('%')) throw new RangeError(`"${address}" is not an IPv6 address`)
  const [head = '', tail] = withoutDots(address).split('::')
  const first = groupsOf(head)
  const last = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array<number>(8 - first.length - last.length).fill(0)
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...first, ...zeros, ...last].entries()) bytes.writeUInt16BE(group, 2 * index)
  return bytes
}

const groupsOf = (text: string): number[] => (text ? text.split(':').map((group) => Number.parseInt(group, 16)) : [])

/** Turns the dotted end of `::ffff:192.0.2.1` into two groups. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: string, low: string) => ((Number(high) << 8) | Number(low)).toString(16)
    return `${group(a, b)}:${group(c, d)}`
  })
}
