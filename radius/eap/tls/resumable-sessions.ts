import type { EapAuthentication } from '../eap-server-options.ts'
import { nameOfTicketKeys } from './tls-context.ts'

/** What a full authentication has found, for whoever resumes its session (RFC 5216 §2.1.2). */
export interface ResumableSession<A> {
  /** The keys of this session's tickets and of no other's: a ticket that they open belongs to this account. */
  readonly ticketKeys: Buffer
  readonly account: A
  readonly identity: string
  readonly method: EapAuthentication
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Remembers up to `limit` sessions by the name of their ticket keys; who was not seen for longest goes first. */
export function createResumableSessions<A>(limit: number) {
  const sessions = new Map<string, ResumableSession<A>>()
  return {
    find(name: string, now: number): ResumableSession<A> | undefined {
      const session = sessions.get(name)
      if (!session) return undefined
      sessions.delete(name)
      if (session.expiresAt <= now) return undefined
      sessions.set(name, session)
      return session
    },
    add(session: ResumableSession<A>): void {
      const name = nameOfTicketKeys(session.ticketKeys)
      sessions.delete(name)
      const oldest = sessions.size >= limit ? sessions.keys().next() : undefined
      if (oldest?.done === false) sessions.delete(oldest.value)
      if (limit > 0) sessions.set(name, session)
    },
    remove(ticketKeys: Buffer): void {
      sessions.delete(nameOfTicketKeys(ticketKeys))
    },
    clear: () => sessions.clear(),
    get size(): number {
      return sessions.size
    },
  }
}

export type ResumableSessions<A> = ReturnType<typeof createResumableSessions<A>>
