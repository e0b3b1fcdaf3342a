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
