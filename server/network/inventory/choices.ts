import type { Database } from '../../database/connection.ts'

/** By what hotspots are told apart: programmes, boroughs and districts that there are, gateways that are not removed, and groups. */
export async function inventoryChoices({ query }: Pick<Database, 'query'>) {
  const [programmes, boroughs, districts, gateways, groups] = await Promise.all([
    query.selectFrom('hotspots').select('programme').distinct().orderBy('programme').execute(),
    query
      .selectFrom('hotspots')
      .select('borough')
      .where('borough', 'is not', null)
      .distinct()
      .orderBy('borough')
      .execute(),
    query.selectFrom('districts').select(['id', 'name']).orderBy('name').execute(),
    query.selectFrom('gateways').select(['id', 'name']).where('removed_at', 'is', null).orderBy('name').execute(),
    query.selectFrom('hotspot_groups').select(['id', 'name']).orderBy('name').execute(),
  ])
  return {
    programmes: programmes.map(({ programme }) => programme),
    boroughs: boroughs.flatMap(({ borough }) => borough ?? []),
    districts,
    gateways,
    groups,
  }
}
