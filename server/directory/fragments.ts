/**
 * SQL on the tables of directory/ for statements of rooms above that span several rooms. Each names the columns that it
 * gives; PostgreSQL plans them as if the table stood there.
 */
import type { Database } from '../database/connection.ts'

/** Every resident. */
export const allResidents = '(select id from residents)'

/** Every resident, and since when there is the account. */
export const residentsSince = '(select id, created_at from residents)'

/** Devices that are bound to a resident, past bindings too. */
export const deviceBindings = '(select mac, resident_id, bound_until from devices)'

/** Whether the resident of this id, an expression, is blocked. */
export const isBlocked = (id: string): string =>
  `exists (select from residents as blocked where blocked.id = ${id} and blocked.blocked_at is not null)`

/** The level of verification of the resident of this id, an expression; null: none is known. */
export const verificationLevel = (id: string): string =>
  `(select leveled.verification_level from residents as leveled
     where leveled.id = ${id} and leveled.verification_level is not null)`

/** Members of the staff by name. */
export const staffByName = ({ query }: Pick<Database, 'query'>) => query.selectFrom('staff').select(['id', 'name'])
