import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { addDays, next } from './calendar.ts'
import type { PlaceKind } from './tables.ts'

type Query = Pick<Database, 'query'>

/** Mondays, `yyyy-mm-dd`. */
export interface CountedWeeks {
  first: string
  last: string
}

/** A week is counted for the last time so many days after it: see `roll-up.ts`. */
const SETTLES_DAYS = 3

/**
 * The weeks of which all is counted: not the first one, which may have begun before anything was, nor one that goes on or
 * of which reports may still come in.
 *
 * @param today by the city's clock
 * @returns undefined where there is none
 */
export async function countedWeeks({ query }: Query, today: string): Promise<CountedWeeks | undefined> {
  const { first, last } = await query
    .selectFrom('usage_counts')
    .select([sql<string | null>`min(since)::text`.as('first')])
    .select((eb) =>
      eb.fn
        .max(sql<string>`since::text`)
        .filterWhere('since', '<=', addDays(today, -7 - SETTLES_DAYS))
        .as('last'),
    )
    .where('step', '=', 'week')
    .executeTakeFirstOrThrow()
  if (first === null || last === null || last <= first) return undefined
  return { first: next('week', first), last }
}

/** Distinct residents of places by week; a place without anybody in a week has no entry. */
export async function residentsByWeek(
  { query }: Query,
  { kind, places, from, to }: { kind: PlaceKind; places: readonly string[]; from: string; to: string },
): Promise<Map<string, Map<string, number>>> {
  const rows = await query
    .selectFrom('usage_spans')
    .select(['place', sql<string>`since::text`.as('since'), 'residents'])
    .where('kind', '=', kind)
    .where('step', '=', 'week')
    .where('place', '=', sql<string>`any(${places})`)
    .where('since', '>=', from)
    .where('since', '<=', to)
    .execute()
  const byPlace = new Map<string, Map<string, number>>()
  for (const { place, since, residents } of rows) {
    const weeks = byPlace.get(place) ?? new Map<string, number>()
    byPlace.set(place, weeks.set(since, residents))
  }
  return byPlace
}

/** Residents a week of every place of a kind, as a mean over `weeks` weeks from `from` on; those without any have none. */
export async function meanResidents(
  { query }: Query,
  { kind, from, weeks }: { kind: PlaceKind; from: string; weeks: number },
): Promise<Map<string, number>> {
  const rows = await query
    .selectFrom('usage_spans')
    .select(({ fn }) => ['place', fn.sum<number>('residents').as('residents')])
    .where('kind', '=', kind)
    .where('step', '=', 'week')
    .where('since', '>=', from)
    .where('since', '<', addDays(from, 7 * weeks))
    .groupBy('place')
    .execute()
  return new Map(rows.map(({ place, residents }) => [place, Number(residents) / weeks]))
}
