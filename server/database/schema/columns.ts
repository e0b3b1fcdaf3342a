import type { Generated } from 'kysely'

/*
 * What the rooms' `tables.ts` declare of their columns: as `pg` gives them. Timestamps are `Date`, dates, macaddr and inet
 * text, numbers of any kind `number`.
 */

/** `bigint generated always as identity`: Plaza does not choose it. */
export type Id = Generated<number>
/** A timestamp that is now where nothing else is said. */
export type Now = Generated<Date>
