import { type Expression, sql } from 'kysely'
import type { Database } from './connection.ts'

/** The part of a list whose newest id comes first: at most `limit` rows, those with an id below `before`. */
export interface IdPage {
  limit: number
  before?: number | undefined
}

/** How many rows a query finds, counted as far as `most`. */
export async function countUpTo(
  { query }: Pick<Database, 'query'>,
  found: { limit(most: number): Expression<unknown> },
  most: number,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from ${found.limit(most)} as found`.execute(query)
  return rows[0]!.total
}
