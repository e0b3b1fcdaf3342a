import {
  AcctDelayTime,
  AcctInputGigawords,
  AcctInputOctets,
  AcctOutputGigawords,
  AcctOutputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  AcctTerminateCause,
  CalledStationId,
  CallingStationId,
  ChapChallenge,
  ChapPassword,
  Class,
  Code,
  EventTimestamp,
  encodeUserPassword,
  FramedIpAddress,
  NasIdentifier,
  NasIpAddress,
  NasPortType,
  type Packet,
  ServiceType,
  UserName,
  UserPassword,
} from '../../../radius/index.ts'
import { type Disconnect, type DynamicAuthorizationOptions, type LimitChange, listenForRequests } from './coa.ts'
import { type AttachedDevice, type Credentials, type DialectName, dashed } from './device.ts'
import { readChange, readGrant } from './grant.ts'
import type { AccountingRecord, Grant } from './sessions.ts'
import { openTransport, type Transport } from './transport.ts'

const GIGAWORD = 2 ** 32
/** Rounds of repetitions that an accounting record gets before it is given up. */
const ROUNDS = 3

/** The server's UDP ports. */
export interface RadiusEndpoint {
  host: string
  authPort: number
  acctPort: number
}

export interface RadiusClientOptions extends Omit<DynamicAuthorizationOptions, 'limitsOf'> {
  dialect: DialectName
  nasIdentifier: string
  address: string
  secret: string
  radius: RadiusEndpoint
  signs?: boolean
}

export interface RadiusClient {
  coaPort: number
  authenticate(
    device: AttachedDevice,
    credentials: Credentials,
  ): Promise<{ outcome: 'accept'; grant: Grant } | { outcome: 'reject' | 'timeout' }>
  /** Sends a record, after those before it of the same session. */
  account(record: AccountingRecord): void
  /** Accounting-On or -Off, after everything before it; later records wait for it. */
  announce(what: 'on' | 'off'): void
  settled(): Promise<void>
  close(): Promise<void>
}

export type { Disconnect, LimitChange }

interface Context {
  readonly options: RadiusClientOptions
  readonly transport: Transport
  /** The last record of each session that is under way, by Acct-Session-Id. */
  readonly queues: Map<string, Promise<void>>
  /** The last Accounting-On or -Off. */
  announced: Promise<void>
  open: boolean
}

/** The RADIUS side of a simulated gateway: client of authentication and accounting, server of Disconnect- and CoA-Requests. */
export async function createRadiusClient(options: RadiusClientOptions): Promise<RadiusClient> {
  const { address, secret, radius, dialect, signs = true } = options
  const transport = await openTransport({ address, server: radius.host, secret, signs })
  const coa = await listenForRequests({ ...options, limitsOf: (packet) => readChange(packet, dialect) }).catch(
    async (error) => {
      await transport.close()
      throw error
    },
  )
  const context: Context = { options, transport, queues: new Map(), announced: Promise.resolve(), open: true }
  return {
    coaPort: coa.port,
    authenticate: (device, credentials) => authenticate(context, device, credentials),
    account: (record) => account(context, record),
    announce: (what) => announce(context, what),
    async settled() {
      await Promise.all([context.announced, ...context.queues.values()])
    },
    async close() {
      context.open = false
      await Promise.all([transport.close(), coa.close()])
    },
  }
}

async function authenticate(
  { options, transport }: Context,
  device: AttachedDevice,
  credentials: Credentials,
): ReturnType<RadiusClient['authenticate']> {
  const { dialect, secret, radius } = options
  const userName = credentials.method === 'mac' ? callingStation(dialect, device.mac) : credentials.username
  const answer = await transport.ask(Code.AccessRequest, radius.authPort, (packet) => {
    packet.add(UserName, userName)
    if (credentials.method === 'chap') {
      packet.add(ChapPassword, credentials.chap).add(ChapChallenge, credentials.challenge)
    } else {
      const password = credentials.method === 'mac' ? userName : credentials.password
      packet.add(UserPassword, encodeUserPassword(password, secret, packet.authenticator))
    }
    const { Framed, Login } = ServiceType.values
    addPlace(addNas(packet, options), device, dialect)
      .add(ServiceType, credentials.method === 'mac' ? Framed : Login)
      .add(AcctSessionId, device.acctSessionId)
  })
  if (answer?.code === Code.AccessAccept) return { outcome: 'accept', grant: readGrant(answer, dialect, userName) }
  return { outcome: answer ? 'reject' : 'timeout' }
}

