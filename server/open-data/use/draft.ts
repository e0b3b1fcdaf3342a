import { createHash } from 'node:crypto'
import type { Database } from '../../database/connection.ts'
import { hotspotAreas } from '../../network/published/hotspots.ts'
import type { Sealer } from '../../sealing.ts'
import { begunByDay } from '../../sessions/begun/by-day.ts'
import { METHOD } from '../method.ts'
import { suppressInWorker } from '../suppression/in-worker.ts'
import { daysOf } from './month.ts'
import { nameOfCell, numbered, tableOfUse, type UsePlace } from './use-table.ts'

/** A line of what is published: a place on a day, or in the whole month. */
export interface UseRow extends UsePlace {
  /** yyyy-mm-dd; null: the whole month. */
  day: string | null
  /** Rounded; null: hidden. */
  visits: number | null
  sessions: number | null
}

/** A month's use as it would leave. */
export interface UseDraft {
  month: string
  method: string
  withheld: readonly string[]
  rows: readonly UseRow[]
  /** Of the rows: what is published is what was seen. */
  digest: string
}

/** What HiGHS and the search for other tables may take for a month. */
const SECONDS = 120

/**
 * Works out what of a month's use may leave.
 *
 * @throws {UnsafeTable} where that could not be shown in time: then nothing may
 */
export async function draftUse(
  db: Pick<Database, 'query' | 'pool'>,
  sealer: Sealer,
  {
    month,
    withheld,
    timeZone,
    seconds = SECONDS,
  }: {
    month: string
    withheld: readonly string[]
    timeZone: string
    seconds?: number
  },
): Promise<UseDraft> {
  const days = daysOf(month)
  const { of, ...places } = numbered(await hotspotAreas(db, withheld))
  const begun = await begunByDay(db, of, days[0]!, days.at(-1)!, timeZone)
  const table = tableOfUse(month, places, begun)
  const names = table.counts.people.map((_, cell) => nameOfCell(table, cell))
  const key = sealer.key('open-data-rounding')
  const published = await suppressInWorker({ table: table.counts, names, key, seconds })
  const times = days.length + 1
  const rows = published.map(
    (cell, index): UseRow => ({
      ...table.places[Math.floor(index / times)]!,
      day: days[index % times] ?? null,
      visits: cell?.visits ?? null,
      sessions: cell?.sessions ?? null,
    }),
  )
  const digest = createHash('sha256')
    .update(JSON.stringify([month, METHOD, withheld, rows]))
    .digest('base64url')
  return { month, method: METHOD, withheld, rows, digest }
}
