import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import type { ReceiverKind } from '../tables.ts'
import type { Told } from './message.ts'

type Db = Pick<Database, 'pool' | 'query'>

/** A message that this process is to send. */
export interface Claimed {
  id: number
  attempts: number
  test: boolean
  receiverId: number
  kind: ReceiverKind
  name: string
  language: 'es' | 'en'
  settingsSealed: Buffer
}

/**
 * Makes messages of what is due: one for each receiver, of all that waits for it. A receiver that has a message under
 * way, also one that it has not taken for hours, gets no other: what comes meanwhile is told together afterwards.
 *
 * @returns how many messages were made
 */
export async function makeDeliveries(db: Db, now: Date): Promise<number> {
  return inOneTransaction(db, async (tx) => {
    const { rows } = await tx.pool.query<{ id: number; dueNow: number[] }>(
      `with free as materialized (
         select r.id from receivers r
         where r.disabled_at is null
           and exists (select from notifications n where n.receiver_id = r.id and n.delivery_id is null
                       and n.dropped_at is null and n.due_at <= $1)
           and not exists (select from deliveries d where d.receiver_id = r.id and d.state = 'waiting' and not d.test)
         for update of r skip locked)
       select free.id, array(
           select n.id::int8 from notifications n left join routes on routes.id = n.route_id
           where n.receiver_id = free.id and n.delivery_id is null and n.dropped_at is null and n.due_at <= $1
             and not exists (
               select from deliveries d where d.receiver_id = free.id and not d.test and d.state = 'sent'
                 and n.change not in ('escalated')
                 and exists (select from notifications told where told.delivery_id = d.id and told.incident_id is not null)
                 and d.sent_at > $1::timestamptz - coalesce(routes.group_interval_seconds, 0) * interval '1 second')
         ) as "dueNow"
       from free`,
      [now],
    )
    let made = 0
    for (const { id, dueNow } of rows) {
      if (dueNow.length === 0) continue
      await tx.pool.query(
        `with made as (insert into deliveries (receiver_id, created_at, next_try_at) values ($1, $3, $3) returning id)
         update notifications set delivery_id = made.id from made where notifications.id = any($2::bigint[])`,
        [id, dueNow, now],
      )
      made += 1
    }
    return made
  })
}

/** Of a receiver, by hand. @returns the delivery's id */
export async function makeTestDelivery({ query }: Pick<Database, 'query'>, receiverId: number): Promise<number> {
  const { id } = await query
    .insertInto('deliveries')
    .values({ receiver_id: receiverId, test: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** So long (ms) another process leaves a message alone that one has begun to send. */
const CLAIM_MS = 60_000

/** Takes messages to send, which no other process takes meanwhile. @param only this one */
export async function claimDeliveries({ pool }: Db, now: Date, most: number, only?: number): Promise<Claimed[]> {
  const { rows } = await pool.query<Claimed>(
    `with mine as (
       select id from deliveries
       where state = 'waiting' and next_try_at <= $1 and (claimed_until is null or claimed_until <= $1)
         and ($4::bigint is null or id = $4)
       order by next_try_at limit $3 for update skip locked)
     update deliveries d set claimed_until = $2, attempts = attempts + 1
     from mine, receivers r where d.id = mine.id and r.id = d.receiver_id
     returning d.id, d.attempts, d.test, d.receiver_id as "receiverId", r.kind, r.name, r.language,
       r.settings_sealed as "settingsSealed"`,
    [now, new Date(now.getTime() + CLAIM_MS), most, only ?? null],
  )
  return rows
}

/** What a message tells of incidents, as it stands now; the worst first. */
export async function toldBy({ pool }: Db, deliveryId: number): Promise<Told[]> {
  const { rows } = await pool.query<Told>(
    `select i.id, n.change, n.version, i.cause, i.subject_name as name, i.kind, i.reason, i.hotspots,
       i.most_hotspots as "mostHotspots", i.residents, i.most_residents as "mostResidents", i.opened_at as "openedAt",
       i.closed_at as "closedAt", i.reopened, i.merged_into as "mergedInto"
     from notifications n join incidents i on i.id = n.incident_id where n.delivery_id = $1
     order by n.change = 'closed', coalesce(i.residents, i.most_residents, 0) desc, n.id`,
    [deliveryId],
  )
  return rows
}

/** It was taken. */
export async function noteSent({ pool }: Db, { id, receiverId }: Claimed, at: Date): Promise<void> {
  await pool.query(
    `with sent as (update deliveries set state = 'sent', sent_at = $3, claimed_until = null, error = null
       where id = $1 and state = 'waiting'),
     told as (insert into incident_changes (incident_id, at, change, detail)
       select n.incident_id, $3, 'told', jsonb_build_object('receiver', r.name, 'change', n.change)
       from notifications n, receivers r where n.delivery_id = $1 and n.incident_id is not null and r.id = $2)
     update receivers set failing_since = null where id = $2`,
    [id, receiverId, at],
  )
}

const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 900_000
/** After so many it is given up: a day and a half. */
const MOST_ATTEMPTS = 150

/** It was not taken: it is tried again later and later, a test never. @param error for people, without secrets */
export async function noteFailed(
  { pool }: Db,
  { id, receiverId, attempts, test }: Claimed,
  error: string,
  at: Date,
): Promise<void> {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 10))
  const isOver = test || attempts >= MOST_ATTEMPTS
  await pool.query(
    `with failed as (update deliveries set state = $3, next_try_at = $4, claimed_until = null, error = $5 where id = $1)
     update receivers set failing_since = coalesce(failing_since, $6) where id = $2 and not $7`,
    [id, receiverId, isOver ? 'failed' : 'waiting', new Date(at.getTime() + pause), error.slice(0, 500), at, test],
  )
}
