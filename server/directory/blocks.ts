import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import type { Sealer } from '../sealing.ts'
import { issuerSpellings } from './issuer.ts'
import { findOrCreateResident, type Identity, type Resident, residentSubjects } from './residents.ts'

/** A City Key account. */
type Account = Pick<Identity, 'issuer' | 'subject'>

const PURPOSE = 'blocked-account'
const DAY_MS = 86_400_000
/** The longest that an account may be blocked; then it is blocked anew, or not. */
export const LONGEST_BLOCK_DAYS = 365

/** By each of these the account may be known: its issuer may have been written otherwise. */
const pseudonymsOf = (sealer: Sealer, { issuer, subject }: Account) =>
  issuerSpellings(issuer).map((spelling) => sealer.pseudonym(JSON.stringify([spelling, subject]), PURPOSE))

/**
 * Blocks an account until then: none of its devices gets online, nor does it begin anew once it is erased.
 *
 * @param endsAt at most {@link LONGEST_BLOCK_DAYS} from now
 */
export async function blockAccount(db: Database, sealer: Sealer, account: Account, endsAt: Date): Promise<void> {
  await remember(db, sealer, account, endsAt)
  const { rows } = await db.pool.query<{ id: number }>(
    `update residents set blocked_at = coalesce(blocked_at, now()), blocked_until = $3
     where issuer = any($1) and subject = $2 and erasing_since is null returning id`,
    [issuerSpellings(account.issuer), account.subject, endsAt],
  )
  await publish(db, ...rows.map(({ id }) => ({ type: 'resident', id }) as const))
}

/** Lifts a block, of an erased account too. @returns false where there was none */
export async function unblockAccount(db: Database, sealer: Sealer, account: Account): Promise<boolean> {
  const { numDeletedRows } = await db.query
    .deleteFrom('resident_blocks')
    .where('pseudonym', 'in', pseudonymsOf(sealer, account))
    .executeTakeFirstOrThrow()
  const { rows } = await db.pool.query<{ id: number }>(
    `update residents set blocked_at = null, blocked_until = null
     where issuer = any($1) and subject = $2 and erasing_since is null and blocked_at is not null returning id`,
    [issuerSpellings(account.issuer), account.subject],
  )
  await publish(db, ...rows.map(({ id }) => ({ type: 'resident', id }) as const))
  return numDeletedRows > 0n || rows.length > 0
}

/** Lifts the blocks that have ended. */
export async function liftEndedBlocks(db: Database, now: Date): Promise<void> {
  await db.query.deleteFrom('resident_blocks').where('ends_at', '<=', now).execute()
  const { rows } = await db.pool.query<{ id: number }>(
    `update residents set blocked_at = null, blocked_until = null
     where blocked_until <= $1 and erasing_since is null returning id`,
    [now],
  )
  await publish(db, ...rows.map(({ id }) => ({ type: 'resident', id }) as const))
}

/** Has a resident who is blocked be known again after erasure. @returns until when; undefined: not blocked */
export async function rememberBlock(db: Database, sealer: Sealer, residentId: number): Promise<Date | undefined> {
  const [account] = await residentSubjects(db, [residentId])
  const row = await db.query
    .selectFrom('residents')
    .select('blocked_until')
    .where('id', '=', residentId)
    .where('blocked_at', 'is not', null)
    .where('erasing_since', 'is', null)
    .executeTakeFirst()
  if (!account || !row) return undefined
  const endsAt = row.blocked_until ?? new Date(Date.now() + LONGEST_BLOCK_DAYS * DAY_MS)
  await remember(db, sealer, account, endsAt)
  return endsAt
}

/**
 * The resident of whoever signed in, found or made.
 *
 * @returns undefined: the account was erased while it was blocked, and the block lasts; nothing is stored of it
 */
export async function residentSignedIn(
  db: Database,
  sealer: Sealer,
  identity: Identity,
  now = new Date(),
): Promise<Resident | undefined> {
  const block = await db.query
    .selectFrom('resident_blocks')
    .select('ends_at')
    .where('pseudonym', 'in', pseudonymsOf(sealer, identity))
    .where('ends_at', '>', now)
    .limit(1)
    .executeTakeFirst()
  if (block && !(await isKnown(db, identity))) return undefined
  const resident = await findOrCreateResident(db, identity)
  // Somebody who signs in may erase what is stored next.
  if (resident.blocked && !block) await rememberBlock(db, sealer, resident.id)
  return resident
}

/**
 * Has those who are blocked be known by the `fresh` secret's hash in place of the `old` one's.
 *
 * @returns how many blocks are left by the old one: of erased accounts, of which the hash is all that is kept
 */
export async function rekeyBlocks({ pool }: Database, old: Sealer, fresh: Sealer): Promise<number> {
  const { rows } = await pool.query<Account>(
    'select issuer, subject from residents where blocked_at is not null and erasing_since is null',
  )
  const both = (sealer: Sealer) => rows.flatMap((account) => pseudonymsOf(sealer, account))
  await pool.query(
    `update resident_blocks b set pseudonym = given.fresh from unnest($1::text[], $2::text[]) as given (old, fresh)
     where b.pseudonym = given.old and not exists (select from resident_blocks where pseudonym = given.fresh)`,
    [both(old), both(fresh)],
  )
  const left = await pool.query<{ count: number }>(
    'select count(*) from resident_blocks where not (pseudonym = any($1::text[]))',
    [both(fresh)],
  )
  return left.rows[0]!.count
}

async function isKnown({ query }: Database, { issuer, subject }: Account): Promise<boolean> {
  const row = await query
    .selectFrom('residents')
    .select('id')
    .where('issuer', 'in', issuerSpellings(issuer))
    .where('subject', '=', subject)
    .where('erasing_since', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

async function remember({ query }: Database, sealer: Sealer, account: Account, endsAt: Date): Promise<void> {
  await query
    .insertInto('resident_blocks')
    .values({ pseudonym: pseudonymsOf(sealer, account)[0]!, ends_at: endsAt })
    .onConflict((conflict) => conflict.column('pseudonym').doUpdateSet({ ends_at: endsAt }))
    .execute()
}
