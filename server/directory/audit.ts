import type { Database } from '../database/connection.ts'

/** Who did something that is audited. */
export type Actor = { kind: 'staff'; staffId: number } | { kind: 'command' } | { kind: 'system' } | { kind: 'resident' }

/**
 * Records a change. `action` is `noun.verb` (`session.disconnect`), `target` names what was changed, `detail` holds no
 * secrets.
 */
export async function audit(
  { query }: Pick<Database, 'query'>,
  actor: Actor,
  action: string,
  target: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await query
    .insertInto('audit_events')
    .values({
      staff_id: actor.kind === 'staff' ? actor.staffId : null,
      actor: actor.kind,
      action,
      target,
      detail: JSON.stringify(detail),
    })
    .execute()
}

/** What was audited is kept for so long at least. */
export const AUDIT_DAYS_AT_LEAST = 365

/**
 * Removes what was audited before then: the one way in which it goes.
 *
 * @param before {@link AUDIT_DAYS_AT_LEAST} ago at least; the database refuses less
 * @returns how many events
 */
export async function forgetAudit({ pool }: Pick<Database, 'pool'>, before: Date): Promise<number> {
  const { rows } = await pool.query<{ gone: number }>('select forget_audit($1) as gone', [before])
  return rows[0]!.gone
}
