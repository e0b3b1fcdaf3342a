/**
 * Floods a RADIUS port on loopback, as the job in its argument says, until it is stopped or has sent enough; then prints
 * how many datagrams it sent.
 */
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { decodeEap, EapCode, EapType, encodeEap } from '../../../radius/eap/eap-packet.ts'
import {
  accessRequest,
  CallingStationId,
  Code,
  decodePacket,
  EapMessage,
  encodeRequest,
  Packet,
  State,
  UserName,
} from '../../../radius/index.ts'
import type { FloodJob, FloodKind } from './job.ts'

/** As many different datagrams as are sent in turn. */
const VARIETY = 2_000

const station = (number: number): string => `06-00-00-00-${[number >> 8, number & 255].map(hex).join('-')}`
const hex = (octet: number): string => octet.toString(16).padStart(2, '0').toUpperCase()

const guess = (secret: string, number: number): Buffer =>
  encodeRequest(
    accessRequest({ username: 'somebody', password: `guess ${number}`, secret }).add(CallingStationId, station(number)),
    secret,
  )

/** An EAP conversation begun, or taken one step further: the peer wants TTLS and then says no more. */
const eapStep = (secret: string, number: number, type: number, data: Buffer, identifier: number, state?: Buffer) => {
  const request = new Packet(Code.AccessRequest, number & 255, randomBytes(16))
    .add(UserName, 'anonymous')
    .add(CallingStationId, station(number))
    .add(EapMessage, encodeEap({ code: EapCode.Response, identifier, type, data }))
  if (state) request.add(State, state)
  return encodeRequest(request, secret)
}

const floods: Record<FloodKind, (secret: string, number: number) => Buffer> = {
  /** Whoever sends them is no gateway. */
  'unknown address': guess,
  /** From a gateway's own address. */
  'malformed packets': (secret, number) => {
    const whole = guess(secret, number)
    return [whole.subarray(0, 12), whole.subarray(0, 60), randomBytes(200), guess('not the secret', number)][
      number % 4
    ]!
  },
  'wrong passwords for one user': guess,
  'unfinished EAP conversations': (secret, number) =>
    eapStep(secret, number, EapType.Identity, Buffer.from('anonymous'), 0),
}

function flood({ kind, port, secret, rate, limit }: FloodJob): void {
  const datagrams = Array.from({ length: VARIETY }, (_, number) => floods[kind](secret, number))
  const socket = createSocket('udp4')
  let sent = 0
  let answered = 0
  const send = (datagram: Buffer): void => {
    socket.send(datagram, port, '127.0.0.1')
    sent += 1
  }
  // Every other conversation goes on to the handshake, where it is left.
  socket.on('message', (octets) => {
    if (kind !== 'unfinished EAP conversations' || ++answered % 2 === 0 || sent >= limit) return
    const packet = decodePacket(octets)
    const request = decodeEap(packet.get(EapMessage) ?? Buffer.alloc(0))
    if (packet.code !== Code.AccessChallenge || !request) return
    const wish = Buffer.of(EapType.Peap)
    send(eapStep(secret, packet.identifier, EapType.Nak, wish, request.identifier, packet.get(State)))
  })
  const began = performance.now()
  const timer = setInterval(() => {
    const due = Math.min(limit, ((performance.now() - began) * rate) / 1000)
    while (sent < due) send(datagrams[sent % VARIETY]!)
    if (sent >= limit) finish()
  }, 1)
  const finish = (): void => {
    clearInterval(timer)
    socket.close()
    console.log(JSON.stringify({ sent, seconds: (performance.now() - began) / 1000 }))
  }
  socket.bind(0, kind === 'unknown address' ? '127.0.0.2' : '127.0.0.1')
  process.once('SIGTERM', () => {
    if (sent < limit) finish()
  })
}

flood(JSON.parse(process.argv[2]!) as FloodJob)
