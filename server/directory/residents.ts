import { sql } from 'kysely'
import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { issuerSpellings } from './issuer.ts'

/** A person's City Key account as Plaza knows it: no name, no e-mail, no phone. */
export interface Resident {
  id: number
  locale: string | null
  verificationLevel: string | null
  blocked: boolean
}

/** What the City Key says of whoever signed in (OpenID Connect Core section 2). */
export interface Identity {
  issuer: string
  subject: string
  locale?: string
  verificationLevel?: string
}

/** Finds the resident of `identity` or makes one; locale and verification level follow what the City Key says now. */
export async function findOrCreateResident(db: Database, identity: Identity): Promise<Resident> {
  const { query } = db
  const { issuer, subject } = identity
  const known = { locale: identity.locale ?? null, verification_level: identity.verificationLevel ?? null }
  // Of before, when the issuer was written otherwise.
  const other = issuerSpellings(issuer).find((spelling) => spelling !== issuer) ?? issuer
  const before = await query
    .selectFrom('residents')
    .select(['id', 'issuer', 'verification_level'])
    .where('issuer', 'in', [issuer, other])
    .where('subject', '=', subject)
    .where('erasing_since', 'is', null)
    .orderBy(sql`issuer = ${other}`, 'desc')
    .executeTakeFirst()
  const row = await query
    .insertInto('residents')
    .values({ issuer: before?.issuer ?? issuer, subject, ...known })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'subject'])
        .where('erasing_since', 'is', null)
        .doUpdateSet({ ...known, last_seen_at: new Date() }),
    )
    .returning(['id', 'locale', 'verification_level', 'blocked_at'])
    .executeTakeFirstOrThrow()
  if (before && before.verification_level !== row.verification_level)
    await publish(db, { type: 'resident', id: row.id })
  return { id: row.id, locale: row.locale, verificationLevel: row.verification_level, blocked: row.blocked_at !== null }
}

/** The id of the resident that staff name by City Key account (`sub`) or by id; undefined where there is none. */
export async function residentNamed(
  { query }: Pick<Database, 'query'>,
  issuer: string,
  named: string,
): Promise<number | undefined> {
  const residents = query.selectFrom('residents').select('id')
  const bySubject = await residents
    .where('issuer', 'in', issuerSpellings(issuer))
    .where('subject', '=', named)
    .orderBy('erasing_since', (order) => order.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst()
  if (bySubject || !/^\d{1,15}$/.test(named)) return bySubject?.id
  return (await residents.where('id', '=', Number(named)).executeTakeFirst())?.id
}

/** The level of verification that the City Key told last; null: none, or there is no such resident. */
export async function levelOf({ query }: Pick<Database, 'query'>, residentId: number): Promise<string | null> {
  const resident = query.selectFrom('residents').select('verification_level').where('id', '=', residentId)
  return (await resident.executeTakeFirst())?.verification_level ?? null
}

/** As {@link levelOf}, of an account. */
export async function levelOfAccount(
  { query }: Pick<Database, 'query'>,
  { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
): Promise<string | null> {
  const row = await query
    .selectFrom('residents')
    .select('verification_level')
    .where('issuer', 'in', issuerSpellings(issuer))
    .where('subject', '=', subject)
    .where('erasing_since', 'is', null)
    .executeTakeFirst()
  return row?.verification_level ?? null
}

/** The MACs that are bound to the resident, or were. */
export async function devicesOf({ query }: Pick<Database, 'query'>, residentId: number): Promise<string[]> {
  const rows = await query.selectFrom('devices').select('mac').where('resident_id', '=', residentId).execute()
  return rows.map(({ mac }) => mac)
}

/** Waits for what is being stored of the resident; until the transaction ends, nothing else can be. */
export async function lockResident(client: pg.ClientBase, residentId: number): Promise<void> {
  await client.query('select from residents where id = $1 for update', [residentId])
}

/** The resident's devices, and since when each is the resident's; undefined where there is no such resident. */
export async function bindingsOf(
  { query }: Pick<Database, 'query'>,
  residentId: number,
): Promise<Array<{ mac: string; since: Date }> | undefined> {
  const rows = await query
    .selectFrom('residents')
    .leftJoin('devices', 'devices.resident_id', 'residents.id')
    .select(['mac', 'bound_at'])
    .where('residents.id', '=', residentId)
    .execute()
  if (rows.length === 0) return undefined
  return rows.flatMap(({ mac, bound_at }) => (mac && bound_at ? [{ mac, since: bound_at }] : []))
}

/** What directory/ stores of a resident, without secrets; undefined where there is no such one. */
export async function storedOfResident({ query }: Pick<Database, 'query'>, residentId: number) {
  const account = await query
    .selectFrom('residents')
    .select(['id', 'issuer', 'subject', 'locale', 'verification_level', 'created_at', 'last_seen_at', 'blocked_at'])
    .where('id', '=', residentId)
    .executeTakeFirst()
  if (!account) return undefined
  const [devices, credentials, consents] = await Promise.all([
    query
      .selectFrom('devices')
      .select(['mac', 'name', 'bound_at', 'bound_until'])
      .select(sql<boolean>`moved_from <> '{}'`.as('moved'))
      .where('resident_id', '=', residentId)
      .execute(),
    query
      .selectFrom('device_credentials')
      .select(['id', 'device_name', 'username', 'created_at', 'expires_at', 'revoked_at', 'last_mac', 'last_used_at'])
      .select('profiles_fetched')
      .where('resident_id', '=', residentId)
      .execute(),
    query
      .selectFrom('consents')
      .select(['terms_version', 'language', 'accepted_at'])
      .where('resident_id', '=', residentId)
      .execute(),
  ])
  return { account, devices, credentials, consents }
}

/** By which City Key account these residents are known, as far as there are such. */
export async function residentSubjects(
  { query }: Pick<Database, 'query'>,
  ids: readonly number[],
): Promise<Array<{ id: number; issuer: string; subject: string }>> {
  if (ids.length === 0) return []
  return query
    .selectFrom('residents')
    .select(['id', 'issuer', 'subject'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
}

/** Records that the resident accepted this version of the terms, in this language, now. */
export async function recordConsent(
  { query }: Database,
  consent: { residentId: number; termsVersion: string; language: string },
): Promise<void> {
  await query
    .insertInto('consents')
    .values({ resident_id: consent.residentId, terms_version: consent.termsVersion, language: consent.language })
    .execute()
}

export async function hasConsented({ query }: Database, residentId: number, termsVersion: string): Promise<boolean> {
  const row = await query
    .selectFrom('consents')
    .select('id')
    .where('resident_id', '=', residentId)
    .where('terms_version', '=', termsVersion)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Those among `ids` that exist, and whether staff have blocked them. */
export async function residentStates(
  { query }: Pick<Database, 'query'>,
  ids: number[],
): Promise<Map<number, { blocked: boolean }>> {
  if (ids.length === 0) return new Map()
  const rows = await query.selectFrom('residents').select(['id', 'blocked_at']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, { blocked: row.blocked_at !== null }]))
}
