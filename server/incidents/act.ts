import type { OneTransaction } from '../database/one-transaction.ts'
import type { IncidentChangeKind } from './tables.ts'

/** What staff do to an incident. `null` of a person: nobody is to look after it any more. */
export type Act =
  | { kind: 'acknowledge'; text: string | null }
  | { kind: 'unacknowledge' }
  | { kind: 'assign'; to: number | null }
  | { kind: 'comment'; text: string }

/**
 * Has somebody do something to an incident, and writes it down in its history. What is acknowledged is not told again.
 *
 * @param staffId null: by the plaza command
 * @returns false where there is no such incident, or nothing to do: it is so already
 */
export async function act(
  tx: OneTransaction,
  id: number,
  what: Act,
  staffId: number | null,
  now = new Date(),
): Promise<boolean> {
  const { change, set, text, detail } = stepOf(what, staffId, now)
  const { numUpdatedRows } = await tx.query
    .updateTable('incidents')
    // A comment changes nothing else, and there must be something to set.
    .set((row) => ({ ...set, subject_name: row.ref('subject_name') }))
    .where('id', '=', id)
    .$if(what.kind === 'acknowledge', (rows) => rows.where('acknowledged_at', 'is', null))
    .$if(what.kind === 'unacknowledge', (rows) => rows.where('acknowledged_at', 'is not', null))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx.query
    .insertInto('incident_changes')
    .values({
      incident_id: id,
      at: now,
      change,
      staff_id: staffId,
      text: text ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    })
    .execute()
  if (what.kind === 'acknowledge')
    await tx.query
      .updateTable('notifications')
      .set({ dropped_at: now })
      .where('incident_id', '=', id)
      .where('delivery_id', 'is', null)
      .where('dropped_at', 'is', null)
      .where('change', 'in', ['escalated', 'repeated'])
      .execute()
  return true
}

interface Step {
  change: IncidentChangeKind
  set: { acknowledged_at?: Date | null; acknowledged_by?: number | null; assigned_to?: number | null; version?: number }
  text?: string | null
  detail?: Record<string, unknown>
}

function stepOf(what: Act, staffId: number | null, now: Date): Step {
  if (what.kind === 'acknowledge')
    return { change: 'acknowledged', set: { acknowledged_at: now, acknowledged_by: staffId }, text: what.text }
  if (what.kind === 'unacknowledge')
    return { change: 'unacknowledged', set: { acknowledged_at: null, acknowledged_by: null } }
  if (what.kind === 'assign') return { change: 'assigned', set: { assigned_to: what.to }, detail: { to: what.to } }
  return { change: 'comment', set: {}, text: what.text }
}
