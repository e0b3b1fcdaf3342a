import type { z } from 'zod'
import type { Page } from './contract/index.ts'
import { ApiProblem } from './route.ts'
import { unstorableField } from './unstorable.ts'

/** Values of the columns that order a list, at the last row of a page. */
type Keys = ReadonlyArray<string | number | null>

const cursorOf = (keys: Keys): string => Buffer.from(JSON.stringify(keys)).toString('base64url')

/**
 * After which row a page begins; undefined: it is the first.
 *
 * @throws {ApiProblem} 400 where it is no cursor of this list
 */
export function readCursor<S extends z.ZodType>(keys: S, cursor: string | undefined): z.output<S> | undefined {
  if (cursor === undefined) return undefined
  const parsed = keys.safeParse(jsonIn(cursor))
  if (!parsed.success) throw new ApiProblem(400, 'wrong-cursor', 'cursor: not one that this list gave', 'cursor')
  return parsed.data
}

function jsonIn(cursor: string): unknown {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return unstorableField(keys) === undefined ? keys : undefined
  } catch {
    return undefined
  }
}

/** How many rows to read for a page: one more than it shows tells whether there are more. */
export const rowsFor = ({ limit }: { limit: number }): number => limit + 1

/** Cuts what {@link rowsFor} asked for to a page. @param keys what orders the list, at a row */
export function cutPage<R>(rows: R[], { limit }: { limit: number }, total: number, keys: (row: R) => Keys): Page<R> {
  const items = rows.slice(0, limit)
  return { total, items, next: rows.length > limit ? cursorOf(keys(items.at(-1)!)) : null }
}

/** A page with its rows as the contract has them. */
export const shownAs = <R, T>({ items, ...page }: Page<R>, show: (row: R) => T): Page<T> => ({
  ...page,
  items: items.map(show),
})

/** A list that is answered whole. */
export const wholePage = <T>(items: T[]): Page<T> => ({ total: items.length, items, next: null })
