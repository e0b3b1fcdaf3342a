import { sql } from 'kysely'
import type { Database } from '../../database/connection.ts'
import { countUpTo } from '../../database/page.ts'
import type { DeliveryState, ReceiverEvent, ToldChange } from '../tables.ts'

type Query = Pick<Database, 'query'>

/** Who was told what of an incident, or is to be; in order. */
export const deliveriesOfIncident = ({ query }: Query, incidentId: number) =>
  query
    .selectFrom('notifications as n')
    .innerJoin('receivers as r', 'r.id', 'n.receiver_id')
    .leftJoin('deliveries as d', 'd.id', 'n.delivery_id')
    .select(['r.name as receiver', 'n.change', 'n.due_at as dueAt', 'n.dropped_at as droppedAt'])
    .$narrowType<{ change: ToldChange }>()
    .select(['d.state', 'd.attempts', 'd.sent_at as sentAt', 'd.error'])
    .where('n.incident_id', '=', incidentId)
    .orderBy('n.id')
    .limit(200)
    .execute()

/** Which messages are wanted. */
export interface DeliveriesWanted {
  receiverId?: number | undefined
  state?: DeliveryState | undefined
}

const wantedDeliveries = ({ query }: Query, { receiverId, state }: DeliveriesWanted) =>
  query
    .selectFrom('deliveries as d')
    .$if(receiverId !== undefined, (rows) => rows.where('d.receiver_id', '=', receiverId!))
    .$if(state !== undefined, (rows) => rows.where('d.state', '=', state!))

const shownDeliveries = (db: Query, wanted: DeliveriesWanted) =>
  wantedDeliveries(db, wanted)
    .innerJoin('receivers as r', 'r.id', 'd.receiver_id')
    .select(['d.id', 'r.name as receiver', 'd.created_at as createdAt', 'd.state', 'd.attempts', 'd.error', 'd.test'])
    .select(['d.next_try_at as nextTryAt', 'd.sent_at as sentAt'])
    .select(
      sql<number[]>`coalesce((select jsonb_agg(distinct n.incident_id) from notifications n
        where n.delivery_id = d.id and n.incident_id is not null), '[]')`.as('incidents'),
    )
    .select(
      sql<Array<Exclude<ReceiverEvent, 'incidents'>>>`coalesce((select jsonb_agg(e.kind order by e.id)
        from notifications n join receiver_events e on e.id = n.event_id where n.delivery_id = d.id), '[]')`.as(
        'events',
      ),
    )

/** Messages to receivers, newest first. */
export const listDeliveries = (
  db: Query,
  { limit, before, ...wanted }: DeliveriesWanted & { limit: number; before: number | undefined },
) =>
  shownDeliveries(db, wanted)
    .$if(before !== undefined, (rows) => rows.where('d.id', '<', before!))
    .orderBy('d.id', 'desc')
    .limit(limit)
    .execute()

/** How many there are, counted as far as `most`. */
export const countDeliveries = (db: Query, wanted: DeliveriesWanted, most: number): Promise<number> =>
  countUpTo(db, wantedDeliveries(db, wanted).select('d.id'), most)

/** One message. */
export const deliveryOf = (db: Query, id: number) => shownDeliveries(db, {}).where('d.id', '=', id).executeTakeFirst()

/** Receivers that are to be told something and take nothing. */
export const failingReceivers = ({ query }: Query) =>
  query
    .selectFrom('receivers')
    .select(['name', 'failing_since as since'])
    .where('failing_since', 'is not', null)
    .where('disabled_at', 'is', null)
    .orderBy('failing_since')
    .$narrowType<{ since: Date }>()
    .execute()
