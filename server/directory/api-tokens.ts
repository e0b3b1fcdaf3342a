import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import type { StaffRole } from './tables.ts'

/** By which programs that look for secrets in files know one. */
const PREFIX = 'plaza_'
const TOKEN_OCTETS = 32
const SHAPE = /^plaza_[A-Za-z0-9_-]{43}$/
/** How long one may work. */
export const MOST_TOKEN_DAYS = 366
/** How many one member of staff may have that work. */
export const MOST_TOKENS = 50

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What a token is made for. */
export interface NewApiToken {
  staffId: number
  name: string
  /** What it may, as far as its owner may too. */
  role: StaffRole
  /** It asks, and changes nothing. */
  readOnly: boolean
  /** The only ones that it may ask, `get /hotspots` each; null: all. */
  endpoints: string[] | null
  expiresAt: Date
}

/** @returns its id and the token itself, of which only a hash is stored; undefined: its owner has too many, or is disabled */
export async function addApiToken(
  { query }: Database,
  { staffId, name, role, readOnly, endpoints, expiresAt }: NewApiToken,
): Promise<{ id: number; token: string } | undefined> {
  const token = PREFIX + randomBytes(TOKEN_OCTETS).toString('base64url')
  // Two that are made at once are counted one after the other.
  const owner = await query
    .selectFrom('staff')
    .select('id')
    .where('id', '=', staffId)
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  const { working } = await query
    .selectFrom('api_tokens')
    .select(({ fn }) => fn.countAll<number>().as('working'))
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirstOrThrow()
  if (!owner || working >= MOST_TOKENS) return undefined
  const row = { staff_id: staffId, name, role, read_only: readOnly, endpoints, expires_at: expiresAt }
  const { id } = await query
    .insertInto('api_tokens')
    .values({ ...row, token_hash: hashOf(token) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, token }
}

/** A token that works, as its bearer may use it. */
export type UsedApiToken = Pick<NewApiToken, 'staffId' | 'role' | 'readOnly' | 'endpoints'> & {
  id: number
  expiresAt: Date
}

/** Whose and for what a token is; undefined: it is none, is over, or was revoked. Notes to the minute that it was used. */
export async function workingToken({ query }: Database, token: string): Promise<UsedApiToken | undefined> {
  if (!SHAPE.test(token)) return undefined
  const row = await query
    .selectFrom('api_tokens')
    .select(['id', 'staff_id', 'role', 'read_only', 'endpoints', 'expires_at'])
    .select(sql<boolean>`last_used_at is null or last_used_at < now() - interval '1 minute'`.as('isFirst'))
    .where('token_hash', '=', hashOf(token))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.isFirst)
    await query.updateTable('api_tokens').set({ last_used_at: sql`now()` }).where('id', '=', row.id).execute()
  const { id, staff_id: staffId, role, read_only: readOnly, endpoints, expires_at: expiresAt } = row
  return { id, staffId, role, readOnly, endpoints, expiresAt }
}

/** Every token, newest first, without what it is. @param staffId of this owner only */
export const listApiTokens = ({ query }: Database, staffId?: number) =>
  query
    .selectFrom('api_tokens')
    .innerJoin('staff', 'staff.id', 'api_tokens.staff_id')
    .select(['api_tokens.id', 'staff_id', 'staff.name as owner', 'api_tokens.name', 'api_tokens.role', 'read_only'])
    .select(['endpoints', 'api_tokens.created_at', 'expires_at', 'revoked_at', 'last_used_at'])
    .$if(staffId !== undefined, (tokens) => tokens.where('staff_id', '=', staffId!))
    .orderBy('api_tokens.id', 'desc')
    .execute()

/** From now on it opens nothing. @param staffId where only this owner's may be @returns its name; undefined: there is none that works */
export async function revokeApiToken({ query }: Database, id: number, staffId?: number): Promise<string | undefined> {
  const row = await query
    .updateTable('api_tokens')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .$if(staffId !== undefined, (tokens) => tokens.where('staff_id', '=', staffId!))
    .returning('name')
    .executeTakeFirst()
  return row?.name
}

export const revokeTokensOf = (query: Database['query'], staffId: number) =>
  query
    .updateTable('api_tokens')
    .set({ revoked_at: sql`now()` })
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .execute()
