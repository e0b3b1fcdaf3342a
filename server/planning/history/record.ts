import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Log } from '../../log.ts'
import { repeatedly } from '../../repeatedly.ts'
import { localDay } from '../../usage/local-day.ts'
import type { Coverage } from '../coverage.ts'
import { rings } from '../points/rings.ts'
import { addLook } from './add-look.ts'
import { areasWith, type Look, lookAt } from './look.ts'

const EVERY_MS = 3_600_000
/** A look is left out where another process has looked so shortly before. */
const APART_MS = 50 * 60_000

export interface RecordOptions {
  db: Database
  coverage: Pick<Coverage, 'byNeighbourhood' | 'within'>
  timeZone: string
}

/**
 * Adds a look at who is reached now, within each ring, to the means of the day by the city's clock: of the city, its
 * boroughs and neighbourhoods, and fifths of the residents by need (share without internet, where it is known). How even
 * coverage is, and how a ring is measured, is kept as the day's last look has it.
 *
 * @returns whether it was added: not where another process did so within the hour
 */
export async function recordCoverage({ db, coverage, timeZone }: RecordOptions, now = new Date()): Promise<boolean> {
  const looks: Look[] = []
  for (const ring of rings)
    looks.push(lookAt(ring, coverage.within(ring), await areasWith(db, coverage.byNeighbourhood(ring))))
  if (looks.every(({ seen }) => seen.length === 0)) return false
  const day = localDay(timeZone)(now)
  return inTransaction(db, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [locks.coverageDays])
    const { rows } = await client.query<{ recent: boolean }>(
      'select coalesce(max(looked_at) > $1, false) as recent from coverage_day_rings',
      [new Date(now.getTime() - APART_MS)],
    )
    if (rows[0]!.recent) return false
    for (const look of looks) await addLook(client, look, { from: day, to: day, at: now })
    return true
  })
}

/** Looks at who is reached at once and every hour. */
export const startCoverageRecord = (options: RecordOptions & { log: Log }): { close(): Promise<void> } =>
  repeatedly(
    () => recordCoverage(options),
    EVERY_MS,
    (error) => options.log.error({ err: error }, 'who is reached was not noted'),
  )
