import type { Database } from '../database/connection.ts'
import { randomWord } from '../random-word.ts'
import type { Sealer } from '../sealing.ts'

/** A one-use login: made by the portal, handed to the gateway, shown to RADIUS once. */
export interface Ticket {
  id: number
  password: string
  residentId: number
  deviceMac: string
  gatewayId: number
  hotspotId: number | null
  expiresAt: Date
  usedAt: Date | null
}

/** How long a ticket is good for. */
export const TICKET_SECONDS = 120

const PURPOSE = 'ticket-password'
/** 82 bits. */
const LENGTH = 16

/**
 * Makes a ticket for one device at one gateway. The password is sealed, not hashed, since CHAP needs it in clear (RFC
 * 2865 section 2.2).
 */
export async function issueTicket(
  { query }: Pick<Database, 'query'>,
  sealer: Sealer,
  holder: { residentId: number; deviceMac: string; gatewayId: number; hotspotId: number | null },
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
      gateway_id: holder.gatewayId,
      hotspot_id: holder.hotspotId,
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
        gatewayId: row.gateway_id,
        hotspotId: row.hotspot_id,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
      },
    ]),
  )
}

/** Uses the ticket up. Of several calls for one ticket, in any process, exactly one gets true. */
export async function consumeTicket({ pool }: Pick<Database, 'pool'>, id: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update tickets set used_at = now() where id = $1 and used_at is null and expires_at > now() returning id',
    [id],
  )
  return rowCount === 1
}

/** Removes tickets that ended more than a day ago: nobody can use them, and the access log tells what became of them. */
export async function removeOldTickets({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query("delete from tickets where expires_at < now() - interval '1 day'")
}
