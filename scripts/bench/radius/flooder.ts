/**
 * Floods a RADIUS port on loopback, as the job in its argument says, until it is stopped or has sent enough. Says when it
 * begins, and then how many datagrams it sent.
 */
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { decodeEap, EapCode, EapType, encodeEap } from '../../../radius/eap/eap-packet.ts'
import {
  AcctInputGigawords,
  AcctInputOctets,
  AcctOutputGigawords,
  AcctOutputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  accessRequest,
  CallingStationId,
  Code,
  decodePacket,
  EapMessage,
  encodeRequest,
  encodeUserPassword,
  Packet,
  State,
  UserName,
  UserPassword,
} from '../../../radius/index.ts'
import { FLOODING, type FloodJob, type FloodKind, macOf } from './job.ts'

/** As many different datagrams as are sent in turn. */
const VARIETY = 2_000
/** Where each must be new to the server, so that it is not taken for one that was sent again. */
const LARGEST_VARIETY = 50_000

const station = (number: number): string => `06-00-00-00-${[(number >> 8) & 255, number & 255].map(hex).join('-')}`
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

/** PAP with a User-Name of any octets. */
function named(secret: string, number: number, name: Buffer): Buffer {
  const authenticator = randomBytes(16)
  const request = new Packet(Code.AccessRequest, number & 255, authenticator)
    .append(Buffer.concat([Buffer.of(UserName.number, 2 + name.length), name]))
    .add(UserPassword, encodeUserPassword('guess', secret, authenticator))
    .add(CallingStationId, station(number))
  return encodeRequest(request, secret)
}

/** MAC authentication of an address that nobody has. */
function stranger(secret: string): Buffer {
  const mac = `0A-${[...randomBytes(5)].map(hex).join('-')}`
  return encodeRequest(accessRequest({ username: mac, password: mac, secret }).add(CallingStationId, mac), secret)
}

/** A Stop of a device that there is, with all the octets that 64 bits hold (RFC 2869 section 5.1). */
function hugeStop(secret: string, number: number): Buffer {
  const mac = macOf(number)
  const packet = new Packet(Code.AccountingRequest, number & 255)
    .add(AcctStatusType, AcctStatusType.values.Stop)
    .add(UserName, mac)
    .add(CallingStationId, mac)
    .add(AcctSessionId, `huge-${number.toString(16)}`)
    .add(AcctSessionTime, 0xffff_ffff)
  for (const type of [AcctInputOctets, AcctOutputOctets, AcctInputGigawords, AcctOutputGigawords])
    packet.add(type, 0xffff_ffff)
  return encodeRequest(packet, secret)
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
  'names with an octet 0': (secret, number) => named(secret, number, Buffer.from(`t-${number}\0def`)),
  'names that are not UTF-8': (secret, number) => named(secret, number, Buffer.from(`t-${number}\xe9\xff`, 'latin1')),
  'unknown devices': stranger,
  'accounting of huge counters': hugeStop,
}

/** The server thinks nothing of these twice, or as much of the second as of the first. */
const repeated: readonly FloodKind[] = [
  'unknown address',
  'malformed packets',
  'wrong passwords for one user',
  'unfinished EAP conversations',
]

function flood({ kind, port, secret, rate, limit, from }: FloodJob): void {
  const variety = repeated.includes(kind) ? VARIETY : Math.min(limit, LARGEST_VARIETY)
  const datagrams = Array.from({ length: variety }, (_, number) => floods[kind](secret, number))
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
    while (sent < due) send(datagrams[sent % variety]!)
    if (sent >= limit) finish()
  }, 1)
  const finish = (): void => {
    clearInterval(timer)
    socket.close()
    console.log(JSON.stringify({ sent, seconds: (performance.now() - began) / 1000 }))
  }
  socket.once('listening', () => console.log(FLOODING))
  socket.bind(0, from ?? (kind === 'unknown address' ? '127.0.0.2' : '127.0.0.1'))
  process.once('SIGTERM', () => {
    if (sent < limit) finish()
  })
}

flood(JSON.parse(process.argv[2]!) as FloodJob)
