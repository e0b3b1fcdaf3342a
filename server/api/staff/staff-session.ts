import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getIronSession, type SessionOptions, unsealData } from 'iron-session'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import type { UsedApiToken } from '../../directory/api-tokens.ts'
import { endSignIn, isSignInEnded } from '../../directory/ended-sign-ins.ts'
import { type StaffMember, staffById } from '../../directory/staff.ts'
import type { Sealer } from '../../sealing.ts'

const COOKIE = 'plaza_staff'
const SESSION_SECONDS = 12 * 3600
/** A role that changes, or a member who is disabled, takes effect at once by an event; within this time without it. */
const STAFF_CACHE_MS = 5000

/** What the cookie holds, encrypted. */
export interface StaffSession {
  /** Made anew at every sign-in. */
  id: string
  staffId: number
  /** Must come back in `x-plaza-csrf` with every change. */
  csrf: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

export interface SignedIn {
  session: StaffSession
  staff: StaffMember
  /** Absent: a browser's cookie, not a token. */
  token?: UsedApiToken
}

/** The sessions of staff: encrypted cookies, worth no more than the staff row behind them. */
export interface StaffSessions {
  /** Who sent this Cookie header; undefined: nobody, expired, signed out, or no longer staff. */
  read(cookieHeader: string | undefined): Promise<SignedIn | undefined>
  /** Whether a session that was good is so still, and with which role. */
  check(session: StaffSession): Promise<SignedIn | undefined>
  /** Sets a new cookie. Whatever session the browser had is not carried over. */
  begin(request: IncomingMessage, response: ServerResponse, staffId: number): Promise<void>
  /** Removes the cookie. */
  end(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Refuses this session from now on: in this process at once, for good and in others as soon as they look again. */
  revoke(db: Pick<Database, 'query'>, session: Pick<StaffSession, 'id' | 'expiresAt'>): Promise<void>
  /** Another process has refused this session. */
  forget(sessionId: string): void
  /** A member's row has changed, or any may have: it is read again at the next request. */
  reread(staffId?: number): void
}

/** How the cookie is sealed and sent. */
export const staffCookie = (sealer: Sealer, config: Pick<Config, 'http'>): SessionOptions & { cookieName: string } => ({
  cookieName: COOKIE,
  password: sealer.key('staff-cookie').toString('hex'),
  ttl: SESSION_SECONDS,
  cookieOptions: { httpOnly: true, sameSite: 'lax', path: '/', secure: config.http.publicUrl.startsWith('https:') },
})

/** @param cacheMs how long a staff row is trusted before it is read again */
export function createStaffSessions(
  db: Database,
  sealer: Sealer,
  config: Pick<Config, 'http'>,
  cacheMs = STAFF_CACHE_MS,
): StaffSessions {
  const options = staffCookie(sealer, config)
  const staffOf = remembered((id: number) => staffById(db, id), cacheMs)
  const isEnded = remembered((id: string) => isSignInEnded(db, staffSignIn(id)), cacheMs)
  const revoked = new Map<string, number>()

  const check = async (session: StaffSession) => {
    if (session.expiresAt <= Date.now() || revoked.has(session.id)) return undefined
    const [staff, ended] = await Promise.all([staffOf.read(session.staffId), isEnded.read(session.id)])
    if (ended) return undefined
    return staff && { session, staff }
  }
  const forget = (sessionId: string) => {
    const now = Date.now()
    for (const [id, until] of revoked) if (until < now) revoked.delete(id)
    revoked.set(sessionId, now + SESSION_SECONDS * 1000)
  }
  return {
    check,
    forget,
    async read(cookieHeader) {
      const sealed = cookieNamed(cookieHeader, options.cookieName)
      if (sealed === undefined) return undefined
      const session = await unsealData<Partial<StaffSession>>(sealed, options).catch(
        () => ({}) as Partial<StaffSession>,
      )
      return isComplete(session) ? check(session) : undefined
    },
    async begin(request, response, staffId) {
      const cookie = await getIronSession<StaffSession>(request, response, options)
      cookie.id = randomUUID()
      cookie.staffId = staffId
      cookie.csrf = randomBytes(24).toString('base64url')
      cookie.expiresAt = Date.now() + SESSION_SECONDS * 1000
      await cookie.save()
    },
    async end(request, response) {
      const cookie = await getIronSession<StaffSession>(request, response, options)
      cookie.destroy()
    },
    async revoke(stored, { id, expiresAt }) {
      forget(id)
      await endSignIn(stored, staffSignIn(id), new Date(expiresAt))
    },
    reread: staffOf.forget,
  }
}

const staffSignIn = (id: string) => `staff ${id}`

const isComplete = (session: Partial<StaffSession>): session is StaffSession =>
  typeof session.id === 'string' &&
  typeof session.staffId === 'number' &&
  typeof session.csrf === 'string' &&
  typeof session.expiresAt === 'number'

/** The value of one cookie in a Cookie header (RFC 6265 section 4.2). */
function cookieNamed(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() !== name) continue
    try {
      return decodeURIComponent(pair.slice(at + 1).trim())
    } catch {
      return undefined
    }
  }
  return undefined
}

/** The most that is remembered of one kind: dropped as a whole, and read again. */
const MOST_REMEMBERED = 10_000

interface Remembered<K, T> {
  read(id: K): Promise<T>
  forget(id?: K): void
}

function remembered<K, T>(read: (id: K) => Promise<T>, keepMs: number): Remembered<K, T> {
  const known = new Map<K, { at: number; value: Promise<T> }>()
  return {
    read(id) {
      const found = known.get(id)
      if (found && Date.now() - found.at < keepMs) return found.value
      const value = read(id)
      if (known.size >= MOST_REMEMBERED) known.clear()
      known.set(id, { at: Date.now(), value })
      value.catch(() => known.delete(id))
      return value
    },
    forget(id) {
      if (id === undefined) known.clear()
      else known.delete(id)
    },
  }
}
