import { acceptsOf } from '../access/log/accepts.ts'
import type { Connections } from '../database/connection.ts'
import { announceSessions } from '../sessions/ledger/announce.ts'
import { CLOCK_WINDOW_MS } from '../sessions/ledger/record.ts'
import { acceptSessions, unacceptedSessions } from '../sessions/unaccepted.ts'

/** An Accept that is not stored by then was dropped, or there was none. */
const LATEST_MS = 900_000

/**
 * Sessions without Class whose Access-Accept was stored after their Start: the log writes in batches, and later where the
 * database was away. Until their next report they would be nobody's: in no quota, not at `/me`, and not ended with their
 * resident's others.
 *
 * @returns how many are somebody's now
 */
export async function attributeLate(db: Connections, now = new Date()): Promise<number> {
  const sessions = await unacceptedSessions(db, new Date(now.getTime() - LATEST_MS))
  if (sessions.length === 0) return 0
  const accepts = await acceptsOf(
    db,
    sessions.map(({ gatewayId, deviceMac, startedAt }) => ({
      ...{ gatewayId, deviceMac },
      from: new Date(startedAt.getTime() - CLOCK_WINDOW_MS),
      to: now,
    })),
  )
  const found = sessions.flatMap(({ id }, index) => {
    const accept = accepts[index]
    return accept ? [{ id, residentId: accept.residentId }] : []
  })
  const changed = await acceptSessions(db, found)
  await announceSessions(db, changed, 'updated')
  return changed.length
}
