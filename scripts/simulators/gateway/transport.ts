import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import {
  Code,
  checkMessageAuthenticator,
  decodePacket,
  encodePacket,
  encodeRequest,
  isResponseAuthentic,
  Packet,
} from '../../../radius/index.ts'

/** First wait for an answer, and how often the request is repeated, each wait twice as long (RFC 5080 section 2.2.1). */
const FIRST_WAIT_MS = 2000
const ATTEMPTS = 4

export interface Transport {
  /**
   * Sends a request to the server's `port` and repeats it until it is answered.
   *
   * @param fill adds the attributes
   * @returns the authentic answer; undefined when there was none
   */
  ask(code: number, port: number, fill: (packet: Packet) => void): Promise<Packet | undefined>
  close(): Promise<void>
}

/** A gateway's one socket, kept for its life as a NAS does; `close` gives up what is still waiting. */
export async function openTransport(options: {
  address: string
  server: string
  secret: string
  /** Whether an Access-Request gets a Message-Authenticator. */
  signs: boolean
}): Promise<Transport> {
  const socket = createSocket('udp4')
  const waiting = new Map<string, (datagram: Buffer | undefined) => boolean>()
  let next = 0
  let closed = false
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address: options.address, port: 0, exclusive: true }, resolve)
  })
  socket.removeAllListeners('error')
  // A server that is not there is told by ICMP on some systems: the repetitions deal with it.
  socket.on('error', () => {})
  socket.on('message', (datagram, { port }) => {
    const key = `${port} ${datagram[1]}`
    if (waiting.get(key)?.(datagram)) waiting.delete(key)
  })
  const freeIdentifier = (port: number) => {
    for (let tries = 0; tries < 256; tries++) {
      next = (next + 1) & 255
      if (!waiting.has(`${port} ${next}`)) return next
    }
    return undefined
  }
  return {
    ask(code, port, fill) {
      const identifier = freeIdentifier(port)
      if (closed || identifier === undefined) return Promise.resolve(undefined)
      const packet = new Packet(code, identifier, randomBytes(16))
      fill(packet)
      const unsigned = code === Code.AccessRequest && !options.signs
      const raw = unsigned ? encodePacket(packet) : encodeRequest(packet, options.secret)
      const authenticator = raw.subarray(4, 20)
      return new Promise((resolve) => {
        let attempts = 0
        let timer: NodeJS.Timeout | undefined
        const finish = (answer: Packet | undefined) => {
          clearTimeout(timer)
          resolve(answer)
          return true
        }
        waiting.set(`${port} ${identifier}`, (datagram) => {
          if (datagram === undefined) return finish(undefined)
          const answer = authentic(datagram, authenticator, options.secret)
          return answer ? finish(answer) : false
        })
        const send = () => {
          if (attempts === ATTEMPTS) {
            waiting.delete(`${port} ${identifier}`)
            finish(undefined)
            return
          }
          socket.send(raw, port, options.server)
          timer = setTimeout(send, FIRST_WAIT_MS * 2 ** attempts).unref()
          attempts++
        }
        send()
      })
    },
    close() {
      closed = true
      for (const answer of waiting.values()) answer(undefined)
      waiting.clear()
      return new Promise((resolve) => socket.close(() => resolve()))
    },
  }
}

function authentic(datagram: Buffer, authenticator: Buffer, secret: string): Packet | undefined {
  try {
    const packet = decodePacket(datagram)
    const raw = packet.raw ?? datagram
    if (!isResponseAuthentic(raw, authenticator, secret)) return undefined
    return checkMessageAuthenticator(raw, secret, authenticator) === 'wrong' ? undefined : packet
  } catch {
    return undefined
  }
}
