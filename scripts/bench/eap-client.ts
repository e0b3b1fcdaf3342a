/** A device that authenticates by EAP-TTLS with PAP, gateway and all: what the bench loads a RADIUS server with. */
import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { decodeEap, EapCode, type EapPacket, EapType, encodeEap } from '../../radius/eap/eap-packet.ts'
import { encodeAvp } from '../../radius/eap/methods/ttls-avps.ts'
import { createReassembly, fragment, TlsFlag } from '../../radius/eap/tls/tls-fragments.ts'
import {
  CallingStationId,
  Code,
  checkMessageAuthenticator,
  decodePacket,
  EapMessage,
  encodeRequest,
  FramedMtu,
  isResponseAuthentic,
  Packet,
  State,
  UserName,
} from '../../radius/index.ts'

export interface EapClientOptions {
  address: string
  port: number
  secret: string
  /** Octets where it is no text. */
  username: string | Buffer
  password: string
  /** Authority of the server's certificate, in PEM. */
  ca: string
  version: 'TLSv1.2' | 'TLSv1.3'
  callingStationId: string
  /** What an earlier authentication gave, to be resumed. */
  session?: Buffer | undefined
}

export interface EapResult {
  accepted: boolean
  resumed: boolean
  /** RADIUS requests that it took. */
  rounds: number
  /** To resume this authentication with. */
  session: Buffer | undefined
}

export interface EapClient {
  /** One authentication at a time. Rejects where the server is silent for 5 s or answers what is no answer. */
  authenticate(options: EapClientOptions): Promise<EapResult>
  close(): void
}

const SILENCE_MS = 5_000
/** What a packet's data may have so that the whole goes into 1400 octets. */
const ROOM = 1_300

/** Opens a port for a gateway, at a loopback address. */
export async function createEapClient(from = '127.0.0.1'): Promise<EapClient> {
  const socket = createSocket('udp4')
  socket.bind(0, from)
  await once(socket, 'listening')
  return { authenticate: (options) => authenticate(socket, options), close: () => socket.close() }
}

async function authenticate(socket: Socket, options: EapClientOptions): Promise<EapResult> {
  const peer = createTlsPeer(options)
  const reassembly = createReassembly()
  let unsent: Buffer[] = []
  let rounds = 0
  let state: Buffer | undefined
  let response: EapPacket = {
    code: EapCode.Response,
    identifier: 0,
    type: EapType.Identity,
    data: Buffer.from('anonymous'),
  }
  const next = async (data: Buffer): Promise<Buffer> => {
    if (data[0]! & TlsFlag.Start) return cut(await peer.start())
    const received = reassembly.receive(data)
    if (received.kind === 'bad') throw new Error('the server sent a fragment that does not fit')
    if (received.kind === 'more') return Buffer.of(0)
    return unsent.shift() ?? cut(await peer.feed(received.message))
  }
  const cut = (message: Buffer): Buffer => {
    const [first = Buffer.of(0), ...rest] = fragment(message, ROOM)
    unsent = rest
    return first
  }
  try {
    for (;;) {
      rounds += 1
      const reply = await exchange(socket, rounds & 0xff, state, response, options)
      if (reply.code !== Code.AccessChallenge)
        return { accepted: reply.code === Code.AccessAccept, rounds, ...peer.outcome() }
      state = reply.get(State)
      const request = decodeEap(reply.get(EapMessage) ?? Buffer.alloc(0))
      if (!request) throw new Error('the challenge has no EAP packet')
      response =
        request.type === EapType.Ttls
          ? { ...request, code: EapCode.Response, data: await next(request.data) }
          : { ...request, code: EapCode.Response, type: EapType.Nak, data: Buffer.of(EapType.Ttls) }
    }
  } finally {
    peer.close()
  }
}

async function exchange(
  socket: Socket,
  identifier: number,
  state: Buffer | undefined,
  response: EapPacket,
  { address, port, secret, callingStationId }: EapClientOptions,
): Promise<Packet> {
  const request = new Packet(Code.AccessRequest, identifier, randomBytes(16))
    .add(UserName, 'anonymous')
    .add(CallingStationId, callingStationId)
    .add(FramedMtu, 1400)
    .add(EapMessage, encodeEap(response))
  if (state) request.add(State, state)
  socket.send(encodeRequest(request, secret), port, address)
  const [datagram] = (await once(socket, 'message', { signal: AbortSignal.timeout(SILENCE_MS) })) as [Buffer]
  const reply = decodePacket(datagram)
  const { authenticator } = request
  const authentic =
    isResponseAuthentic(datagram, authenticator, secret) &&
    checkMessageAuthenticator(datagram, secret, authenticator) === 'right'
  if (!authentic || reply.identifier !== identifier) throw new Error('the reply does not answer the request')
  return reply
}

/** The TLS of the device, with its password to send when the tunnel stands and no session is resumed. */
function createTlsPeer({ username, password, ca, version, session }: EapClientOptions) {
  let output: Buffer[] = []
  let activity = 0
  let established = false
  let told = false
  let latest: Buffer | undefined
  let tls: TLSSocket | undefined
  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      activity += 1
      output.push(chunk)
      done()
    },
  })
  wire.on('data', () => {
    activity += 1
  })

  const settle = async (): Promise<Buffer> => {
    let seen: number
    do {
      seen = activity
      await nextTurn()
    } while (seen !== activity || wire.readableLength > 0)
    const taken = Buffer.concat(output)
    output = []
    return taken
  }

  return {
    start(): Promise<Buffer> {
      const versions = { minVersion: version, maxVersion: version }
      tls = connect({ socket: wire, ca, session, ...versions, checkServerIdentity: () => undefined })
      tls.on('session', (ticket: Buffer) => {
        latest = ticket
      })
      // An alert goes to the server, which then refuses.
      tls.on('error', () => {})
      tls.on('secureConnect', () => {
        activity += 1
        established = true
      })
      return settle()
    },
    /** The password goes out by itself, once the server has had the end of the handshake, as wpa_supplicant does it. */
    async feed(flight: Buffer): Promise<Buffer> {
      if (flight.length > 0) wire.push(flight)
      const output = await settle()
      if (output.length > 0 || !established || told || tls?.isSessionReused()) return output
      told = true
      tls?.write(papOf(username, password))
      return settle()
    },
    outcome: () => ({ resumed: tls?.isSessionReused() ?? false, session: latest ?? session }),
    close(): void {
      tls?.destroy()
      wire.destroy()
    },
  }
}

function papOf(username: string | Buffer, password: string): Buffer {
  const padded = Buffer.alloc(Math.ceil(Buffer.byteLength(password) / 16) * 16)
  padded.write(password)
  return Buffer.concat([
    encodeAvp({ code: 1, vendor: 0, data: Buffer.isBuffer(username) ? username : Buffer.from(username) }),
    encodeAvp({ code: 2, vendor: 0, data: padded }),
  ])
}
