import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
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

interface TransportOptions {
  address: string
  server: string
  secret: string
  /** Whether an Access-Request gets a Message-Authenticator. */
  signs: boolean
}

interface Context {
  readonly options: TransportOptions
  readonly socket: Socket
  /** What takes the answer, by port and identifier; it says whether that was the one. */
  readonly waiting: Map<string, (datagram: Buffer | undefined) => boolean>
  lastIdentifier: number
  closed: boolean
}

/** A gateway's one socket, kept for its life as a NAS does; `close` gives up what is still waiting. */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const socket = await bind(options.address)
  const context: Context = { options, socket, waiting: new Map(), lastIdentifier: 0, closed: false }
  const { waiting } = context
  socket.on('message', (datagram, { port }) => {
    const key = `${port} ${datagram[1]}`
    if (waiting.get(key)?.(datagram)) waiting.delete(key)
  })
  return {
    ask: (code, port, fill) => ask(context, { code, port, fill }),
    close() {
      context.closed = true
      for (const answer of waiting.values()) answer(undefined)
      waiting.clear()
      return new Promise((resolve) => socket.close(() => resolve()))
    },
  }
}

async function bind(address: string): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address, port: 0, exclusive: true }, resolve)
  })
  socket.removeAllListeners('error')
  // A server that is not there is told by ICMP on some systems: the repetitions deal with it.
  socket.on('error', () => {})
  return socket
}

async function ask(
  context: Context,
  { code, port, fill }: { code: number; port: number; fill: (packet: Packet) => void },
): Promise<Packet | undefined> {
  const identifier = freeIdentifier(context, port)
  if (context.closed || identifier === undefined) return undefined
  const packet = new Packet(code, identifier, randomBytes(16))
  fill(packet)
  const { secret, signs } = context.options
  const isUnsigned = code === Code.AccessRequest && !signs
  const raw = isUnsigned ? encodePacket(packet) : encodeRequest(packet, secret)
  return sendUntilAnswered(context, port, raw)
}

function freeIdentifier(context: Context, port: number): number | undefined {
  for (let tries = 0; tries < 256; tries++) {
    context.lastIdentifier = (context.lastIdentifier + 1) & 255
    if (!context.waiting.has(`${port} ${context.lastIdentifier}`)) return context.lastIdentifier
  }
  return undefined
}

const sendUntilAnswered = ({ options, socket, waiting }: Context, port: number, raw: Buffer) =>
  new Promise<Packet | undefined>((resolve) => {
    const key = `${port} ${raw[1]}`
    const authenticator = raw.subarray(4, 20)
    let attempts = 0
    let timer: NodeJS.Timeout | undefined
    const finish = (answer: Packet | undefined) => {
      clearTimeout(timer)
      resolve(answer)
      return true
    }
    waiting.set(key, (datagram) => {
      if (datagram === undefined) return finish(undefined)
      const answer = authentic(datagram, authenticator, options.secret)
      return answer ? finish(answer) : false
    })
    const send = () => {
      if (attempts === ATTEMPTS) {
        waiting.delete(key)
        finish(undefined)
        return
      }
      socket.send(raw, port, options.server)
      timer = setTimeout(send, FIRST_WAIT_MS * 2 ** attempts).unref()
      attempts++
    }
    send()
  })

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
