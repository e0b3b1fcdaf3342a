import type { Database } from '../database/connection.ts'

/** No provider's: an issuer is an address (OpenID Connect Core section 2). */
const ISSUER = 'plaza:voucher'

/** Makes the account of a voucher's bearer: nobody is known of it, nor does the City Key. @returns its number */
export async function makeBearer({ query }: Pick<Database, 'query'>, voucherId: number): Promise<number> {
  const { id } = await query
    .insertInto('residents')
    .values({ issuer: ISSUER, subject: String(voucherId) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
