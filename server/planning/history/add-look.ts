import type pg from 'pg'
import type { Look } from './look.ts'

/** Days, yyyy-mm-dd, the first and the last, and when it was looked; absent: each day as it began. */
export interface LookedDays {
  from: string
  to: string
  at?: Date
}

const figures = ['residents', 'covered', 'unchecked', 'failed', 'near', 'inNeed'] as const
const columns = ['residents', 'covered', 'unchecked', 'failed', 'near', 'in_need'] as const
const mean = (name: string): string => `${name} = d.${name} + (excluded.${name} - d.${name}) / (d.looks + 1)`
const days = `generate_series($2::date, $3::date, interval '1 day') as each`

/** Adds a look to the means of days, of which each counts it once. */
export async function addLook(
  client: pg.ClientBase,
  { ring, within, seen, evenness }: Look,
  { from, to, at }: LookedDays,
): Promise<void> {
  await client.query(
    `insert into coverage_days as d (ring, kind, place, day, looks, ${columns.join(', ')})
     select $1, kind, place, each::date, 1, ${columns.join(', ')}
     from unnest($4::text[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[],
       $11::float8[]) as seen (kind, place, ${columns.join(', ')}), ${days}
     on conflict (kind, place, ring, day) do update set looks = d.looks + 1, ${columns.map(mean).join(', ')}`,
    [
      ...[ring, from, to, seen.map(({ kind }) => kind), seen.map(({ place }) => place)],
      ...figures.map((name) => seen.map((one) => one[name])),
    ],
  )
  await client.query(
    `insert into coverage_day_rings (ring, day, metres, streets, gini, concentration, looked_at)
     select $1, each::date, $4, $5, $6, $7, coalesce($8::timestamptz, each) from ${days}
     on conflict (ring, day) do update set metres = excluded.metres, streets = excluded.streets, gini = excluded.gini,
       concentration = excluded.concentration, looked_at = excluded.looked_at`,
    [ring, from, to, within.metres, within.streets, evenness.gini, evenness.concentration, at ?? null],
  )
}
