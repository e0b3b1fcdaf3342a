import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../database/connection.ts'
import { PlanError } from './plan-error.ts'
import { readPlan, type SitePlan } from './plans.ts'

type Query = Pick<Database, 'query'>

const DAY_MS = 86_400_000
const OCTETS = 24
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A link by which anybody reads a plan, for some days; only its hash is kept. @throws {PlanError} @returns its token */
export async function makeLink(
  { query }: Query,
  id: number,
  days: number,
  now = new Date(),
): Promise<{ token: string; endsAt: Date }> {
  const { result } = await readPlan({ query }, id)
  if (!result) throw new PlanError('not-solved', `Plan ${id} has no result that could be read.`)
  const token = randomBytes(OCTETS).toString('base64url')
  const endsAt = new Date(now.getTime() + days * DAY_MS)
  await query
    .updateTable('site_plans')
    .set({ link_hash: hashOf(token), link_ends_at: endsAt })
    .where('id', '=', id)
    .execute()
  return { token, endsAt }
}

export async function endLink({ query }: Query, id: number): Promise<void> {
  await query.updateTable('site_plans').set({ link_hash: null, link_ends_at: null }).where('id', '=', id).execute()
}

/** The plan that a token names; undefined where it names none, or has ended. */
export async function planByLink(db: Query, token: string, now = new Date()): Promise<SitePlan | undefined> {
  const row = await db.query
    .selectFrom('site_plans')
    .select('id')
    .where('link_hash', '=', hashOf(token))
    .where('link_ends_at', '>', now)
    .executeTakeFirst()
  return row && readPlan(db, row.id)
}
