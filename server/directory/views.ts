import type { Database } from '../database/connection.ts'
import { countUpTo, type IdPage } from '../database/page.ts'

type Query = Pick<Database, 'query'>

/** What was audited, newest first, with the name of the staff member who did it. */
export function recentAudit({ query }: Query, { limit, before }: IdPage) {
  return query
    .selectFrom('audit_events')
    .leftJoin('staff', 'staff.id', 'audit_events.staff_id')
    .select(['audit_events.id', 'at', 'actor', 'staff.name', 'action', 'target', 'detail'])
    .$if(before !== undefined, (events) => events.where('audit_events.id', '<', before!))
    .orderBy('audit_events.id', 'desc')
    .limit(limit)
    .execute()
}

/** How many events there are, counted as far as `most`. */
export const countAudit = (db: Query, most: number): Promise<number> =>
  countUpTo(db, db.query.selectFrom('audit_events').select('id'), most)
