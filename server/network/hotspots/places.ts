import type { Database } from '../../database/connection.ts'

type Query = Pick<Database, 'query'>

/** Where hotspots in use stand, and in which neighbourhood; degrees, WGS84. */
export const placesInNeighbourhoods = ({ query }: Query) =>
  query
    .selectFrom('hotspots')
    .select(['id', 'latitude', 'longitude', 'neighbourhood_id as neighbourhoodId'])
    .where('retired_at', 'is', null)
    .execute()

/** Residents by neighbourhood id. */
export async function populations({ query }: Query): Promise<Map<number, number>> {
  const rows = await query.selectFrom('neighbourhoods').select(['id', 'population']).orderBy('id').execute()
  return new Map(rows.map(({ id, population }) => [id, population]))
}
