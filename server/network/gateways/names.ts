import type { Database } from '../../database/connection.ts'

/** By what gateways are named, those out of use too. */
export async function namedGateways({ query }: Pick<Database, 'query'>) {
  return query
    .selectFrom('gateways')
    .select(['id', 'name', 'nas_identifier as nasIdentifier'])
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
}
