import type { Database } from '../../database/connection.ts'
import type { ControllerMake } from '../../network/controller-targets.ts'
import { hotspotsBelongings } from '../../network/fragments.ts'
import type { HealthState } from '../tables.ts'
import type { Evidence, Word } from './weigh.ts'

/** What of the evidence stands in health's own tables. */
export interface KeptEvidence extends Pick<Evidence, 'ping' | 'silence' | 'reports'> {
  /** `answered`: now or at some time before. */
  snmp?: Word & { answered: boolean }
  controller?: Word & { by: ControllerMake; answered: boolean }
}

/** What says first whether it works. */
export const wordOf = ({ snmp, controller }: KeptEvidence) => snmp ?? controller

/** A ping that is older says nothing of now. */
const PING_COUNTS = '10 minutes'

/** A reading that is older says nothing either, though it was the last: hotspots are polled once an hour at least. */
const READING_COUNTS = '4 hours'

interface Row {
  id: number
  state: HealthState | null
  cause: string | null
  since: Date | null
  answered: boolean | null
  ping: boolean | null
  silentSince: Date | null
  expected: number | null
  reports: number | null
  hasAgent: boolean
  toldBy: ControllerMake | null
  told: 'up' | 'down' | null
  toldSince: Date | null
}

/** By hotspot, of all or those of `ids`, of which anything is known. */
export async function keptEvidence(
  { pool }: Pick<Database, 'pool'>,
  ids?: readonly number[],
): Promise<Map<number, KeptEvidence>> {
  const { rows } = await pool.query<Row>(
    `select h.id, s.state, s.cause, s.since, s.last_answered_at is not null as answered,
       case when s.state = 'down' and s.cause = 'no-answer' then p.answers end as ping, q.since as "silentSince", q.expected, r.reports,
       h.agent_id is not null as "hasAgent", w.make as "toldBy", w.state as told, w.since as "toldSince"
     from ${hotspotsBelongings} as h
     left join hotspot_health as s on s.hotspot_id = h.id
       and (s.last_polled_at > now() - interval '${READING_COUNTS}') is not false
     left join agent_pings as p on p.agent_id = h.agent_id and p.at > now() - interval '${PING_COUNTS}'
     left join controller_words as w on w.hotspot_id = h.id
     left join silent_hotspots as q on q.hotspot_id = h.id
     left join (select hotspot_id, sum(times)::int as reports from fault_reports
                where last_at > now() - interval '1 day' group by 1) as r on r.hotspot_id = h.id
     where ($1::bigint[] is null or h.id = any($1))
       and (s.state <> 'unknown' or q.since is not null or r.reports is not null or w.state is not null)`,
    [ids ?? null],
  )
  return new Map(rows.map((row) => [row.id, evidenceOf(row)]))
}

function evidenceOf(row: Row): KeptEvidence {
  const { state, cause, since, answered, ping, silentSince, expected, reports, hasAgent, toldBy } = row
  const isPolled = state !== null && state !== 'unknown'
  // One that is up has answered, whatever was written down of when.
  const read = isPolled && { state, cause, since: since!.getTime(), answered: state !== 'down' || answered! }
  // Where there is no agent, what was read is the controller's.
  const isByController = toldBy !== null && !hasAgent
  const told = toldBy && (isByController && read ? { ...read, by: toldBy } : toldOf(row, toldBy))
  return {
    ...(read && !isByController && { snmp: read }),
    ...(told && { controller: told }),
    ...(ping !== null && { ping }),
    ...(silentSince && { silence: { since: silentSince.getTime(), expected: expected! } }),
    ...(reports && { reports }),
  }
}

const toldOf = ({ told, toldSince }: Row, by: ControllerMake) => ({
  ...{ by, state: told!, cause: told === 'down' ? 'disconnected' : null, since: toldSince!.getTime() },
  answered: told === 'up',
})
