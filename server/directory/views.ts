import type { Database } from '../database/connection.ts'
import { countUpTo, type IdPage } from '../database/page.ts'

type Query = Pick<Database, 'query'>

/** Only events of one target, by these actions. */
interface About {
  target: string
  actions: readonly string[]
}

const eventsOf = ({ query }: Query, about?: About) =>
  query
    .selectFrom('audit_events')
    .$if(about !== undefined, (events) =>
      events.where('target', '=', about!.target).where('action', 'in', [...about!.actions]),
    )

/** What was audited, newest first, with the name of the staff member who did it. */
export function recentAudit(db: Query, { limit, before, about }: IdPage & { about?: About }) {
  return eventsOf(db, about)
    .leftJoin('staff', 'staff.id', 'audit_events.staff_id')
    .select(['audit_events.id', 'at', 'actor', 'staff.name', 'action', 'target', 'detail'])
    .$if(before !== undefined, (events) => events.where('audit_events.id', '<', before!))
    .orderBy('audit_events.id', 'desc')
    .limit(limit)
    .execute()
}

/** How many events there are, counted as far as `most`. */
export const countAudit = (db: Query, most: number, about?: About): Promise<number> =>
  countUpTo(db, eventsOf(db, about).select('id'), most)

/** Names by id, of staff who are disabled too. */
export async function staffNames({ query }: Query, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await query
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Those of the staff who can be given work, by name: operators and administrators. */
export const workingStaff = ({ query }: Query) =>
  query
    .selectFrom('staff')
    .select(['id', 'name', 'role'])
    .where('role', 'in', ['operator', 'admin'])
    .where('disabled_at', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
