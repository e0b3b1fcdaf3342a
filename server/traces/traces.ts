import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { isForeignKeyViolation } from '../database/sql-errors.ts'
import type { TraceEvent } from './events.ts'

type Query = Pick<Database, 'query'>

/** How long a trace runs, and how many run at once. */
export const TRACE_MINUTES = 10
const MOST_AT_ONCE = 20
/** How long what it showed can be read after it has ended. */
const KEEP_MINUTES = 20

/** Whose packets: a device's (`aa:bb:cc:dd:ee:ff`) or a gateway's. */
export type Traced = { device: string } | { gateway: number }

/** Too many run already, or there is no such gateway. */
export class TraceError extends Error {
  override name = 'TraceError'
  readonly reason: 'too-many' | 'no-gateway'
  constructor(reason: TraceError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export interface Trace {
  id: number
  device: string | null
  gatewayId: number | null
  /** Null: the command. */
  startedBy: number | null
  startedAt: Date
  endsAt: Date
}

const MINUTE_MS = 60_000

/**
 * Begins a trace, which ends by itself.
 *
 * @param staffId null: the command
 * @throws {TraceError} where as many run as may, or there is no such gateway
 */
export async function startTrace(
  db: Query & Pick<Database, 'pool'>,
  traced: Traced,
  staffId: number | null,
  now = new Date(),
): Promise<Trace> {
  await removeOldTraces(db, now)
  const { running } = await db.query
    .selectFrom('traces')
    .select(({ fn }) => fn.countAll<number>().as('running'))
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  if (running >= MOST_AT_ONCE) throw new TraceError('too-many', `${MOST_AT_ONCE} traces run already: end one, or wait.`)
  const row = await db.query
    .insertInto('traces')
    .values({
      device_mac: 'device' in traced ? traced.device : null,
      gateway_id: 'gateway' in traced ? traced.gateway : null,
      started_by: staffId,
      started_at: now,
      ends_at: new Date(now.getTime() + TRACE_MINUTES * MINUTE_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((error) => {
      if (!isForeignKeyViolation(error)) throw error
      throw new TraceError('no-gateway', 'There is no such gateway.')
    })
  await publish(db, { type: 'traces' })
  return asTrace(row)
}

/** Ends it now; what it showed stays for some minutes. @returns false where none of that number runs */
export async function endTrace(db: Query & Pick<Database, 'pool'>, id: number, now = new Date()): Promise<boolean> {
  const ended = await db.query
    .updateTable('traces')
    .set({ ends_at: now })
    .where('id', '=', id)
    .where('ends_at', '>', now)
    .returning('id')
    .executeTakeFirst()
  if (ended) await publish(db, { type: 'traces' })
  return ended !== undefined
}

/** Undefined: there is none, or what it showed is gone. */
export const readTrace = async ({ query }: Query, id: number): Promise<Trace | undefined> => {
  const row = await query.selectFrom('traces').selectAll().where('id', '=', id).executeTakeFirst()
  return row && asTrace(row)
}

/** Those that run now. */
export const runningTraces = async ({ query }: Query, now = new Date()): Promise<Trace[]> =>
  (await query.selectFrom('traces').selectAll().where('ends_at', '>', now).execute()).map(asTrace)

/** What happened after the one of number `after`, the oldest first. */
export const traceEvents = ({ query }: Query, traceId: number, after: number, limit: number) =>
  query
    .selectFrom('trace_packets')
    .select(['id', 'gateway_id', 'at', 'event'])
    .where('trace_id', '=', traceId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** What a trace has seen of a gateway; `at` in milliseconds since 1970. */
export interface SeenEvent {
  traceId: number
  gatewayId: number
  at: number
  event: TraceEvent
}

/** Stores what traces have seen, in one statement. Those of a trace that is gone are passed over. */
export async function storeTraceEvents({ pool }: Pick<Database, 'pool'>, events: readonly SeenEvent[]): Promise<void> {
  await pool.query(
    `insert into trace_packets (trace_id, gateway_id, at, event)
     select t.id, e.gateway_id, to_timestamp(e.at / 1000), e.event
     from unnest($1::bigint[], $2::bigint[], $3::float8[], $4::jsonb[])
       with ordinality as e(trace_id, gateway_id, at, event, turn)
     join traces t on t.id = e.trace_id order by e.turn`,
    [
      events.map(({ traceId }) => traceId),
      events.map(({ gatewayId }) => gatewayId),
      events.map(({ at }) => at),
      events.map(({ event }) => JSON.stringify(event)),
    ],
  )
}

/** Traces go some minutes after their end, with what they showed. */
export async function removeOldTraces({ query }: Query, now = new Date()): Promise<void> {
  await query
    .deleteFrom('traces')
    .where('ends_at', '<', sql<Date>`${now}::timestamptz - make_interval(mins => ${KEEP_MINUTES})`)
    .execute()
}

const asTrace = (row: {
  id: number
  device_mac: string | null
  gateway_id: number | null
  started_by: number | null
  started_at: Date
  ends_at: Date
}): Trace => ({
  id: row.id,
  device: row.device_mac,
  gatewayId: row.gateway_id,
  startedBy: row.started_by,
  startedAt: row.started_at,
  endsAt: row.ends_at,
})
