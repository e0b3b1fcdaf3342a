import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isUniqueViolation } from '../../database/sql-errors.ts'
import { listCredentials } from '../../network/agents/credentials.ts'
import { DiscoveryError, readAddresses } from './addresses.ts'

type Pool = Pick<Database, 'pool'>

/** What is to be asked, and how fast. */
export interface DiscoveryRequest {
  /** See {@link readAddresses}. */
  addresses: string
  /** Of those that say none. */
  port: number
  /** Tried in this order. */
  credentialIds: readonly number[]
  /** Addresses a second. */
  rate: number
}

/** A search for agents, and how far it is. */
export interface Discovery extends DiscoveryRequest {
  id: number
  askedAt: Date
  /** Null: the plaza command. */
  staffId: number | null
  total: number
  /** Addresses that are dealt with, and agents that answered. */
  done: number
  answered: number
  /** Somebody asks now. */
  held: boolean
  stopped: boolean
  finishedAt: Date | null
  /** Why it ended before it was through. */
  failure: string | null
}

export const DEFAULT_RATE = 50
/** More would look like an attack to whoever guards the network. */
export const MOST_RATE = 200
export const MOST_CREDENTIALS = 5
/** A process that asks renews its hold every second; another takes over so long after the last time. */
export const HOLD_MS = 15_000

const KEPT_DAYS = 90

const columns = `id, asked_at as "askedAt", staff_id as "staffId", addresses, total, port,
  credential_ids as "credentialIds", rate, done, answered, coalesce(held_until > now(), false) as held, stopped,
  finished_at as "finishedAt", failure`

/**
 * Asks for a search, and tells every process: one that polls does it.
 *
 * @param holder the process that does it itself, if it is to
 * @throws {DiscoveryError} where what is asked for is wrong or too much, or another is not over
 */
export async function askDiscovery(
  db: Pool,
  staffId: number | null,
  { addresses, port, credentialIds, rate }: DiscoveryRequest,
  holder?: string,
): Promise<Discovery> {
  const { text, total } = readAddresses(addresses, port)
  await checkCredentials(db, credentialIds)
  if (!Number.isInteger(rate) || rate < 1 || rate > MOST_RATE)
    throw new DiscoveryError('rate', `The rate is a whole number of addresses a second, ${MOST_RATE} at most.`)
  await db.pool.query(`delete from discoveries where finished_at < now() - interval '${KEPT_DAYS} days'`)
  const { rows } = await db.pool
    .query<Discovery>(
      `insert into discoveries (staff_id, addresses, total, port, credential_ids, rate, holder, held_until)
       values ($1, $2, $3, $4, $5::bigint[], $6, $7, case when $7::text is not null then now() + $8 * interval '1 ms' end)
       returning ${columns}`,
      [staffId, text, total, port, credentialIds, rate, holder ?? null, HOLD_MS],
    )
    .catch((error) => {
      if (!isUniqueViolation(error)) throw error
      throw new DiscoveryError('running', 'Addresses are being asked already: one search at a time. Stop it, or wait.')
    })
  await publish(db, { type: 'discovery' })
  return rows[0]!
}

async function checkCredentials(db: Pool, ids: readonly number[]): Promise<void> {
  if (ids.length === 0 || ids.length > MOST_CREDENTIALS)
    throw new DiscoveryError('credentials', `Give an SNMP credential to ask by, ${MOST_CREDENTIALS} at most.`)
  const known = new Set((await listCredentials(db)).map(({ id }) => id))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw new DiscoveryError('credentials', `There is no SNMP credential ${missing}.`)
}

/** The last search that was asked for, or the one of this number. */
export async function discovery({ pool }: Pool, id?: number): Promise<Discovery | undefined> {
  const { rows } = await pool.query<Discovery>(
    `select ${columns} from discoveries where $1::bigint is null or id = $1 order by id desc limit 1`,
    [id ?? null],
  )
  return rows[0]
}

/** Ends a search: at once where nobody is at it, else within a second. @returns false where it is over, or there is none */
export async function stopDiscovery(db: Pool, id: number): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update discoveries set stopped = true, finished_at = case when held_until > now() then null else now() end
     where id = $1 and finished_at is null`,
    [id],
  )
  await publish(db, { type: 'discovery' })
  return rowCount === 1
}

/** Takes the search that nobody is at, for this process. */
export async function claimDiscovery({ pool }: Pool, holder: string): Promise<Discovery | undefined> {
  const { rows } = await pool.query<Discovery>(
    `update discoveries set holder = $1, held_until = now() + $2 * interval '1 ms'
     where finished_at is null and (holder = $1 or coalesce(held_until <= now(), true)) returning ${columns}`,
    [holder, HOLD_MS],
  )
  return rows[0]
}

/** Says how far it is, and keeps hold of it. @returns whether to go on */
export async function noteProgress(
  { pool }: Pool,
  id: number,
  holder: string,
  { done, answered }: Pick<Discovery, 'done' | 'answered'>,
): Promise<boolean> {
  const { rows } = await pool.query<{ stopped: boolean }>(
    // One that is noted on another connection may come later than the next.
    `update discoveries set done = greatest(done, $3), answered = greatest(answered, $4), held_until = now() + $5 * interval '1 ms'
     where id = $1 and holder = $2 and finished_at is null returning stopped`,
    [id, holder, done, answered, HOLD_MS],
  )
  return rows[0]?.stopped === false
}

/** Leaves it to another process. */
export async function releaseDiscovery(db: Pool, id: number, holder: string): Promise<void> {
  await db.pool.query('update discoveries set held_until = null where id = $1 and holder = $2', [id, holder])
  await publish(db, { type: 'discovery' })
}

/** It is over. */
export async function finishDiscovery(db: Pool, id: number, holder: string, failure?: string): Promise<void> {
  await db.pool.query(
    `update discoveries set finished_at = now(), held_until = null, failure = $3
     where id = $1 and holder = $2 and finished_at is null`,
    [id, holder, failure ?? null],
  )
  await publish(db, { type: 'discovery' })
}
