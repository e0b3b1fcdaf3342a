import type { Database } from '../../database/connection.ts'
import { hotspotsBelongings } from '../../network/fragments.ts'
import type { HealthState } from '../tables.ts'
import type { Evidence } from './weigh.ts'

/** What of the evidence stands in health's own tables. */
export interface KeptEvidence extends Pick<Evidence, 'ping' | 'silence' | 'reports'> {
  /** `answered`: now or at some time before. */
  snmp?: NonNullable<Evidence['snmp']> & { answered: boolean }
}

/** A ping that is older says nothing of now. */
const PING_COUNTS = '10 minutes'

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
}

/** By hotspot, of all or those of `ids`, of which anything is known. */
export async function keptEvidence(
  { pool }: Pick<Database, 'pool'>,
  ids?: readonly number[],
): Promise<Map<number, KeptEvidence>> {
  const { rows } = await pool.query<Row>(
    `select h.id, s.state, s.cause, s.since, s.last_answered_at is not null as answered,
       case when s.state = 'down' then p.answers end as ping, q.since as "silentSince", q.expected, r.reports
     from ${hotspotsBelongings} as h
     left join hotspot_health as s on s.hotspot_id = h.id
     left join agent_pings as p on p.agent_id = h.agent_id and p.at > now() - interval '${PING_COUNTS}'
     left join silent_hotspots as q on q.hotspot_id = h.id
     left join (select hotspot_id, sum(times)::int as reports from fault_reports
                where last_at > now() - interval '1 day' group by 1) as r on r.hotspot_id = h.id
     where ($1::bigint[] is null or h.id = any($1))
       and (s.state <> 'unknown' or q.since is not null or r.reports is not null)`,
    [ids ?? null],
  )
  return new Map(rows.map((row) => [row.id, evidenceOf(row)]))
}

function evidenceOf({ state, cause, since, answered, ping, silentSince, expected, reports }: Row): KeptEvidence {
  const isPolled = state !== null && state !== 'unknown'
  // One that is up has answered, whatever was written down of when.
  const snmp = isPolled && { state, cause, since: since!.getTime(), answered: state !== 'down' || answered! }
  return {
    ...(snmp && { snmp }),
    ...(ping !== null && { ping }),
    ...(silentSince && { silence: { since: silentSince.getTime(), expected: expected! } }),
    ...(reports && { reports }),
  }
}
