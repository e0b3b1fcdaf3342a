import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../database/connection.ts'
import type { StaffMember } from './staff.ts'

const TOKEN_OCTETS = 32

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Makes what lets a staff member in once, until then, without the City Key; what was made for them before works no more.
 *
 * @returns the token, in clear; only its hash is stored. Undefined: they are disabled
 */
export async function makeSignInLink(
  { pool, query }: Database,
  staffId: number,
  expiresAt: Date,
): Promise<string | undefined> {
  const token = randomBytes(TOKEN_OCTETS).toString('base64url')
  await query.deleteFrom('staff_sign_in_links').where('staff_id', '=', staffId).execute()
  const { rowCount } = await pool.query(
    `insert into staff_sign_in_links (token_hash, staff_id, expires_at)
     select $1, id, $3 from staff where id = $2 and disabled_at is null`,
    [hashOf(token), staffId, expiresAt],
  )
  return rowCount ? token : undefined
}

/** Uses up a token. @returns whom it lets in; undefined: it was used, is over, or theirs is no account any more */
export async function useSignInLink(
  { pool }: Database,
  token: string,
  now = new Date(),
): Promise<Pick<StaffMember, 'id'> | undefined> {
  const { rows } = await pool.query<Pick<StaffMember, 'id'>>(
    `with used as (delete from staff_sign_in_links where token_hash = $1 returning staff_id, expires_at)
     select s.id from used join staff s on s.id = used.staff_id
     where used.expires_at > $2 and s.disabled_at is null`,
    [hashOf(token), now],
  )
  return rows[0]
}
