import type { Database } from '../../database/connection.ts'
import { type UsedApiToken, workingToken } from '../../directory/api-tokens.ts'
import { mayActAs } from '../../directory/staff.ts'
import type { SignedIn, StaffSessions } from './staff-session.ts'

/**
 * What `Authorization` holds of a bearer token (RFC 6750 section 2.1); undefined: none was sent. What a proxy before Plaza
 * asks of browsers (Basic) is not Plaza's.
 */
export const bearerIn = (header = ''): string | undefined =>
  /^Bearer\b/i.test(header) ? (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? '') : undefined

/** Who asks by a token: its owner, with the lesser of both roles. Undefined: it does not work, or theirs is no access any more. */
export async function signedInBy(db: Database, sessions: StaffSessions, token: string): Promise<SignedIn | undefined> {
  const used = await workingToken(db, token)
  if (!used) return undefined
  const { id, staffId, expiresAt } = used
  const session = { id: `token ${id}`, staffId, csrf: '', expiresAt: expiresAt.getTime() }
  const owner = await sessions.check(session)
  if (!owner) return undefined
  const role = mayActAs(owner.staff.role, used.role) ? used.role : owner.staff.role
  return { session, staff: { ...owner.staff, role }, token: used }
}

/** Whether an endpoint is among those that a token is for. */
export const isWithin = (
  { readOnly, endpoints }: Pick<UsedApiToken, 'readOnly' | 'endpoints'>,
  { method, path, byPeople }: { method: string; path: string; byPeople?: true },
): boolean =>
  !byPeople &&
  (method === 'get' || !readOnly) &&
  (endpoints === null || endpoints.includes(`${method} ${path.replace(/\.csv$/, '')}`))
