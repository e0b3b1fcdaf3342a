import { createHash } from 'node:crypto'
import type { Database } from '../database/connection.ts'

/** A sign-in by what only its sealed cookie tells. */
const fingerprintOf = (signIn: string): string => createHash('sha256').update(signIn).digest('hex')

/**
 * Ends a sign-in in every process, and after a restart: copies of its cookie open nothing any more.
 *
 * @param until when its cookie ends by itself
 */
export async function endSignIn({ query }: Pick<Database, 'query'>, signIn: string, until: Date): Promise<void> {
  await query
    .insertInto('ended_sign_ins')
    .values({ fingerprint: fingerprintOf(signIn), ends_at: until })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function isSignInEnded({ query }: Pick<Database, 'query'>, signIn: string): Promise<boolean> {
  const ended = await query
    .selectFrom('ended_sign_ins')
    .select('fingerprint')
    .where('fingerprint', '=', fingerprintOf(signIn))
    .executeTakeFirst()
  return ended !== undefined
}

/** Forgets those whose cookies have ended by themselves. */
export async function removeOldEndedSignIns({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query("delete from ended_sign_ins where ends_at < now() - interval '1 hour'")
}
