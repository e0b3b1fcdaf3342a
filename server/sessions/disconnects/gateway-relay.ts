import { setTimeout as pause } from 'node:timers/promises'
import { decodePacket, type ExchangeResult, encodePacket, type Packet } from '../../../radius/index.ts'
import type { Database } from '../../database/connection.ts'
import { publish, subscribe } from '../../database/events/events.ts'
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

/**
 * Takes requests to the process that has the gateway's connection, through PostgreSQL: the request is stored, every process
 * is told, the first that has the connection claims it, sends it and stores the answer.
 *
 * @param parts.own this process's own connections: the way to a gateway, by its id
 */
export async function openGatewayRelay(parts: {
  db: Database
  log: Log
  own?: (gatewayId: number) => Send | undefined
  /** Instead of 2 s. */
  claimMs?: number
}): Promise<GatewayRelay> {
  const { db, log, own, claimMs = CLAIM_MS } = parts
  const waiting = new Map<number, () => void>()

  const serve = async (id: number, send: Send) => {
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

  const subscription = await subscribe(db, (event) => {
    if (event.type === 'gateway-answer') waiting.get(event.id)?.()
    if (event.type !== 'gateway-request') return
    const send = own?.(event.gatewayId)
    if (send) serve(event.id, send).catch((error) => log.error({ err: error }, 'a gateway was not asked over RadSec'))
  })

  const relay = async (gatewayId: number, packet: Packet): Promise<ExchangeResult> => {
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

  return {
    connectionTo({ id, certificates }) {
      if (certificates.length === 0) return undefined
      return own?.(id) ?? ((packet) => relay(id, packet))
    },
    async close() {
      await subscription.close()
      for (const answered of waiting.values()) answered()
    },
  }
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
