import { randomBytes, randomFillSync } from 'node:crypto'
import {
  AcctInputOctets,
  AcctOutputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  CalledStationId,
  CallingStationId,
  Class,
  Code,
  EventTimestamp,
  encodeRequest,
  encodeUserPassword,
  FramedIpAddress,
  NasIdentifier,
  NasIpAddress,
  NasPort,
  NasPortType,
  Packet,
  UserName,
  UserPassword,
} from '../../../radius/index.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createClassTokens, hourOf } from '../../../server/sessions/ledger/class-token.ts'
import { type Job, macOf } from './job.ts'
import { PLAZA_SECRET } from './plaza.ts'

/**
 * The requests of a round, ready to send. Each of the outstanding ones has its own row with its own identifiers, so that
 * none is used again before its answer is there, whatever the order of the answers.
 */
export function dealDeck(job: Job): Buffer[][] {
  const rows = Array.from({ length: job.outstanding }, (): Buffer[] => [])
  const make = job.work === 'accounting' ? accountingRequests(job) : accessRequests(job)
  const identifiers = Math.floor(256 / job.outstanding)
  for (let index = 0; index < job.requests; index += 1) {
    const row = index % job.outstanding
    const turn = Math.floor(index / job.outstanding)
    rows[row]!.push(make(row + job.outstanding * (turn % identifiers), row, turn))
  }
  return rows
}

type Make = (identifier: number, row: number, turn: number) => Buffer

/** MAC authentication with the address as PAP password, as gateways ask it. */
function accessRequests({ requests, secret, devices, first, step }: Job): Make {
  const authenticators = randomFillSync(Buffer.allocUnsafe(16 * requests))
  let next = 0
  return (identifier) => {
    const authenticator = authenticators.subarray(16 * next, 16 * next + 16)
    const mac = macOf((first + next * step) % devices)
    next += 1
    const packet = new Packet(Code.AccessRequest, identifier, authenticator)
      .add(UserName, mac)
      .add(UserPassword, encodeUserPassword(mac, secret, authenticator))
    return encodeRequest(whereabouts(packet, mac), secret)
  }
}

/** Of the generator: there is no other. */
const GATEWAY_ID = 1

/**
 * A Start, an Interim-Update and a Stop of one session after another, with the Class that Plaza's Access-Accept would have
 * given and gateways send back; to FreeRADIUS it is one attribute more.
 */
function accountingRequests({ outstanding, secret, devices, first, step }: Job): Make {
  const { Start, InterimUpdate, Stop } = AcctStatusType.values
  const kinds = [Start, InterimUpdate, Stop]
  const round = randomBytes(4).toString('hex')
  const tokens = createClassTokens(createSealer(PLAZA_SECRET))
  const classes: Buffer[] = []
  return (identifier, row, turn) => {
    const session = Math.floor(turn / kinds.length) * outstanding + row
    const mac = macOf((first + session * step) % devices)
    const progress = turn % kinds.length
    if (progress === 0) {
      // The n-th device is the n-th resident's.
      const residentId = 1 + ((first + session * step) % devices)
      const deviceMac = mac.toLowerCase().replaceAll('-', ':')
      const given = { gatewayId: GATEWAY_ID, hour: hourOf(Date.now()) }
      classes[row] = tokens.seal({ residentId, deviceMac, ...given, hotspotId: null, interimSeconds: 300 })
    }
    const packet = new Packet(Code.AccountingRequest, identifier)
      .add(AcctStatusType, kinds[progress]!)
      .add(UserName, mac)
      .add(AcctSessionId, `${round}-${session.toString(16)}`)
      .add(Class, classes[row]!)
      .add(EventTimestamp, new Date())
      .add(FramedIpAddress, `10.${(session >> 16) & 255}.${(session >> 8) & 255}.${session & 255}`)
    if (progress > 0)
      packet
        .add(AcctSessionTime, 300 * progress)
        .add(AcctInputOctets, 1_000_000 * progress)
        .add(AcctOutputOctets, 9_000_000 * progress)
    return encodeRequest(whereabouts(packet, mac), secret)
  }
}

const whereabouts = (packet: Packet, mac: string): Packet =>
  packet
    .add(CallingStationId, mac)
    .add(CalledStationId, 'AA-BB-CC-DD-EE-FF:Plaza')
    .add(NasIpAddress, '127.0.0.1')
    .add(NasIdentifier, 'bench')
    .add(NasPort, 1)
    .add(NasPortType, NasPortType.values.Wireless80211)
