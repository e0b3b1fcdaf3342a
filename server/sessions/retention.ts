import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { isDataError } from '../database/sql-errors.ts'
import { inTransaction } from '../database/transaction.ts'
import { type LegalScope, scopesParameter, sessionNotOnHold } from './legal-hold.ts'
import { type PseudonymKey, pseudonymSql } from './pseudonyms.ts'

type Pool = Pick<Database, 'pool'>

const BATCH = 5000

/** What {@link pseudonymiseSessions} removes; must be the condition of the index sessions_identified. */
const IDENTIFIED =
  '(device_mac is not null or calling_station_id is not null or user_name is not null or framed_ip is not null or ' +
  'ipv6 is not null or nat_ports is not null)'

/** How a step goes through sessions. */
export interface Steps {
  /** Sessions that stay as they are. */
  holds?: readonly LegalScope[]
  /** Told how many sessions were changed. */
  onBatch?: (sessions: number) => Promise<void> | void
  /** Told of a session that the database refuses to change: it stays as it is, and the others go on. */
  onFailure?: (sessionId: number, error: unknown) => void
}

/**
 * Replaces MAC and IP address of the sessions that ended before `before` by keyed pseudonyms, and removes what else the
 * gateway said of the device: Calling-Station-Id, User-Name, and the Acct-Session-Id, in which some gateways write the
 * MAC. In batches, each committed: a run that is cut off is gone on with by the next.
 *
 * @returns how many in all
 */
export const pseudonymiseSessions = (
  db: Pool,
  { inner, outer }: PseudonymKey,
  before: Date,
  steps: Steps = {},
): Promise<number> =>
  inBatches(db, { before, which: IDENTIFIED, ...steps }, async (client, ids) => {
    await client.query('update session_days set device_mac = null where session_id = any($1::bigint[])', [ids])
    await client.query(
      `update sessions s set
         device_pseudonym = coalesce(${pseudonymSql('device_mac::text', 1)}, device_pseudonym),
         framed_ip_pseudonym = coalesce(${pseudonymSql('host(framed_ip)', 1)}, framed_ip_pseudonym),
         ipv6_pseudonym = coalesce(${pseudonymSql('ipv6', 1)}, ipv6_pseudonym),
         acct_session_id = ${pseudonymSql('acct_session_id', 1)},
         acct_multi_session_id = ${pseudonymSql('acct_multi_session_id', 1)},
         device_mac = null, calling_station_id = null, user_name = null, framed_ip = null, ipv6 = null,
         nat_ports = null
       where id = any($3::bigint[])`,
      [inner, outer, ids],
    )
  })

/** What a bigint holds at most: a sum stays there instead of failing. */
const MOST = 9_223_372_036_854_775_807n

const added = (column: string): string =>
  `${column} = least(a.${column}::numeric + excluded.${column}, ${MOST})::bigint`
const summed = (column: string): string => `least(sum(${column}), ${MOST})::bigint`

/**
 * Adds the use of the sessions that ended before `before` to the sums by day and hotspot, and removes the sessions. In
 * batches, each one transaction, so that nothing is counted twice or lost.
 *
 * @returns how many sessions were removed
 */
export const archiveSessions = (db: Pool, before: Date, steps: Steps = {}): Promise<number> =>
  inBatches(db, { before, which: 'true', ...steps }, async (client, ids) => {
    await client.query(
      `insert into usage_archive as a (day, hotspot_id, sessions, seconds, input_octets, output_octets)
       select day, hotspot_id, count(distinct session_id), ${summed('seconds')}, ${summed('input_octets')},
              ${summed('output_octets')}
       from session_days where session_id = any($1::bigint[]) group by day, hotspot_id
       on conflict (day, hotspot_id) do update set
         sessions = a.sessions + excluded.sessions, ${['seconds', 'input_octets', 'output_octets'].map(added).join(', ')}`,
      [ids],
    )
    await client.query('delete from sessions where id = any($1::bigint[])', [ids])
  })

/** Changes sessions by their ids, locked, in a transaction. */
type Work = (client: pg.ClientBase, ids: number[]) => Promise<void>

/** Goes once through the sessions that ended before `before`, the oldest first; who holds one keeps it until the next run. */
async function inBatches(
  db: Pool,
  { before, which, holds = [], onBatch = () => {}, onFailure = () => {} }: Steps & { before: Date; which: string },
  work: Work,
): Promise<number> {
  let total = 0
  let after = { at: '-infinity', id: 0 }
  for (;;) {
    const { rows } = await db.pool.query<{ id: number; at: string }>(
      `select id, ended_at::text as at from sessions s
       where ended_at < $1 and ended_at is not null and (ended_at, id) > ($3::timestamptz, $4::bigint) and ${which}
         and ${sessionNotOnHold('s', 5)}
       order by ended_at, id limit $2`,
      [before, BATCH, after.at, after.id, scopesParameter(holds)],
    )
    const ids = rows.map(({ id }) => id)
    const changed = await changeSome(db, ids, work, onFailure)
    total += changed
    if (changed > 0) await onBatch(changed)
    if (rows.length < BATCH) return total
    after = rows.at(-1)!
  }
}

/** Halves what holds a row that the database refuses to change, so that the others are changed. */
async function changeSome(
  db: Pool,
  ids: number[],
  work: Work,
  onFailure: NonNullable<Steps['onFailure']>,
): Promise<number> {
  if (ids.length === 0) return 0
  try {
    return await inTransaction(db, async (client) => {
      const { rows } = await client.query<{ id: number }>(
        'select id from sessions where id = any($1::bigint[]) order by id for update skip locked',
        [ids],
      )
      await work(
        client,
        rows.map(({ id }) => id),
      )
      return rows.length
    })
  } catch (error) {
    if (!isDataError(error)) throw error
    if (ids.length === 1) {
      onFailure(ids[0]!, error)
      return 0
    }
    const half = ids.length >> 1
    const first = await changeSome(db, ids.slice(0, half), work, onFailure)
    return first + (await changeSome(db, ids.slice(half), work, onFailure))
  }
}
