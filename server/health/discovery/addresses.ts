import { isIP } from 'node:net'
import { parseAgentAddress, SNMP_PORT } from '../../network/agents/agents.ts'
import { EntryError } from '../../network/gateways/entry/entry-error.ts'
import { numberOf, readNetwork, written } from '../../network/gateways/entry/network.ts'

/** What is wrong with a discovery that was asked for: the message is for the person who asked. */
export class DiscoveryError extends Error {
  override name = 'DiscoveryError'
  readonly field: 'addresses' | 'credentials' | 'rate' | 'running' | 'id'
  constructor(field: DiscoveryError['field'], message: string) {
    super(message)
    this.field = field
  }
}

/** Where an agent may answer. */
export interface Place {
  /** An address or host name. */
  host: string
  port: number
}

/** Addresses to be asked, in an order that stays. */
export interface Addresses {
  /** As they are kept and shown, a space between them. */
  text: string
  total: number
  at(index: number): Place
}

/** A /16 of IPv4, or a /112 of IPv6. */
export const MOST_ADDRESSES = 65_536

interface Range {
  total: number
  at(index: number): Place
}

/**
 * Reads networks (`203.0.113.0/24`, `2001:db8::/120`), addresses and host names, with `:port` or without, between commas or
 * white space. Of a network of IPv4 its own address and the one for all are left out (RFC 919).
 *
 * @param port of those that say none
 * @throws {DiscoveryError} where one is none of these, is not any host's, or all are too many
 */
export function readAddresses(text: string, port = SNMP_PORT): Addresses {
  const given = [...new Set(text.split(/[\s,;]+/).filter((one) => one !== ''))]
  if (given.length === 0) throw wrong('Give the addresses to ask: networks such as 203.0.113.0/24, addresses, names.')
  const ranges = given.map((one) => (one.includes('/') ? networkOf(one, port) : hostOf(one, port)))
  const total = ranges.reduce((sum, range) => sum + range.total, 0)
  if (total > MOST_ADDRESSES) throw tooMany(total)
  return {
    text: given.join(' '),
    total,
    at(index) {
      let left = index
      for (const range of ranges) {
        if (left < range.total) return range.at(left)
        left -= range.total
      }
      throw new RangeError(`There is no address ${index} of ${total}.`)
    },
  }
}

const wrong = (message: string) => new DiscoveryError('addresses', message)

const tooMany = (total: number | bigint, what = 'These') =>
  wrong(
    `${what} are ${total.toLocaleString('en')} addresses; at most ${MOST_ADDRESSES.toLocaleString('en')} are asked at once, ` +
      'as many as a /16 of IPv4 or a /112 of IPv6 has: give the networks in which the agents are.',
  )

function networkOf(text: string, port: number): Range {
  const network = read(text)
  const [address = '', length = ''] = network.split('/')
  const bits = isIP(address) === 6 ? 128 : 32
  const size = 1n << BigInt(bits - Number(length))
  if (size > BigInt(MOST_ADDRESSES)) throw tooMany(size, `${text}:`)
  const hasEnds = bits === 32 && size > 2n
  const first = numberOf(address) + (hasEnds ? 1n : 0n)
  refuseNobody(text, address)
  return {
    total: Number(size) - (hasEnds ? 2 : 0),
    at: (index) => ({ host: written(first + BigInt(index), bits), port }),
  }
}

function read(text: string): string {
  try {
    return readNetwork(text)
  } catch (error) {
    throw error instanceof EntryError ? wrong(error.message) : error
  }
}

function hostOf(text: string, port: number): Range {
  const found = parseAgentAddress(text)
  if (!found) throw wrong(`"${text}" is no network, address or host name, e.g. 203.0.113.0/24 or ap-7.example.`)
  refuseNobody(text, found.host)
  const place = { host: found.host, port: found.port ?? port }
  return { total: 1, at: () => place }
}

/** Addresses that are no host's: "this network", groups and reserved ones (RFC 6890, RFC 5771, RFC 4291 section 2.7). */
function refuseNobody(text: string, host: string): void {
  const first = isIP(host) === 4 ? Number(host.split('.')[0]) : undefined
  const isNobody = first === undefined ? /^(ff|::$)/i.test(host) : first === 0 || first >= 224
  if (isNobody && isIP(host)) throw wrong(`${text} are not the addresses of hosts.`)
}
