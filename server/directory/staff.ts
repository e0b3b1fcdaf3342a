import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { issuerSpellings } from './issuer.ts'
import { type StaffRole, staffRoles } from './tables.ts'

export interface StaffMember {
  id: number
  name: string
  role: StaffRole
}

/** The staff member with this City Key account, unless disabled. */
export async function findStaff(
  { query }: Database,
  issuer: string,
  subject: string,
): Promise<StaffMember | undefined> {
  return query
    .selectFrom('staff')
    .select(['id', 'name', 'role'])
    .where('issuer', 'in', issuerSpellings(issuer))
    .where('subject', '=', subject)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

/** The staff member of this id, unless disabled since: a session cookie is worth no more than the row behind it. */
export async function staffById({ query }: Database, id: number): Promise<StaffMember | undefined> {
  return query
    .selectFrom('staff')
    .select(['id', 'name', 'role'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

/** Adds a staff member, or gives an existing one this name and role and enables them again. */
export async function putStaff(
  db: Database,
  member: { issuer: string; subject: string; name: string; role: StaffRole },
): Promise<number> {
  const { name, role } = member
  const known = await db.query
    .updateTable('staff')
    .set({ name, role, disabled_at: null })
    .where('issuer', 'in', issuerSpellings(member.issuer))
    .where('subject', '=', member.subject)
    .returning('id')
    .executeTakeFirst()
  const row =
    known ??
    (await db.query
      .insertInto('staff')
      .values(member)
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ name, role, disabled_at: null }))
      .returning('id')
      .executeTakeFirstOrThrow())
  await publish(db, { type: 'staff', id: row.id })
  return row.id
}

/** What may be changed of a staff member; what is absent stays. */
export interface StaffChange {
  name?: string | undefined
  role?: StaffRole | undefined
  disabled?: boolean | undefined
}

/**
 * Changes a staff member, and tells every process: of whom is disabled no request and no live link is served from then
 * on, and no sign-in link works any more.
 *
 * @returns what they are now; undefined where there is none
 */
export async function changeStaff(
  db: Database,
  id: number,
  { name, role, disabled }: StaffChange,
): Promise<(StaffMember & { disabled: boolean }) | undefined> {
  const { rows } = await db.pool.query<StaffMember & { disabled: boolean }>(
    `update staff set name = coalesce($2, name), role = coalesce($3, role),
       disabled_at = case $4::boolean when true then coalesce(disabled_at, now()) when false then null else disabled_at end
     where id = $1 returning id, name, role, disabled_at is not null as disabled`,
    [id, name ?? null, role ?? null, disabled ?? null],
  )
  if (rows[0]?.disabled) await db.query.deleteFrom('staff_sign_in_links').where('staff_id', '=', id).execute()
  await publish(db, { type: 'staff', id })
  return rows[0]
}

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
  query.selectFrom('staff').select(['id', 'issuer', 'subject', 'name', 'role', 'disabled_at']).orderBy('name').execute()

/** Whether `role` may do what needs `needed`: each role may do all that the ones before it may. */
export const mayActAs = (role: StaffRole, needed: StaffRole): boolean =>
  staffRoles.indexOf(role) >= staffRoles.indexOf(needed)
