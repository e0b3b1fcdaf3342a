import type { Packet } from '../../radius/index.ts'
import type { DeviceSystem } from '../analytics/way-online/steps.ts'
import type { Database } from '../database/connection.ts'
import { randomWord } from '../random-word.ts'
import type { Sealer } from '../sealing.ts'

/** A one-use login: made by the portal, handed to the gateway, shown to RADIUS once. */
export interface Ticket {
  id: number
  password: string
  residentId: number
  deviceMac: string
  /** The address under which the device was bound before. */
  replacesMac: string | null
  gatewayId: number
  hotspotId: number | null
  expiresAt: Date
  usedAt: Date | null
  /** Fingerprint of the request that used it. */
  usedBy: Buffer | null
}

/** How long a ticket is good for. */
export const TICKET_SECONDS = 120

export const PURPOSE = 'ticket-password'
/** 82 bits. */
const LENGTH = 16

/**
 * Makes a ticket for one device at one gateway. The password is sealed, not hashed, since CHAP needs it in clear (RFC
 * 2865 section 2.2).
 */
export async function issueTicket(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  holder: {
    residentId: number
    deviceMac: string
    replacesMac?: string | undefined
    gatewayId: number
    hotspotId: number | null
    /** The family of what runs the device. */
    system?: DeviceSystem
  },
): Promise<{ username: string; password: string; expiresAt: Date }> {
  const username = `t-${randomWord(LENGTH)}`
  const password = randomWord(LENGTH)
  const expiresAt = new Date(Date.now() + TICKET_SECONDS * 1000)
  await query
    .insertInto('tickets')
    .values({
      username,
      password_sealed: sealer.seal(password, PURPOSE),
      resident_id: holder.residentId,
      device_mac: holder.deviceMac,
      replaces_mac: holder.replacesMac ?? null,
      gateway_id: holder.gatewayId,
      hotspot_id: holder.hotspotId,
      ...(holder.system && { system: holder.system }),
      expires_at: expiresAt,
    })
    .execute()
  return { username, password, expiresAt }
}

/** The tickets of these usernames, used and expired ones too. */
export async function ticketsByUsername(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  usernames: string[],
): Promise<Map<string, Ticket>> {
  const rows = await query.selectFrom('tickets').selectAll().where('username', 'in', usernames).execute()
  return new Map(
    rows.map((row) => [
      row.username,
      {
        id: row.id,
        password: sealer.open(row.password_sealed, PURPOSE),
        residentId: row.resident_id,
        deviceMac: row.device_mac,
        replacesMac: row.replaces_mac,
        gatewayId: row.gateway_id,
        hotspotId: row.hotspot_id,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
        usedBy: row.used_by,
      },
    ]),
  )
}

/** A gateway repeats a request for no longer than this; RFC 5080 section 2.2.2 has servers remember 5 to 30 seconds. */
const REPEAT_SECONDS = 30

/** What a request and its retransmissions have in common, and no other request (RFC 2865 section 3). */
export const requestFingerprint = (gatewayId: number, { code, identifier, authenticator }: Packet): Buffer =>
  Buffer.concat([Buffer.from(`${gatewayId} ${code} ${identifier} `), authenticator])

/** Whether the ticket was used by this very request, which is being repeated: the gateway did not get the answer. */
export const isRepeated = ({ usedAt, usedBy }: Ticket, fingerprint: Buffer, now = Date.now()): boolean =>
  usedAt !== null && usedBy?.equals(fingerprint) === true && usedAt.getTime() > now - REPEAT_SECONDS * 1000

/**
 * Uses the ticket up. Of several requests for one ticket, in any process, exactly one gets true, and its retransmissions
 * do too: they may reach another process than the one that remembers the answer.
 */
export async function consumeTicket(
  { pool }: Pick<Database, 'pool'>,
  id: number,
  fingerprint: Buffer,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update tickets set used_at = coalesce(used_at, now()), used_by = $2
     where id = $1 and (used_at is null and expires_at > now()
                        or used_by = $2 and used_at > now() - make_interval(secs => $3)) returning id`,
    [id, fingerprint, REPEAT_SECONDS],
  )
  return rowCount === 1
}

/** Removes tickets that ended more than a day ago: nobody can use them, and the access log tells what became of them. */
export async function removeOldTickets({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query("delete from tickets where expires_at < now() - interval '1 day'")
}