function account(context: Context, record: AccountingRecord): void {
  const { options, queues, announced } = context
  const { session } = record
  const id = session.acctSessionId
  // Counters as they are now: the session goes on while the record waits.
  const counters = { ...session }
  const queue = Promise.all([announced, queues.get(id)]).then(() =>
    deliver(context, (packet) => {
      packet.add(UserName, session.grant.userName).add(AcctSessionId, id)
      addPlace(packet, session.device, options.dialect)
      for (const value of session.grant.classes) packet.add(Class, value)
      fillRecord(packet, record, counters)
    }),
  )
  queues.set(id, queue)
  void queue.then(() => queues.get(id) === queue && queues.delete(id))
}

function announce(context: Context, what: 'on' | 'off'): void {
  const { AccountingOn, AccountingOff } = AcctStatusType.values
  context.announced = Promise.all([context.announced, ...context.queues.values()]).then(() =>
    deliver(context, (packet) => packet.add(AcctStatusType, what === 'on' ? AccountingOn : AccountingOff)),
  )
}

/** Sends an accounting record until it is acknowledged or given up. */
async function deliver(context: Context, fill: (packet: Packet) => void): Promise<void> {
  const { options, transport } = context
  const at = Date.now()
  for (let round = 0; round < ROUNDS && context.open; round++) {
    const answer = await transport.ask(Code.AccountingRequest, options.radius.acctPort, (packet) => {
      fill(addNas(packet, options))
      packet.add(EventTimestamp, new Date(at)).add(AcctDelayTime, Math.round((Date.now() - at) / 1000))
    })
    if (answer?.code === Code.AccountingResponse) return
  }
}

const addNas = (packet: Packet, { nasIdentifier, address }: RadiusClientOptions) =>
  packet.add(NasIdentifier, nasIdentifier).add(NasIpAddress, address)

const addPlace = (packet: Packet, device: AttachedDevice, dialect: DialectName) =>
  packet
    .add(CalledStationId, `${dashed(device.hotspot.bssid)}:${device.hotspot.ssid}`)
    .add(CallingStationId, callingStation(dialect, device.mac))
    .add(FramedIpAddress, device.ip)
    .add(NasPortType, NasPortType.values.Wireless80211)

function fillRecord(
  packet: Packet,
  record: AccountingRecord,
  { startedAt, inputOctets, outputOctets }: { startedAt: number; inputOctets: number; outputOctets: number },
): void {
  const { Start, InterimUpdate, Stop } = AcctStatusType.values
  packet.add(AcctStatusType, { start: Start, interim: InterimUpdate, stop: Stop }[record.status])
  if (record.status === 'start') return
  packet
    .add(AcctSessionTime, Math.round((Date.now() - startedAt) / 1000))
    .add(AcctInputOctets, inputOctets % GIGAWORD)
    .add(AcctInputGigawords, Math.floor(inputOctets / GIGAWORD))
    .add(AcctOutputOctets, outputOctets % GIGAWORD)
    .add(AcctOutputGigawords, Math.floor(outputOctets / GIGAWORD))
  if (record.status === 'stop') packet.add(AcctTerminateCause, record.cause)
}

/** MikroTik writes colons, most others dashes as RFC 3580 section 3.21 has them. */
const callingStation = (dialect: DialectName, mac: string) => (dialect === 'mikrotik' ? mac.toUpperCase() : dashed(mac))
