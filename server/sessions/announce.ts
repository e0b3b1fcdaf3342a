import type { Database } from '../database/connection.ts'
import { publish } from '../database/events.ts'

/** Tells every process that these sessions have ended. */
export async function announceEnded(
  db: Pick<Database, 'pool'>,
  ended: ReadonlyArray<{ id: number; hotspotId: number | null }>,
): Promise<void> {
  await publish(db, ...ended.map(({ id, hotspotId }) => ({ type: 'session', id, hotspotId, change: 'ended' }) as const))
}
