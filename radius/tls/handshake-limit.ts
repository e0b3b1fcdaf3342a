import type { Socket } from 'node:net'
import { ipv6ToBytes } from '../attributes/ipv6.ts'
import { count } from '../count.ts'
import { unmapped } from '../server/source-address.ts'

/** Handshakes cost more than anything else that a stranger can ask for: at most so many at once, in all and from one network. */
const LARGEST = 256
const LARGEST_FROM_NETWORK = 64
/** Octets of an IPv6 address that tell one subscriber from another: the others are the subscriber's to choose (RFC 4291 §2.5.4). */
const NETWORK_OCTETS = 8

const keyOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress} ${remotePort}`

/** An IPv4 address, or the /64 of an IPv6 address in hex. */
function networkOf({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string {
  const address = unmapped(remoteAddress).replace(/%.*$/, '')
  return address.includes(':') ? ipv6ToBytes(address).toString('hex', 0, NETWORK_OCTETS) : address
}

interface Handshake {
  socket: Socket
  network: string
}

/**
 * Counts the handshakes under way. Where all places are taken, the oldest handshake of the network that has most gives its
 * place to whoever has fewer: an honest handshake is done within a moment, so that no flood keeps it out.
 */
export function createHandshakeLimit() {
  /** The oldest first. */
  const underWay = new Map<string, Handshake>()
  const ofNetwork = new Map<string, number>()

  const end = (key: string): void => {
    const handshake = underWay.get(key)
    if (!handshake) return
    underWay.delete(key)
    const others = (ofNetwork.get(handshake.network) ?? 1) - 1
    if (others > 0) ofNetwork.set(handshake.network, others)
    else ofNetwork.delete(handshake.network)
  }
  /** Whether there was one to give way to a network that has so many. */
  const endOldest = (own: number): boolean => {
    const most = Math.max(...ofNetwork.values())
    if (most <= own) return false
    for (const [key, { socket, network }] of underWay) {
      if (ofNetwork.get(network) !== most) continue
      end(key)
      socket.destroy()
      return true
    }
    return false
  }

  return {
    /** Whether a handshake may begin; it is then counted until it ends or the connection closes. */
    begin(socket: Socket): boolean {
      const key = keyOf(socket)
      const network = networkOf(socket)
      const own = ofNetwork.get(network) ?? 0
      if (own >= LARGEST_FROM_NETWORK || (underWay.size >= LARGEST && !endOldest(own))) return false
      underWay.set(key, { socket, network })
      count(ofNetwork, network)
      // Its address and port may be another connection's by then.
      socket.once('close', () => underWay.get(key)?.socket === socket && end(key))
      return true
    },
    /** The handshake of this connection is over. */
    end: (socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): void => end(keyOf(socket)),
    /** Ends every handshake under way. */
    close(): void {
      for (const { socket } of underWay.values()) socket.destroy()
    },
  }
}
