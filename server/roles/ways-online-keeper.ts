import { ticketsByHour } from '../access/ways-online.ts'
import { mergeOldHours, putWaysOnline } from '../analytics/way-online/store.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { repeatedly } from '../repeatedly.ts'

const HOUR_MS = 3_600_000
/** Tickets are kept for a day and two minutes. */
const LOOKED_AT_HOURS = 23
const BY_HOUR_DAYS = 31
const EVERY_MS = 10 * 60_000

/** Counts what became of the tickets of the last day, and merges hours that are long over. Twice changes nothing. */
export async function keepWaysOnline(db: Pick<Database, 'pool'>, timeZone: string, now = new Date()): Promise<void> {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  const tickets = await ticketsByHour(db, new Date(hour - LOOKED_AT_HOURS * HOUR_MS))
  await putWaysOnline(
    db,
    tickets.flatMap(({ letIn, accepted, online, ...of }) => [
      { ...of, step: 'let_in' as const, devices: letIn },
      { ...of, step: 'accepted' as const, devices: accepted },
      { ...of, step: 'online' as const, devices: online },
    ]),
  )
  await mergeOldHours(db, new Date(now.getTime() - BY_HOUR_DAYS * 24 * HOUR_MS), timeZone)
}

/** Does so at once and every ten minutes. */
export const startWaysOnlineKeeper = ({
  db,
  log,
  timeZone,
}: {
  db: Database
  log: Log
  timeZone: string
}): { close(): Promise<void> } =>
  repeatedly(
    () => keepWaysOnline(db, timeZone),
    EVERY_MS,
    (error) => log.error({ err: error }, 'ways online were not counted'),
  )
