import { createSocket, type Socket } from 'node:dgram'
import { isIP, isIPv6 } from 'node:net'
import { canonicalIpv6 } from '../attributes/ipv6.ts'
import { encodeRequest } from '../packet/encode.ts'
import type { Packet } from '../packet/packet.ts'
import { type ReplyVerification, verifyReply } from './verify-reply.ts'

export interface ExchangeOptions extends ReplyVerification {
  /** IP address of the server. */
  address: string
  port: number
  packet: Packet
  /** Address to send from; any by default. */
  localAddress?: string
  /** Milliseconds before the first retransmission; doubles each time, plus or minus a tenth (RFC 5080 §2.2.1). 2000. */
  initialTimeout?: number
  /** Longest wait between two transmissions, in milliseconds. 16000. */
  maxTimeout?: number
  /** How often the packet is sent at most. 5. */
  maxAttempts?: number
}

export type ExchangeResult =
  | { timeout?: undefined; packet: Packet; attempts: number }
  | { timeout: true; packet?: undefined; attempts: number }

/**
 * Sends a request and waits for its reply, retransmitting the same octets (RFC 5080 §2.2.1). Replies from elsewhere or
 * with a wrong authenticator are ignored. Every exchange has its own port, so identifiers never clash. A network
 * that cannot be reached counts as a lost packet. Rejects where `address` is not an IP address, the packet cannot be
 * encoded, or the socket fails.
 */
export async function exchange(options: ExchangeOptions): Promise<ExchangeResult> {
  const { address, port, packet, secret, initialTimeout = 2_000, maxTimeout = 16_000, maxAttempts = 5 } = options
  if (!isIP(address)) throw new RangeError(`"${address}" is not an IP address to send RADIUS to`)
  const peer = isIPv6(address) ? canonicalIpv6(address) : address
  const datagram = encodeRequest(packet, secret)
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  try {
    await open(socket, options)
    return await new Promise<ExchangeResult>((resolve, reject) => {
      let attempts = 0
      let wait = initialTimeout
      const transmit = (): void => {
        if (isOver) return
        if (attempts === maxAttempts) {
          resolve({ timeout: true, attempts })
          return
        }
        attempts += 1
        socket.send(datagram, port, address, (error) => {
          if (error && !isLoss(error)) reject(error)
        })
        // A busy process finds its timers over before it reads what has come.
        timer = setTimeout(() => setImmediate(transmit), jittered(wait))
        wait = Math.min(2 * wait, maxTimeout)
      }
      socket.on('error', reject)
      socket.on('message', (received, from) => {
        if (from.port !== port || from.address !== peer) return
        const reply = verifyReply(received, datagram, options)
        if (reply) resolve({ packet: reply, attempts })
      })
      transmit()
    })
  } finally {
    isOver = true
    clearTimeout(timer)
    socket.close()
  }
}

/** Routes come back: what the network cannot deliver now is worth another try. */
const isLoss = (error: NodeJS.ErrnoException): boolean =>
  ['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'ECONNREFUSED'].includes(error.code ?? '')

const jittered = (milliseconds: number): number => milliseconds * (0.9 + 0.2 * Math.random())

const open = (socket: Socket, { localAddress }: ExchangeOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(localAddress ? { address: localAddress, port: 0 } : { port: 0 }, () => {
      socket.off('error', reject)
      resolve()
    })
  })
