import { BlockList, isIPv6 } from 'node:net'
import {
  AcctSessionId,
  CallingStationId,
  Code,
  disconnectRequest,
  ErrorCause,
  EventTimestamp,
  type ExchangeOptions,
  type ExchangeResult,
  exchange,
  NasIdentifier,
  NasIpAddress,
  type Packet,
  UserName,
} from '../../radius/index.ts'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import type { Registry } from '../hotspots/registry.ts'
import type { Log } from '../log.ts'
import {
  type DisconnectCause,
  type DisconnectResult,
  type DisconnectTarget,
  disconnectTarget,
  endSession,
  recordDisconnect,
  recordOutcome,
} from './disconnects.ts'

export interface DisconnectDeps {
  db: Database
  registry: Registry
  log: Log
  /** Instead of three sends within 14 seconds. */
  timing?: Pick<ExchangeOptions, 'initialTimeout' | 'maxTimeout' | 'maxAttempts'>
}

const TIMING = { initialTimeout: 2000, maxTimeout: 8000, maxAttempts: 3 }

/**
 * Asks the gateway to end a session (Disconnect-Request, RFC 5176), sending again as RFC 5080 section 2.2.1 says, three
 * times within 14 seconds: a person waits for the answer.
 *
 * On ACK the session ends here at once with cause Admin-Reset; the Stop that the gateway sends then still brings its
 * last counters. A NAK with Error-Cause 503 says that the gateway has no such session (its Stop was lost): that is what
 * was wanted, so it counts as ACK and ends the session too.
 *
 * @throws {Error} when there is no such session, or its gateway is gone or cannot be addressed
 */
export async function disconnectSession(
  deps: DisconnectDeps,
  sessionId: number,
  by: DisconnectCause,
): Promise<DisconnectResult> {
  const target = await reach(deps, sessionId)
  return send(deps, target, await recordDisconnect(deps.db, sessionId, by))
}

/** As {@link disconnectSession}, for a request that is recorded already under `disconnectId`. */
export async function sendDisconnect(
  deps: DisconnectDeps,
  sessionId: number,
  disconnectId: number,
): Promise<DisconnectResult> {
  return send(deps, await reach(deps, sessionId), disconnectId)
}

interface Target {
  session: DisconnectTarget
  gateway: Gateway
  address: string
}

async function reach({ db, registry }: DisconnectDeps, sessionId: number): Promise<Target> {
  const session = await disconnectTarget(db, sessionId)
  if (!session) throw new Error(`There is no session ${sessionId}.`)
  const gateway = registry.gateway(session.gatewayId)
  if (!gateway) throw new Error(`The gateway of session ${sessionId} is disabled: nobody can be asked to end it.`)
  const address = nasAddress(gateway, session.nasIp)
  if (address) return { session, gateway, address }
  const where = `${gateway.name} is a whole network (${gateway.network})`
  throw new Error(`${where}, and session ${sessionId} names no NAS-IP-Address within it: where to ask is unknown.`)
}

async function send(
  { db, log, timing = TIMING }: DisconnectDeps,
  { session, gateway, address }: Target,
  disconnectId: number,
): Promise<DisconnectResult> {
  const { coaPort: port, secret } = gateway
  const result = resultOf(await exchange({ address, port, secret, packet: requestFor(session), ...timing }))
  await recordOutcome(db, disconnectId, result)
  log.info({ sessionId: session.id, gateway: gateway.name, ...result }, 'disconnect')
  if (result.outcome === 'ack' && (await endSession(db, session.id))) {
    await publish(db, { type: 'session', id: session.id, hotspotId: session.hotspotId, change: 'ended' })
  }
  return result
}

/** The NAS's own address if it lies within the gateway's network; where that is one address, that one. */
export function nasAddress({ network }: Pick<Gateway, 'network'>, nasIp: string | null): string | undefined {
  const [base = '', length = ''] = network.split('/')
  const family = isIPv6(base) ? 'ipv6' : 'ipv4'
  if (length === '' || Number(length) === (family === 'ipv6' ? 128 : 32)) return base
  if (nasIp === null || isIPv6(nasIp) !== (family === 'ipv6')) return undefined
  const list = new BlockList()
  list.addSubnet(base, Number(length), family)
  return list.check(nasIp, family) ? nasIp : undefined
}

/** What names the session goes back exactly as it came (RFC 5176 section 3): one wrong attribute is a NAK. */
function requestFor(session: DisconnectTarget): Packet {
  const packet = disconnectRequest()
  if (session.userName !== null) packet.add(UserName, session.userName)
  if (session.nasIp !== null && !isIPv6(session.nasIp)) packet.add(NasIpAddress, session.nasIp)
  if (session.nasIdentifier !== null) packet.add(NasIdentifier, session.nasIdentifier)
  if (session.callingStationId !== null) packet.add(CallingStationId, session.callingStationId)
  return packet.add(AcctSessionId, session.acctSessionId).add(EventTimestamp, new Date())
}

function resultOf({ packet, attempts }: ExchangeResult): DisconnectResult {
  if (!packet) return { outcome: 'timeout', errorCause: null, attempts }
  const errorCause = packet.get(ErrorCause) ?? null
  const gone = packet.code === Code.DisconnectAck || errorCause === ErrorCause.values.SessionContextNotFound
  return { outcome: gone ? 'ack' : 'nak', errorCause, attempts }
}
