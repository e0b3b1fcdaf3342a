import type { Database } from '../database/connection.ts'
import { inTransaction } from '../database/transaction.ts'
import { type LegalScope, scopesParameter, sessionNotOnHold } from './legal-hold.ts'
import { type PseudonymKey, pseudonymSql } from './pseudonyms.ts'

type Pool = Pick<Database, 'pool'>

const BATCH = 5000

/** What {@link pseudonymiseSessions} removes; must be the condition of the index sessions_identified. */
const IDENTIFIED =
  '(device_mac is not null or calling_station_id is not null or user_name is not null or framed_ip is not null)'

/**
 * Replaces MAC and IP address of the sessions that ended before `before` by keyed pseudonyms, and removes what else the
 * gateway said of the device: Calling-Station-Id, User-Name, and the Acct-Session-Id, in which some gateways write the
 * MAC. In batches, each committed: a run that is cut off is gone on with by the next.
 *
 * @param holds sessions that stay as they are
 * @param onBatch is told how many sessions were changed
 * @returns how many in all
 */
export async function pseudonymiseSessions(
  { pool }: Pool,
  { inner, outer }: PseudonymKey,
  before: Date,
  holds: readonly LegalScope[] = [],
  onBatch: (sessions: number) => Promise<void> | void = () => {},
): Promise<number> {
  for (let total = 0; ; ) {
    const { rowCount } = await pool.query(
      `with batch as (
         select id from sessions s where ended_at < $3 and ended_at is not null and ${IDENTIFIED}
           and ${sessionNotOnHold('s', 5)}
         order by ended_at limit $4 for update skip locked),
       days as (update session_days d set device_mac = null from batch where session_id = batch.id)
       update sessions s set
         device_pseudonym = coalesce(${pseudonymSql('device_mac::text', 1)}, device_pseudonym),
         framed_ip_pseudonym = coalesce(${pseudonymSql('host(framed_ip)', 1)}, framed_ip_pseudonym),
         acct_session_id = ${pseudonymSql('acct_session_id', 1)},
         acct_multi_session_id = ${pseudonymSql('acct_multi_session_id', 1)},
         device_mac = null, calling_station_id = null, user_name = null, framed_ip = null
       from batch where s.id = batch.id`,
      [inner, outer, before, BATCH, scopesParameter(holds)],
    )
    const changed = rowCount ?? 0
    total += changed
    if (changed > 0) await onBatch(changed)
    if (changed < BATCH) return total
  }
}

/**
 * Adds the use of the sessions that ended before `before` to the sums by day and hotspot, and removes the sessions. In
 * batches, each one transaction, so that nothing is counted twice or lost.
 *
 * @param holds sessions that stay as they are
 * @returns how many sessions were removed
 */
export async function archiveSessions(
  db: Pool,
  before: Date,
  holds: readonly LegalScope[] = [],
  onBatch: (sessions: number) => Promise<void> | void = () => {},
): Promise<number> {
  for (let total = 0; ; ) {
    const removed = await inTransaction(db, async (client) => {
      const { rows } = await client.query<{ id: number }>(
        `select id from sessions s where ended_at < $1 and ended_at is not null and ${sessionNotOnHold('s', 3)}
         order by ended_at limit $2 for update skip locked`,
        [before, BATCH, scopesParameter(holds)],
      )
      const ids = rows.map(({ id }) => id)
      await client.query(
        `insert into usage_archive as a (day, hotspot_id, sessions, seconds, input_octets, output_octets)
         select day, hotspot_id, count(distinct session_id), sum(seconds), sum(input_octets), sum(output_octets)
         from session_days where session_id = any($1::bigint[]) group by day, hotspot_id
         on conflict (day, hotspot_id) do update set
           sessions = a.sessions + excluded.sessions, seconds = a.seconds + excluded.seconds,
           input_octets = a.input_octets + excluded.input_octets,
           output_octets = a.output_octets + excluded.output_octets`,
        [ids],
      )
      await client.query('delete from sessions where id = any($1::bigint[])', [ids])
      return ids.length
    })
    total += removed
    if (removed > 0) await onBatch(removed)
    if (removed < BATCH) return total
  }
}
