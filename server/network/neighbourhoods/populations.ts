import type pg from 'pg'
import type { Database } from '../../database/connection.ts'

/** Who lives there, or who is there by day or by night. */
export const populationTimes = ['residents', 'day', 'night'] as const
export type PopulationTime = (typeof populationTimes)[number]

export interface PopulationKind {
  /** Null: no year was said. */
  year: number | null
  time: PopulationTime
}

/** People of one kind in an area, besides those who live there now. */
export interface FurtherPopulation extends PopulationKind {
  people: number
}

/** Brings populations into the database within the caller's transaction, by the areas' codes. @returns how many are new */
export async function storePopulations(
  client: pg.ClientBase,
  populations: readonly (FurtherPopulation & { code: string })[],
): Promise<number> {
  if (populations.length === 0) return 0
  const { rowCount } = await client.query(
    `insert into neighbourhood_populations as p (neighbourhood_id, year, time, people)
     select n.id, i.year, i.time, i.people
     from unnest($1::text[], $2::smallint[], $3::text[], $4::integer[]) as i (code, year, time, people)
     join neighbourhoods n using (code)
     on conflict (neighbourhood_id, year, time) do update set people = excluded.people
       where p.people <> excluded.people`,
    [
      populations.map(({ code }) => code),
      populations.map(({ year }) => year),
      populations.map(({ time }) => time),
      populations.map(({ people }) => people),
    ],
  )
  return rowCount ?? 0
}

/** Which kinds any neighbourhood has, the latest year first. */
export const populationChoices = ({ query }: Pick<Database, 'query'>): Promise<PopulationKind[]> =>
  query
    .selectFrom('neighbourhood_populations')
    .select(['year', 'time'])
    .distinct()
    .orderBy('year', (order) => order.desc().nullsLast())
    .orderBy('time')
    .execute()

/** People by neighbourhood id, where they are known. */
export async function populationsOf(
  { query }: Pick<Database, 'query'>,
  { year, time }: PopulationKind,
): Promise<Map<number, number>> {
  const rows = await query
    .selectFrom('neighbourhood_populations')
    .select(['neighbourhood_id as id', 'people'])
    .where('time', '=', time)
    .where('year', year === null ? 'is' : '=', year)
    .execute()
  return new Map(rows.map(({ id, people }) => [id, people]))
}
