import { setTimeout as pause } from 'node:timers/promises'
import { decodePacket, type ExchangeResult, encodePacket, type Packet } from '../../../radius/index.ts'
import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, publish, subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import type { Gateway } from '../../network/gateways/gateways.ts'

type Send = (packet: Packet) => Promise<ExchangeResult>

/** The way to gateways over the RadSec connections that they have opened, to whichever process. */
export interface GatewayRelay {
  /** Undefined where the gateway speaks no RadSec. What is sent comes back unsent (0 attempts) where it is not connected. */
  connectionTo(gateway: Gateway): Send | undefined
  close(): Promise<void>
}

/** A process that has the gateway's connection speaks up within this time, or there is none. */
const CLAIM_MS = 2_000
/** More than a gateway has to answer. */
const ANSWER_MS = 15_000

interface RelayParts {
  db: Database
  log: Log
  /** This process's own connections: the way to a gateway, by its id. */
  own?: (gatewayId: number) => Send | undefined
  /** Instead of 2 s. */
  claimMs?: number
}

interface Context extends RelayParts {
  claimMs: number
  /** What to call when a request that this process stored is answered, by its id. */
  waiting: Map<number, () => void>
}

/**
 * Takes requests to the process that has the gateway's connection, through PostgreSQL: the request is stored, every process
 * is told, the first that has the connection claims it, sends it and stores the answer.
 */
export async function openGatewayRelay(parts: RelayParts): Promise<GatewayRelay> {
  const context: Context = { ...parts, claimMs: parts.claimMs ?? CLAIM_MS, waiting: new Map() }
  const subscription = await subscribe(parts.db, (event) => onEvent(context, event))
  return {
    connectionTo({ id, certificates }) {
      if (certificates.length === 0) return undefined
      return parts.own?.(id) ?? ((packet) => relay(context, id, packet))
    },
    async close() {
      await subscription.close()
      for (const answered of context.waiting.values()) answered()
    },
  }
}

function onEvent({ db, log, own, waiting }: Context, event: PlazaEvent): void {
  if (event.type === 'gateway-answer') waiting.get(event.id)?.()
  if (event.type !== 'gateway-request') return
  const send = own?.(event.gatewayId)
  if (send) serve(db, event.id, send).catch((error) => log.error({ err: error }, 'a gateway was not asked over RadSec'))
}

/** Stores the request, tells every process, and waits for one to claim it, then for the answer. */
async function relay(context: Context, gatewayId: number, packet: Packet): Promise<ExchangeResult> {
  const { db, claimMs, waiting } = context
  const id = await store(db, gatewayId, packet)
  const patience = new AbortController()
  const answered = new Promise<void>((resolve) => waiting.set(id, resolve))
  const within = (milliseconds: number) =>
    Promise.race([answered, pause(milliseconds, undefined, { signal: patience.signal }).catch(() => {})])
  try {
    await publish(db, { type: 'gateway-request', id, gatewayId })
    await within(claimMs)
    const unclaimed = await take(db, id, 'claimed_at is null')
    if (unclaimed) return { timeout: true, attempts: 0 }
    await within(ANSWER_MS)
    const answer = (await take(db, id))?.answer
    return answer ? { packet: decodePacket(answer), attempts: 1 } : { timeout: true, attempts: 1 }
  } finally {
    patience.abort()
    waiting.delete(id)
  }
}

/** Claims a request, unless another process has, sends it and stores the answer. */
async function serve(db: Database, id: number, send: Send): Promise<void> {
  const claimed = await db.pool.query<{ packet: Buffer }>(
    'update gateway_requests set claimed_at = now() where id = $1 and claimed_at is null returning packet',
    [id],
  )
  const [request] = claimed.rows
  if (!request) return
  const { packet } = await send(decodePacket(request.packet))
  const answer = packet ? encodePacket(packet) : null
  await db.pool.query('update gateway_requests set answer = $2, finished_at = now() where id = $1', [id, answer])
  await publish(db, { type: 'gateway-answer', id })
}

/** Rows whose process ended before it took them go on the way. */
async function store({ pool }: Pick<Database, 'pool'>, gatewayId: number, packet: Packet): Promise<number> {
  await pool.query("delete from gateway_requests where requested_at < now() - interval '5 minutes'")
  const { rows } = await pool.query<{ id: number }>(
    'insert into gateway_requests (gateway_id, packet) values ($1, $2) returning id',
    [gatewayId, encodePacket(packet)],
  )
  return rows[0]!.id
}

async function take({ pool }: Pick<Database, 'pool'>, id: number, condition = 'true') {
  const { rows } = await pool.query<{ answer: Buffer | null }>(
    `delete from gateway_requests where id = $1 and ${condition} returning answer`,
    [id],
  )
  return rows[0]
}
