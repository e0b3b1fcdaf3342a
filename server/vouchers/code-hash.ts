import { createHmac, randomBytes } from 'node:crypto'
import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'

/** What the key is sealed for, and its name. */
export const PURPOSE = 'voucher-code'

/**
 * By which a code is kept and found again: HMAC-SHA-256 by a key of its own that outlives `PLAZA_SECRET`.
 *
 * @returns hashes a code as `readCode` gives it
 */
export async function codeHasher(db: Pick<Database, 'query'>, sealer: Sealer): Promise<(code: string) => Buffer> {
  const key = await hashKey(db, sealer)
  return (code) => createHmac('sha256', key).update(code).digest()
}

/** The one key of this database, made where there is none. */
async function hashKey({ query }: Pick<Database, 'query'>, sealer: Sealer): Promise<Buffer> {
  const read = () => query.selectFrom('voucher_keys').select('key_sealed').where('purpose', '=', PURPOSE)
  const found = await read().executeTakeFirst()
  if (found) return Buffer.from(sealer.open(found.key_sealed, PURPOSE), 'hex')
  await query
    .insertInto('voucher_keys')
    .values({ purpose: PURPOSE, key_sealed: sealer.seal(randomBytes(32).toString('hex'), PURPOSE) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { key_sealed } = await read().executeTakeFirstOrThrow()
  return Buffer.from(sealer.open(key_sealed, PURPOSE), 'hex')
}
