import type { decisionsOnDevice } from '../../../access/views.ts'
import type { sessionsOfDevice } from '../../../sessions/views.ts'
import type * as contract from '../../contract/index.ts'

/** One event of a resident's or a device's way. */
export type WayEvent = contract.HelpTrace['timeline'][number]

export const event = (
  at: Date,
  source: WayEvent['source'],
  what: string,
  more: Partial<Pick<WayEvent, 'decision' | 'session'>> = {},
): WayEvent => ({ at: at.toISOString(), source, what, decision: null, session: null, ...more })

/** How a session began, and how it ended or was heard of last. */
export function eventsOf(row: Awaited<ReturnType<typeof sessionsOfDevice>>[number]): WayEvent[] {
  const { started_at, updated_at, ended_at, ended_by: endedBy, terminate_cause: terminateCause } = row
  const session = { octets: row.input_octets + row.output_octets, endedBy, terminateCause }
  return [
    event(started_at, 'accounting', 'session-start'),
    event(ended_at ?? updated_at, 'accounting', ended_at ? 'session-end' : 'session-update', { session }),
  ]
}

export const decided = ({
  at,
  accepted,
  method,
  reason,
}: Pick<Awaited<ReturnType<typeof decisionsOnDevice>>[number], 'at' | 'accepted' | 'method' | 'reason'>): WayEvent =>
  event(at, 'decision', accepted ? 'accept-decision' : 'reject-decision', { decision: { method, reason } })
