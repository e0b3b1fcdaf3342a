import type { Database } from '../../database/connection.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { UseDraft, UseRow } from './draft.ts'

export interface PublishedMonth {
  /** yyyy-mm. */
  month: string
  publishedAt: Date
  method: string
}

/** Months that were published, the latest first. */
export async function publishedMonths({ query }: Pick<Database, 'query'>): Promise<PublishedMonth[]> {
  const rows = await query
    .selectFrom('open_use_months')
    .select(['month', 'published_at as publishedAt', 'method'])
    .orderBy('month', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, month: row.month.slice(0, 7) }))
}

/** Publishes a month, once and for ever: a second version would tell by what it differs. @returns whether it was not yet */
export const publishUse = (db: Pick<Database, 'pool'>, draft: UseDraft): Promise<boolean> =>
  inTransaction(db, (client) => storeMonth(client, draft))

async function storeMonth(
  client: Pick<Database['pool'], 'query'>,
  { month, method, withheld, rows }: UseDraft,
): Promise<boolean> {
  const first = `${month}-01`
  const { rowCount } = await client.query(
    'insert into open_use_months (month, method, withheld) values ($1, $2, $3) on conflict do nothing',
    [first, method, withheld],
  )
  if (rowCount === 0) return false
  await client.query(
    `insert into open_use (month, kind, borough, neighbourhood_code, neighbourhood, day, visits, sessions)
     select $1::date, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::bigint[])`,
    [
      first,
      rows.map((row) => row.kind),
      rows.map((row) => row.borough),
      rows.map((row) => row.neighbourhoodCode),
      rows.map((row) => row.neighbourhood),
      rows.map((row) => row.day),
      rows.map((row) => row.visits),
      rows.map((row) => row.sessions),
    ],
  )
  return true
}

/** A published month's lines, places after the city; none where it was not published. */
export async function publishedUse({ pool }: Pick<Database, 'pool'>, month: string): Promise<UseRow[]> {
  const { rows } = await pool.query<UseRow>(
    `select kind, borough, neighbourhood_code as "neighbourhoodCode", neighbourhood, day, visits, sessions
     from open_use where month = $1
     order by array_position(array['city', 'borough', 'neighbourhood'], kind), borough, neighbourhood_code, day nulls first`,
    [`${month}-01`],
  )
  return rows
}

/** The whole city's visits and sessions of the latest published months, the earliest first. */
export async function cityUse(
  { query }: Pick<Database, 'query'>,
  months: number,
): Promise<Array<{ month: string; visits: number | null; sessions: number | null }>> {
  const rows = await query
    .selectFrom('open_use')
    .select(['month', 'visits', 'sessions'])
    .where('kind', '=', 'city')
    .where('day', 'is', null)
    .orderBy('month', 'desc')
    .limit(months)
    .execute()
  return rows.reverse().map((row) => ({ ...row, month: row.month.slice(0, 7) }))
}
