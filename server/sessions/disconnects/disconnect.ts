import { disconnectRequest, ErrorCause } from '../../../radius/index.ts'
import { announceEnded } from '../ledger/announce.ts'
import {
  type ClaimedDisconnect,
  type DisconnectCause,
  endSession,
  recordDisconnect,
  recordOutcome,
} from './disconnects.ts'
import {
  askGateway,
  type DynamicAuthorizationDeps,
  type GatewayAnswer,
  type Reached,
  reachGateway,
} from './dynamic-authorization.ts'

/**
 * Asks the gateway to end a session (Disconnect-Request, RFC 5176).
 *
 * On ACK the session ends here at once with cause Admin-Reset; the Stop that the gateway sends then still brings its
 * last counters. A NAK with Error-Cause 503 says that the gateway has no such session (its Stop was lost): that is what
 * was wanted, so it counts as ACK and ends the session too.
 *
 * @returns undefined where another request for the session is under way: nothing is sent then
 * @throws {Unreachable} when there is no such session, or its gateway is gone or cannot be addressed
 */
export async function disconnectSession(
  deps: DynamicAuthorizationDeps,
  sessionId: number,
  by: DisconnectCause,
): Promise<GatewayAnswer | undefined> {
  const reached = await reachGateway(deps, sessionId)
  const disconnectId = await recordDisconnect(deps.db, sessionId, by)
  return disconnectId === undefined ? undefined : send(deps, reached, disconnectId)
}

/** One slow gateway must keep neither its own sessions nor other gateways' waiting in one long row. */
const AT_A_TIME = 64
const PER_GATEWAY = 8

/**
 * Sends many disconnects, at most {@link PER_GATEWAY} at a time to one gateway. One that cannot be sent is recorded as
 * unanswered after no attempt.
 */
export async function sendDisconnects(
  deps: DynamicAuthorizationDeps,
  claimed: readonly ClaimedDisconnect[],
  onAnswer: (disconnect: ClaimedDisconnect, answer: GatewayAnswer) => Promise<void> | void,
): Promise<void> {
  const lanes = lanesOf(claimed)
  const worker = async () => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
      for (const disconnect of lane) await onAnswer(disconnect, await sendClaimed(deps, disconnect))
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, lanes.length) }, worker))
}

function lanesOf(claimed: readonly ClaimedDisconnect[]): ClaimedDisconnect[][] {
  const lanes = new Map<string, ClaimedDisconnect[]>()
  const seen = new Map<number, number>()
  for (const disconnect of claimed) {
    const count = seen.get(disconnect.gatewayId) ?? 0
    seen.set(disconnect.gatewayId, count + 1)
    const name = `${disconnect.gatewayId} ${count % PER_GATEWAY}`
    const lane = lanes.get(name)
    if (lane) lane.push(disconnect)
    else lanes.set(name, [disconnect])
  }
  return [...lanes.values()]
}

async function sendClaimed(
  deps: DynamicAuthorizationDeps,
  { sessionId, disconnectId }: ClaimedDisconnect,
): Promise<GatewayAnswer> {
  try {
    return await send(deps, await reachGateway(deps, sessionId), disconnectId)
  } catch (error) {
    deps.log.error({ err: error, sessionId }, 'a session was not disconnected')
    const notSent: GatewayAnswer = { outcome: 'timeout', errorCause: null, attempts: 0 }
    await recordOutcome(deps.db, disconnectId, notSent)
    return notSent
  }
}

async function send(
  { db, log }: DynamicAuthorizationDeps,
  reached: Reached,
  disconnectId: number,
): Promise<GatewayAnswer> {
  const { session, gateway } = reached
  const answer = await askGateway(reached, disconnectRequest())
  const isGone = answer.errorCause === ErrorCause.values.SessionContextNotFound
  const result: GatewayAnswer = isGone ? { ...answer, outcome: 'ack' } : answer
  // Ended first: whoever sees the answer finds the session ended.
  if (result.outcome === 'ack' && (await endSession(db, session.id))) await announceEnded(db, [session])
  await recordOutcome(db, disconnectId, result)
  log.info({ sessionId: session.id, gateway: gateway.name, ...result }, 'disconnect')
  return result
}
