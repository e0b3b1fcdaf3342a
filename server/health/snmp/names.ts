import { lookup } from 'node:dns/promises'
import { isIP, SocketAddress } from 'node:net'
import { NoAnswer } from './client.ts'

/** Where a datagram is sent. */
export interface Endpoint {
  family: 4 | 6
  /** As the operating system writes it. */
  address: string
  port: number
}

/** How long (ms) a name's addresses are believed, and how long one that has none is not asked again. */
const BELIEVED_MS = 300_000
const ASKED_AGAIN_MS = 30_000

export interface Names {
  /** Every address of a host, of either family. @throws {NoAnswer} where it has none */
  endpoints(host: string, port: number): readonly Endpoint[] | Promise<readonly Endpoint[]>
}

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<ReadonlyArray<{ address: string; family: number }>>

const systemLookup: Resolve = (host) => lookup(host, { all: true, verbatim: true })

interface Known {
  addresses: ReadonlyArray<{ address: string; family: number }>
  until: number
}

/** Remembers names; while the resolver is away, the addresses known before go on being used. */
export function createNames(resolve: Resolve = systemLookup): Names {
  const known = new Map<string, Known>()
  const asking = new Map<string, Promise<Known>>()
  const ask = async (host: string): Promise<Known> => {
    const before = known.get(host)
    const addresses = await resolve(host).catch(() => before?.addresses ?? [])
    const believed = addresses.length > 0 && addresses !== before?.addresses
    const found = { addresses, until: performance.now() + (believed ? BELIEVED_MS : ASKED_AGAIN_MS) }
    known.set(host, found)
    asking.delete(host)
    return found
  }
  const askOnce = (host: string): Promise<Known> => {
    const asked = asking.get(host) ?? ask(host)
    asking.set(host, asked)
    return asked
  }
  return {
    endpoints(host, port) {
      const literal = literalEndpoints(host, port)
      if (literal) return literal
      const found = known.get(host)
      if (found && found.until > performance.now()) return endpointsOf(host, port, found)
      return askOnce(host).then((answer) => endpointsOf(host, port, answer))
    },
  }
}

function endpointsOf(host: string, port: number, { addresses }: Known): Endpoint[] {
  if (addresses.length === 0) throw new NoAnswer(`${host} has no address (ENOTFOUND)`, 'name')
  return addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4, port }))
}

/** The one endpoint of an address; undefined for a name. */
export function literalEndpoints(host: string, port: number): readonly Endpoint[] | undefined {
  const family = isIP(host)
  return family === 0 ? undefined : [literal(host, family === 6 ? 6 : 4, port)]
}

/** An address of version 6 can be written in many ways; answers name theirs in one. */
function literal(host: string, family: 4 | 6, port: number): Endpoint {
  if (family === 4) return { family, address: host, port }
  const [bare = '', zone] = host.split('%')
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' })
  return { family, address: zone === undefined ? address : `${address}%${zone}`, port }
}
