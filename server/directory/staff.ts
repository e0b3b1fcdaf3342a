import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { isForeignKeyViolation } from '../database/sql-errors.ts'
import { revokeTokensOf } from './api-tokens.ts'
import { issuerSpellings } from './issuer.ts'
import { type StaffRole, staffRoles } from './tables.ts'

export interface StaffMember {
  id: number
  name: string
  role: StaffRole
  /** The districts to which they are limited, by id; null: to none, the whole city is theirs. */
  districts: number[] | null
}

const districtsOf = sql<number[]>`(select coalesce(jsonb_agg(district_id order by district_id), '[]')
  from staff_districts as d where d.staff_id = staff.id)`
const limits = sql<number[] | null>`nullif(${districtsOf}, '[]')`.as('districts')

/** The staff member with this City Key account, unless disabled. */
export async function findStaff(
  { query }: Database,
  issuer: string,
  subject: string,
): Promise<StaffMember | undefined> {
  return query
    .selectFrom('staff')
    .select(['id', 'name', 'role', limits])
    .where('issuer', 'in', issuerSpellings(issuer))
    .where('subject', '=', subject)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

/** The staff member of this id, unless disabled since: a session cookie is worth no more than the row behind it. */
export async function staffById({ query }: Database, id: number): Promise<StaffMember | undefined> {
  return query
    .selectFrom('staff')
    .select(['id', 'name', 'role', limits])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

/** What colleagues see of a staff member, and what may be changed. */
export interface StaffState {
  name: string
  role: StaffRole
  disabled: boolean
  /** By id, in order; empty: the whole city. */
  districts: number[]
}

/** A change after which nobody could make the next one. */
export class LastAdministrator extends Error {
  override name = 'LastAdministrator'
  constructor() {
    super('This is the last administrator: make another one first, or nobody could let anybody in any more.')
  }
}

export interface NewStaff {
  issuer: string
  subject: string
  name: string
  role: StaffRole
  /** Absent: the whole city. */
  districts?: readonly number[] | undefined
}

/** A district that there is not. */
export class UnknownDistrict extends Error {
  override name = 'UnknownDistrict'
  constructor() {
    super('One of these districts there is not.')
  }
}

/** Adds a staff member. @throws {UnknownDistrict} @returns the id; undefined where this account is staff already, disabled or not */
export async function addStaff(db: Database, { districts, ...member }: NewStaff): Promise<number | undefined> {
  if ((await staffIdOf(db, member.issuer, member.subject)) !== undefined) return undefined
  const row = await db.query.transaction().execute(async (query) => {
    const added = await query
      .insertInto('staff')
      .values(member)
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (added && districts) await limitTo(query, added.id, districts)
    return added
  })
  if (row) await publish(db, { type: 'staff', id: row.id })
  return row?.id
}

async function limitTo(query: Database['query'], staffId: number, districts: readonly number[]): Promise<void> {
  await query.deleteFrom('staff_districts').where('staff_id', '=', staffId).execute()
  const rows = [...new Set(districts)].map((district_id) => ({ staff_id: staffId, district_id }))
  if (rows.length === 0) return
  await query
    .insertInto('staff_districts')
    .values(rows)
    .execute()
    .catch((error) => {
      throw isForeignKeyViolation(error) ? new UnknownDistrict() : error
    })
}

/**
 * Adds a staff member, or gives an existing one this name and role and enables them again.
 *
 * @throws {LastAdministrator} as {@link changeStaff}
 */
export async function putStaff(db: Database, member: NewStaff): Promise<number> {
  const { issuer, subject, name, role, districts } = member
  const added = await addStaff(db, member)
  if (added !== undefined) return added
  const id = (await staffIdOf(db, issuer, subject))!
  await changeStaff(db, id, { name, role, disabled: false, districts })
  return id
}

/** What may be changed of a staff member; what is absent stays. */
export type StaffChange = { [Part in keyof StaffState]?: Readonly<StaffState[Part]> | undefined }

/** Who may let others in: of the whole city. */
const isAdministrator = ({ role, disabled, districts }: StaffState) =>
  role === 'admin' && !disabled && districts.length === 0

/**
 * Changes a staff member, and tells every process: of whom is disabled no request and no live link is served from then
 * on, and no sign-in link and no API token works any more.
 *
 * @returns what they were and are; undefined where there is none
 * @throws {LastAdministrator} where no other administrator of the same City Key and the whole city would be left
 * @throws {UnknownDistrict}
 */
export async function changeStaff(
  db: Database,
  id: number,
  { name, role, disabled, districts }: StaffChange,
): Promise<{ before: StaffState; after: StaffState } | undefined> {
  const changed = await db.query.transaction().execute(async (query) => {
    // Of two administrators who disable each other at once, the second one waits here, and is refused.
    const { rows } = await sql<StaffState & { id: number; issuer: string }>`
      select id, issuer, name, role, disabled_at is not null as disabled, ${districtsOf} as districts from staff
      where id = ${id} or (role = 'admin' and disabled_at is null) order by id for update`.execute(query)
    const row = rows.find((one) => one.id === id)
    if (!row) return undefined
    const before: StaffState = { name: row.name, role: row.role, disabled: row.disabled, districts: row.districts }
    const after: StaffState = {
      name: name ?? before.name,
      role: role ?? before.role,
      disabled: disabled ?? before.disabled,
      districts: districts ? [...new Set(districts)].sort((a, b) => a - b) : before.districts,
    }
    const spellings: readonly string[] = issuerSpellings(row.issuer)
    const isOther = (one: typeof row) => one.id !== id && spellings.includes(one.issuer) && isAdministrator(one)
    if (isAdministrator(before) && !isAdministrator(after) && !rows.some(isOther)) throw new LastAdministrator()
    await query
      .updateTable('staff')
      .set({ name: after.name, role: after.role })
      .$if(before.disabled !== after.disabled, (one) => one.set({ disabled_at: after.disabled ? sql`now()` : null }))
      .where('id', '=', id)
      .execute()
    if (districts) await limitTo(query, id, after.districts)
    if (after.disabled) {
      await query.deleteFrom('staff_sign_in_links').where('staff_id', '=', id).execute()
      // Who is enabled again makes new ones.
      await revokeTokensOf(query, id)
    }
    return { before, after }
  })
  if (changed) await publish(db, { type: 'staff', id })
  return changed
}

/** Of these actions on `staff ID` the page of the staff tells who did what, and when. */
export const staffActions = ['staff.put', 'staff.set', 'staff.sign-in-link'] as const

/** The id of the staff member with this City Key account, disabled or not. */
export async function staffIdOf({ query }: Database, issuer: string, subject: string): Promise<number | undefined> {
  const row = await query
    .selectFrom('staff')
    .select('id')
    .where('issuer', 'in', issuerSpellings(issuer))
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.id
}

export const listStaff = ({ query }: Database) =>
  query
    .selectFrom('staff')
    .select(['id', 'issuer', 'subject', 'name', 'role', 'disabled_at', districtsOf.as('districts')])
    .orderBy('name')
    .execute()

/** Whether `role` may do what needs `needed`: each role may do all that the ones before it may. */
export const mayActAs = (role: StaffRole, needed: StaffRole): boolean =>
  staffRoles.indexOf(role) >= staffRoles.indexOf(needed)
