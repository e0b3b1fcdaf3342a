import type { Database } from '../../../database/connection.ts'
import { inOneTransaction, type OneTransaction } from '../../../database/one-transaction.ts'
import { type ImportEvent, takeImportEvents } from '../../../import/events.ts'
import { type HourOfSignIns, hourOfSignIns, hoursDue } from './sign-ins.ts'

type Db = Pick<Database, 'pool' | 'query'>

/** What became of an import, as JSON has it: `at` is ISO 8601. */
type ToldImport = Omit<ImportEvent, 'at'> & { at: string }

/** What receivers are told besides incidents. */
export type ToldEvent = { kind: 'imports'; content: ToldImport } | { kind: 'sign-ins'; content: HourOfSignIns }

/**
 * Stores what became of imports, and the sign-ins of hours that are over, with who is to be told. What an import left is
 * taken in the transaction that stores it; an hour is stored once however many processes count it.
 */
export async function storeEvents(db: Db, now: Date): Promise<void> {
  await inOneTransaction(db, async (tx) => {
    for (const { at, ...event } of await takeImportEvents(tx))
      await store(tx, `${event.id}`, { kind: 'imports', content: { ...event, at: at.toISOString() } }, now)
  })
  for (const hour of await hoursWanted(db, now))
    await inOneTransaction(db, async (tx) => {
      const content = await hourOfSignIns(tx, hour)
      await store(tx, content.hour, { kind: 'sign-ins', content }, now)
      await tx.pool.query(`delete from receiver_events where at < $1::timestamptz - interval '30 days'`, [now])
    })
}

/** For whom wants it. Of an event that is stored already nothing changes. */
async function store({ pool }: OneTransaction, key: string, { kind, content }: ToldEvent, now: Date): Promise<void> {
  await pool.query(
    `with wanting as (select id from receivers where disabled_at is null and $1 = any(events)),
     event as (insert into receiver_events (kind, key, at, content) select $1, $2, $3, $4 where exists (select from wanting)
       on conflict (kind, key) do nothing returning id)
     insert into notifications (event_id, receiver_id, due_at) select event.id, wanting.id, $3 from event, wanting`,
    [kind, key, now, JSON.stringify(content)],
  )
}

/** None where nobody wants to be told sign-ins. */
async function hoursWanted({ pool }: Db, now: Date): Promise<Date[]> {
  const { rows } = await pool.query<{ last: string | null }>(
    `select (select max(key) from receiver_events where kind = 'sign-ins') as last
     where exists (select from receivers where disabled_at is null and 'sign-ins' = any(events))`,
  )
  const [wanted] = rows
  if (!wanted) return []
  return hoursDue(wanted.last === null ? undefined : new Date(wanted.last), now)
}

/** What a message tells besides incidents, in the order in which it came. */
export async function eventsOf({ pool }: Db, deliveryId: number): Promise<ToldEvent[]> {
  const { rows } = await pool.query<ToldEvent>(
    `select e.kind, e.content from notifications n join receiver_events e on e.id = n.event_id
     where n.delivery_id = $1 order by e.id`,
    [deliveryId],
  )
  return rows
}
