import type { Database } from '../database/connection.ts'

/** What was audited most recently, newest first, with the name of the staff member who did it. */
export function recentAudit({ query }: Pick<Database, 'query'>, limit: number) {
  return query
    .selectFrom('audit_events')
    .leftJoin('staff', 'staff.id', 'audit_events.staff_id')
    .select(['audit_events.id', 'at', 'actor', 'staff.name', 'action', 'target', 'detail'])
    .orderBy('audit_events.id', 'desc')
    .limit(limit)
    .execute()
}
