import type { Database } from '../../database/connection.ts'
import { healthKnownSince, outages } from '../../health/fragments.ts'
import { LEAST_WORKED, type Series } from '../evaluation/places.ts'
import { type Outage, sharesWorked } from './availability.ts'
import type { WeeksAround } from './weeks.ts'

type Hotspots = ReadonlyArray<{ id: number }>

/** How much of each week hotspots worked: shares. Before that is known, all of a week in which they were `used`. */
export type SharesOf = (hotspots: Hotspots, used?: (week: string) => boolean) => number[]

/** Reads when these hotspots were down. */
export async function readAtWork(
  { pool }: Pick<Database, 'pool'>,
  hotspots: Hotspots,
  { weeks }: WeeksAround,
  now: Date,
): Promise<SharesOf> {
  const { rows } = await pool.query<{ since: Date | null; id: number | null; opened_at: Date; closed_at: Date | null }>(
    `select k.at as since, o.hotspot_id as id, o.opened_at, o.closed_at
     from ${healthKnownSince} as k left join ${outages} as o on o.hotspot_id = any($1)`,
    [hotspots.map(({ id }) => id)],
  )
  const known = new Map<number, Outage[]>()
  for (const { id, opened_at, closed_at } of rows)
    if (id !== null) known.set(id, [...(known.get(id) ?? []), [opened_at.getTime(), (closed_at ?? now).getTime()]])
  const knownSince = rows[0]?.since?.getTime() ?? now.getTime()
  return (of, used = () => true) =>
    sharesWorked({
      weeks: weeks.map((week) => ({ week, used: used(week) })),
      ...{ hotspots: of.length, knownSince, outages: of.flatMap(({ id }) => known.get(id) ?? []) },
    })
}

/** A week in which a place did not work is not one in which nobody wanted to use it: it is not measured. */
export const whereWorked = (users: Series, shares: readonly number[], from = 0): Series =>
  users.map((some, week) => (week >= from && shares[week]! < LEAST_WORKED ? undefined : some))
