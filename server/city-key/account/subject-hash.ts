import { createHmac, randomBytes } from 'node:crypto'
import type { Database } from '../../database/connection.ts'
import type { Sealer } from '../../sealing.ts'

/** What the key is sealed for, and its name. */
export const PURPOSE = 'city-key-subject'

/**
 * By which a personal account (CURP, e-mail) is kept and found again: HMAC-SHA-256 of issuer and account, by a key of its
 * own that outlives `PLAZA_SECRET`. People write such accounts in capitals or not, with spaces around them or not.
 */
export function subjectHasher(
  db: Pick<Database, 'query'>,
  sealer: Sealer,
  issuer: string,
): (subject: string) => Promise<string> {
  let key: Promise<Buffer> | undefined
  const load = () => {
    key = hashKey(db, sealer).catch((error) => {
      key = undefined
      throw error
    })
    return key
  }
  return async (subject) => {
    const written = subject.normalize('NFKC').trim().toLowerCase()
    const text = JSON.stringify([issuer.replace(/\/+$/, ''), written])
    return `hash:${createHmac('sha256', await (key ?? load()))
      .update(text)
      .digest('hex')}`
  }
}

/** The one key of this database, made where there is none. */
async function hashKey({ query }: Pick<Database, 'query'>, sealer: Sealer): Promise<Buffer> {
  const read = () => query.selectFrom('city_key_hash_keys').select('key_sealed').where('purpose', '=', PURPOSE)
  const found = await read().executeTakeFirst()
  if (found) return Buffer.from(sealer.open(found.key_sealed, PURPOSE), 'hex')
  await query
    .insertInto('city_key_hash_keys')
    .values({ purpose: PURPOSE, key_sealed: sealer.seal(randomBytes(32).toString('hex'), PURPOSE) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { key_sealed } = await read().executeTakeFirstOrThrow()
  return Buffer.from(sealer.open(key_sealed, PURPOSE), 'hex')
}
