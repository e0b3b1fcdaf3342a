import type { Database } from '../database/connection.ts'
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
    .where('issuer', '=', issuer)
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
  { query }: Database,
  member: { issuer: string; subject: string; name: string; role: StaffRole },
): Promise<number> {
  const { name, role } = member
  const row = await query
    .insertInto('staff')
    .values(member)
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ name, role, disabled_at: null }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export const listStaff = ({ query }: Database) =>
  query.selectFrom('staff').select(['id', 'issuer', 'subject', 'name', 'role', 'disabled_at']).orderBy('name').execute()

/** Whether `role` may do what needs `needed`: each role may do all that the ones before it may. */
export const mayActAs = (role: StaffRole, needed: StaffRole): boolean =>
  staffRoles.indexOf(role) >= staffRoles.indexOf(needed)
