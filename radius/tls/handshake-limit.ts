import type { Socket } from 'node:net'
import { count } from '../count.ts'

/** Handshakes cost more than anything else that a stranger can ask for: at most so many at once, in all and from one address. */
const LARGEST = 256
const LARGEST_FROM_ADDRESS = 64

const keyOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress} ${remotePort}`

/** Counts the handshakes under way, so that no flood of them keeps others out of more than its own address. */
export function createHandshakeLimit() {
  const underWay = new Map<string, Socket>()
  const fromAddress = new Map<string, number>()

  const end = (key: string): void => {
    const socket = underWay.get(key)
    if (!socket) return
    underWay.delete(key)
    const [address = ''] = key.split(' ')
    const others = (fromAddress.get(address) ?? 1) - 1
    if (others > 0) fromAddress.set(address, others)
    else fromAddress.delete(address)
  }

  return {
    /** Whether a handshake may begin; it is then counted until it ends or the connection closes. */
    begin(socket: Socket): boolean {
      const key = keyOf(socket)
      const address = socket.remoteAddress ?? ''
      const others = fromAddress.get(address) ?? 0
      if (underWay.size >= LARGEST || others >= LARGEST_FROM_ADDRESS) return false
      underWay.set(key, socket)
      count(fromAddress, address)
      socket.once('close', () => end(key))
      return true
    },
    /** The handshake of this connection is over. */
    end: (socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): void => end(keyOf(socket)),
    /** Ends every handshake under way. */
    close(): void {
      for (const socket of underWay.values()) socket.destroy()
    },
  }
}
