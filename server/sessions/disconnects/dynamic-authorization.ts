import { BlockList, isIPv6 } from 'node:net'
import {
  AcctSessionId,
  CallingStationId,
  Code,
  ErrorCause,
  EventTimestamp,
  type ExchangeOptions,
  type ExchangeResult,
  exact,
  exchange,
  NasIdentifier,
  NasIpAddress,
  type Packet,
  UserName,
} from '../../../radius/index.ts'
import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import { refusesMore } from '../../network/gateways/abilities.ts'
import type { Gateway } from '../../network/gateways/gateways.ts'
import type { Registry } from '../../network/gateways/registry.ts'

export interface DynamicAuthorizationDeps {
  db: Database
  registry: Registry
  log: Log
  /** Instead of three sends within 14 seconds. */
  timing?: Pick<ExchangeOptions, 'initialTimeout' | 'maxTimeout' | 'maxAttempts'>
  /**
   * Another way to the gateway than UDP: the RadSec connection that it has opened itself; undefined where it has none. Where
   * no answer comes that way, as from gateways that take no requests there, UDP is tried.
   */
  connectionTo?: (gateway: Gateway) => ((packet: Packet) => Promise<ExchangeResult>) | undefined
}

/** What a gateway said to a Disconnect- or CoA-Request. */
export interface GatewayAnswer {
  outcome: 'ack' | 'nak' | 'timeout'
  /** RFC 5176 section 3.5. */
  errorCause: number | null
  /** How often the request was sent. */
  attempts: number
}

/** Nobody can be asked: the message says why. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

/** A session as its gateway knows it. */
export interface NamedSession {
  id: number
  gatewayId: number
  hotspotId: number | null
  residentId: number | null
  acctSessionId: string
  userName: string | null
  callingStationId: string | null
  nasIdentifier: string | null
  nasIp: string | null
  /** Acct-Interim-Interval that it was given; null: not known. */
  interimSeconds: number | null
  /** Both directions together, as last reported. */
  octets: number
  startedAt: Date
  endedAt: Date | null
}

/** A session with the way to its gateway. */
export interface Reached {
  session: NamedSession
  gateway: Gateway
  send(packet: Packet): Promise<ExchangeResult>
}

const TIMING = { initialTimeout: 2000, maxTimeout: 8000, maxAttempts: 3 }

/**
 * Finds the session and the way to its gateway.
 *
 * @throws {Unreachable} when there is no such session, or its gateway is gone or cannot be addressed
 */
export async function reachGateway(deps: DynamicAuthorizationDeps, sessionId: number): Promise<Reached> {
  const session = await namedSession(deps.db, sessionId)
  if (!session) throw new Unreachable(`There is no session ${sessionId}.`)
  const gateway = deps.registry.gateway(session.gatewayId)
  if (!gateway) throw new Unreachable(`The gateway of session ${sessionId} is disabled: it cannot be asked.`)
  return { session, gateway, send: transportTo(deps, gateway, session) }
}

/** The one place where the way to a gateway is chosen. */
function transportTo(
  { connectionTo, timing = TIMING }: DynamicAuthorizationDeps,
  gateway: Gateway,
  session: NamedSession,
): Reached['send'] {
  const connection = connectionTo?.(gateway)
  const address = nasAddress(gateway, session.nasIp)
  if (address === undefined) {
    if (connection) return connection
    throw new Unreachable(unreachable(gateway, session))
  }
  const { coaPort: port, secret } = gateway
  const overUdp = (packet: Packet) => exchange({ address, port, secret, packet, ...timing })
  if (!connection) return overUdp
  return async (packet) => {
    const first = await connection(packet)
    if (first.packet) return first
    const second = await overUdp(packet)
    return { ...second, attempts: first.attempts + second.attempts }
  }
}

function unreachable({ name, network }: Gateway, { id }: NamedSession): string {
  if (network === null)
    return `${name} has neither an address for UDP nor a certificate for RadSec: it cannot be asked.`
  const where = `${name} is a whole network (${network})`
  return `${where}, and session ${id} names no NAS-IP-Address within it: where to ask is unknown.`
}

/** The NAS's own address if it lies within the gateway's network; where that is one address, that one. */
export function nasAddress({ network }: Pick<Gateway, 'network'>, nasIp: string | null): string | undefined {
  if (network === null) return undefined
  const [base = '', length = ''] = network.split('/')
  const family = isIPv6(base) ? 'ipv6' : 'ipv4'
  if (length === '' || Number(length) === (family === 'ipv6' ? 128 : 32)) return base
  if (nasIp === null || isIPv6(nasIp) !== (family === 'ipv6')) return undefined
  const list = new BlockList()
  list.addSubnet(base, Number(length), family)
  return list.check(nasIp, family) ? nasIp : undefined
}

/**
 * Sends `packet` with what names the session, exactly as it came (RFC 5176 section 3): one wrong attribute is a NAK.
 * Where a gateway refuses more than it knows, only what it does. Sent again as RFC 5080 section 2.2.1 says, three times
 * within 14 seconds: a person waits for the answer.
 */
export async function askGateway({ session, gateway, send }: Reached, packet: Packet): Promise<GatewayAnswer> {
  if (session.userName !== null) packet.add(exact(UserName), session.userName)
  const brief = refusesMore(gateway.vendor)
  if (!brief && session.nasIp !== null && !isIPv6(session.nasIp)) packet.add(NasIpAddress, session.nasIp)
  if (session.nasIdentifier !== null) packet.add(exact(NasIdentifier), session.nasIdentifier)
  if (session.callingStationId !== null) packet.add(exact(CallingStationId), session.callingStationId)
  packet.add(exact(AcctSessionId), session.acctSessionId)
  if (!brief) packet.add(EventTimestamp, new Date())
  const { packet: answer, attempts } = await send(packet)
  if (!answer) return { outcome: 'timeout', errorCause: null, attempts }
  const accepted = answer.code === Code.DisconnectAck || answer.code === Code.CoaAck
  return { outcome: accepted ? 'ack' : 'nak', errorCause: answer.get(ErrorCause) ?? null, attempts }
}

async function namedSession({ pool }: Pick<Database, 'pool'>, sessionId: number): Promise<NamedSession | undefined> {
  const { rows } = await pool.query<NamedSession>(
    `select id, gateway_id as "gatewayId", hotspot_id as "hotspotId", resident_id as "residentId",
            acct_session_id as "acctSessionId", user_name as "userName", calling_station_id as "callingStationId",
            interim_seconds as "interimSeconds", (input_octets + output_octets)::float8 as octets,
            nas_identifier as "nasIdentifier", host(nas_ip) as "nasIp", started_at as "startedAt",
            ended_at as "endedAt"
     from sessions where id = $1`,
    [sessionId],
  )
  return rows[0]
}
