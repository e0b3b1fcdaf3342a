import type { Database } from '../../database/connection.ts'
import { type PlazaEvent, publish, type SessionChange } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'

type Publisher = Pick<Database, 'pool'>

/** So many fit into one NOTIFY of 8,000 octets, however long the numbers. */
const PER_EVENT = 64
const EVERY_MS = 250

export interface Announcer {
  /** Announces these to every process soon, together with what else happens meanwhile. */
  add(changes: SessionChange[]): void
  /** Announces what still waits. */
  close(): Promise<void>
}

/**
 * Announces changed sessions to the other processes a few times a second at most. Of each session at a hotspot it announces
 * the most important change. What cannot be announced is dropped: who listens reads everything afresh after a gap.
 */
export function createAnnouncer(db: Publisher, log: Log): Announcer {
  let pending = new Map<string, SessionChange>()
  let timer: NodeJS.Timeout | undefined
  let announcing = Promise.resolve()
  const announcePending = async () => {
    const changes = [...pending.values()]
    pending = new Map()
    await announce(db, changes).catch((error) => log.warn({ err: error }, 'changed sessions were not announced'))
    timer = undefined
    if (pending.size > 0) announceSoon()
  }
  const announceSoon = () => {
    timer ??= setTimeout(() => {
      announcing = announcePending()
    }, EVERY_MS)
  }
  return {
    add(changes) {
      for (const change of changes) {
        const key = `${change.id} ${change.hotspotId}`
        const other = pending.get(key)
        if (!other || RANK[change.change] > RANK[other.change]) pending.set(key, change)
      }
      if (pending.size > 0) announceSoon()
    },
    async close() {
      await announcing
      clearTimeout(timer)
      timer = undefined
      await announcePending()
    },
  }
}

/** How important a change is. */
const RANK = { updated: 0, started: 1, ended: 2 }

/** Announces to every process at once what became of these sessions. */
export const announceSessions = (
  db: Publisher,
  sessions: ReadonlyArray<Omit<SessionChange, 'change'>>,
  change: SessionChange['change'],
): Promise<void> =>
  announce(
    db,
    sessions.map(({ id, hotspotId, residentId }) => ({ id, hotspotId, residentId, change })),
  )

/** Announces to every process at once that these sessions have ended. */
export const announceEnded = (db: Publisher, ended: ReadonlyArray<Omit<SessionChange, 'change'>>): Promise<void> =>
  announceSessions(db, ended, 'ended')

async function announce(db: Publisher, changes: SessionChange[]): Promise<void> {
  const events: PlazaEvent[] = []
  for (let from = 0; from < changes.length; from += PER_EVENT) {
    events.push({ type: 'sessions', sessions: changes.slice(from, from + PER_EVENT) })
  }
  await publish(db, ...events)
}
