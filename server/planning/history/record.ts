import type pg from 'pg'
import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Log } from '../../log.ts'
import { repeatedly } from '../../repeatedly.ts'
import { localDay } from '../../usage/local-day.ts'
import type { Coverage } from '../coverage.ts'
import { type Evenness, evennessOf } from '../equity/standing.ts'
import { type Ring, rings, type Within } from '../points/rings.ts'
import { areasWith, type Seen, seenOf } from './look.ts'

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
  for (const ring of rings) {
    const areas = await areasWith(db, coverage.byNeighbourhood(ring))
    looks.push({ ring, within: coverage.within(ring), seen: seenOf(areas), evenness: evennessOf(areas, 'covered') })
  }
  if (looks.every(({ seen }) => seen.length === 0)) return false
  const day = localDay(timeZone)(now)
  return inTransaction(db, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [locks.coverageDays])
    const { rows } = await client.query<{ recent: boolean }>(
      'select coalesce(max(looked_at) > $1, false) as recent from coverage_day_rings',
      [new Date(now.getTime() - APART_MS)],
    )
    if (rows[0]!.recent) return false
    for (const look of looks) await addLook(client, day, look, now)
    return true
  })
}

/** Whom a ring reached at a moment. */
export interface Look {
  ring: Ring
  within: Within
  seen: Seen[]
  evenness: Evenness
}

const figures = ['residents', 'covered', 'unchecked', 'failed', 'near', 'inNeed'] as const
const columns = ['residents', 'covered', 'unchecked', 'failed', 'near', 'in_need'] as const

async function addLook(
  client: pg.ClientBase,
  day: string,
  { ring, within, seen, evenness }: Look,
  now: Date,
): Promise<void> {
  await client.query(
    `insert into coverage_days as d (ring, kind, place, day, looks, ${columns.join(', ')})
     select $1, kind, place, $2, 1, ${columns.join(', ')}
     from unnest($3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::float8[],
       $10::float8[]) as seen (kind, place, ${columns.join(', ')})
     on conflict (kind, place, ring, day) do update set looks = d.looks + 1, ${columns.map(mean).join(', ')}`,
    [
      ...[ring, day, seen.map(({ kind }) => kind), seen.map(({ place }) => place)],
      ...figures.map((name) => seen.map((one) => one[name])),
    ],
  )
  await client.query(
    `insert into coverage_day_rings (ring, day, metres, streets, gini, concentration, looked_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (ring, day) do update set metres = excluded.metres, streets = excluded.streets, gini = excluded.gini,
       concentration = excluded.concentration, looked_at = excluded.looked_at`,
    [ring, day, within.metres, within.streets, evenness.gini, evenness.concentration, now],
  )
}

const mean = (name: string): string => `${name} = d.${name} + (excluded.${name} - d.${name}) / (d.looks + 1)`

/** Looks at who is reached at once and every hour. */
export const startCoverageRecord = (options: RecordOptions & { log: Log }): { close(): Promise<void> } =>
  repeatedly(
    () => recordCoverage(options),
    EVERY_MS,
    (error) => options.log.error({ err: error }, 'who is reached was not noted'),
  )
