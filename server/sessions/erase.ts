import type pg from 'pg'
import { grantNotOnHold } from './grants/legal-hold.ts'
import { type LegalScope, scopesParameter, sessionNotOnHold } from './legal-hold.ts'

/** Whose data is erased: by number, and what names nobody by device, as far as it is from before `until`. */
export interface Erased {
  residentId: number
  macs: readonly string[]
  until: Date
}

/** SQL, parameters 1 to 3: the row is theirs. @param at the column of its time */
export const isTheirs = (row: string, at: string): string =>
  `(${row}.resident_id = $1
    or ${row}.resident_id is null and ${row}.device_mac = any($2::macaddr[]) and ${row}.${at} <= $3)`

/**
 * Leaves of a resident's sessions only what was used where and when: whose it was, with which device, address and name
 * goes, for the ended ones as for those under way. Their gateways' later records do not bring it back. Grants go.
 *
 * @param holds what one of these covers stays as it is
 * @returns how many sessions
 */
export async function eraseFromSessions(
  client: pg.ClientBase,
  { residentId, macs, until }: Erased,
  holds: readonly LegalScope[],
): Promise<number> {
  const whose = [residentId, macs, until, scopesParameter(holds)]
  await client.query(`delete from grants t where ${isTheirs('t', 'granted_at')} and ${grantNotOnHold('t', 4)}`, whose)
  const { rowCount } = await client.query(
    `with theirs as (select id from sessions s where ${isTheirs('s', 'started_at')} and ${sessionNotOnHold('s', 4)}),
     days as (update session_days d set resident_id = null, device_mac = null from theirs where d.session_id = theirs.id)
     update sessions s set
       resident_id = null, device_mac = null, device_pseudonym = null, framed_ip = null, framed_ip_pseudonym = null,
       ipv6 = null, ipv6_pseudonym = null, nat_ports = null,
       calling_station_id = null, user_name = null, acct_session_id = 'erased-' || s.id, acct_multi_session_id = null,
       erased_at = now()
     from theirs where s.id = theirs.id`,
    whose,
  )
  return rowCount ?? 0
}

/**
 * How many of their rows legal holds keep.
 *
 * @param at the column of their time
 * @param notOnHold SQL: none of the scopes in a parameter covers the row
 */
export async function countOnHold(
  client: pg.ClientBase,
  { residentId, macs, until }: Erased,
  holds: readonly LegalScope[],
  { table, at, notOnHold }: { table: string; at: string; notOnHold: (row: string, parameter: number) => string },
): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*) from ${table} t where ${isTheirs('t', at)} and not (${notOnHold('t', 4)})`,
    [residentId, macs, until, scopesParameter(holds)],
  )
  return rows[0]!.count
}

/** How many of their sessions and grants legal holds keep. */
export const countOnHoldInSessions = async (client: pg.ClientBase, whose: Erased, holds: readonly LegalScope[]) =>
  (await countOnHold(client, whose, holds, { table: 'sessions', at: 'started_at', notOnHold: sessionNotOnHold })) +
  (await countOnHold(client, whose, holds, { table: 'grants', at: 'granted_at', notOnHold: grantNotOnHold }))
