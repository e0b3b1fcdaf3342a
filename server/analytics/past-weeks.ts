import type { Database } from '../database/connection.ts'

export interface PastWeek {
  kind: 'site' | 'hotspot'
  place: string
  /** Its Monday, yyyy-mm-dd. */
  week: string
  /** Distinct. */
  residents: number
}

/** Keeps weeks that were counted elsewhere; what is counted here already stays. */
export async function storePastWeeks({ pool }: Pick<Database, 'pool'>, rows: readonly PastWeek[]): Promise<void> {
  const values = (['kind', 'place', 'week', 'residents'] as const).map((name) => rows.map((row) => row[name]))
  await pool.query(
    `insert into usage_spans (kind, place, step, since, residents, new_residents)
     select kind, place, 'week', week, residents, 0
     from unnest($1::text[], $2::text[], $3::date[], $4::integer[]) as of (kind, place, week, residents)
     on conflict do nothing`,
    values,
  )
  await pool.query(
    `insert into usage_counts (step, since, counted_at)
     select distinct 'week', week, now() from unnest($1::date[]) as of (week) on conflict do nothing`,
    [values[2]],
  )
}
