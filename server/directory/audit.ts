import { isDeepStrictEqual } from 'node:util'
import type { Database } from '../database/connection.ts'
import type { OneTransaction } from '../database/one-transaction.ts'
import type { AuditAction } from './audit-actions.ts'

/** Who did something that is audited. */
export type Actor = { kind: 'staff'; staffId: number } | { kind: 'command' } | { kind: 'system' } | { kind: 'resident' }

type Event = [actor: Actor, action: AuditAction, target: string, detail?: Record<string, unknown>]

/**
 * Records a change in the transaction that makes it, so that nothing is changed unaudited and nothing audited that was
 * not changed. `target` names what was changed, `detail` holds no secrets.
 */
export const audit = (db: OneTransaction, ...event: Event): Promise<void> => write(db, event)

/**
 * Records what no transaction holds: what gateways answered, what was only read or refused, work in many batches that are
 * stored already. {@link audit} is for all else; test/house.test.ts lists who may.
 */
export const auditAlone = (db: Pick<Database, 'query'>, ...event: Event): Promise<void> => write(db, event)

async function write({ query }: Pick<Database, 'query'>, [actor, action, target, detail = {}]: Event): Promise<void> {
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

/** What the audit keeps of a change: of each thing that differs, what it was and what it is. Undefined: nothing does. */
export function differences<T extends object>(
  before: T,
  after: T,
): { before: Partial<T>; after: Partial<T> } | undefined {
  const keys = (Object.keys(after) as Array<keyof T>).filter((key) => !isDeepStrictEqual(before[key], after[key]))
  if (keys.length === 0) return undefined
  const only = (of: T) => Object.fromEntries(keys.map((key) => [key, of[key]])) as Partial<T>
  return { before: only(before), after: only(after) }
}

/**
 * Removes what was audited before then: the one way in which it goes.
 *
 * @param before 365 days ago at least; the database refuses less
 * @returns how many events
 */
export async function forgetAudit({ pool }: Pick<Database, 'pool'>, before: Date): Promise<number> {
  const { rows } = await pool.query<{ gone: number }>('select forget_audit($1) as gone', [before])
  return rows[0]!.gone
}
