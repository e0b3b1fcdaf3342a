import type pg from 'pg'

/**
 * Leaves of a resident's sessions only what was used where and when: whose it was, with which device, address and name
 * goes, for the ended ones as for those under way. Their gateways' later records do not bring it back.
 *
 * @param macs devices that are the resident's: sessions of theirs without a resident are found by these
 * @returns how many sessions
 */
export async function eraseFromSessions(client: pg.ClientBase, residentId: number, macs: string[]): Promise<number> {
  const { rowCount } = await client.query(
    `with theirs as (
       select id from sessions where resident_id = $1
       union select id from sessions where resident_id is null and device_mac = any($2::macaddr[])),
     days as (update session_days d set resident_id = null, device_mac = null from theirs where d.session_id = theirs.id)
     update sessions s set
       resident_id = null, device_mac = null, device_pseudonym = null, framed_ip = null, framed_ip_pseudonym = null,
       calling_station_id = null, user_name = null, acct_session_id = 'erased-' || s.id, acct_multi_session_id = null,
       erased_at = now()
     from theirs where s.id = theirs.id`,
    [residentId, macs],
  )
  return rowCount ?? 0
}
