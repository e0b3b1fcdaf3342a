import { z } from 'zod'
import { number } from './parameters.ts'

/** Rows that grow without end (sessions, decisions, the audit) are counted as far as this: it stands for more as well. */
export const MOST_COUNTED = 10_000

/** Every list is answered like this. `next` is the `cursor` of the next page; null: there are no more. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ total: z.int(), items: z.array(item), next: z.string().nullable() })

export interface Page<T> {
  total: number
  items: T[]
  next: string | null
}

/**
 * Query parameters of a list.
 *
 * @param most the longest page, `usual` the length of one without `limit`
 */
export const paging = (most: number, usual: number) => ({
  limit: number.int().min(1).max(most).default(usual),
  cursor: z.string().max(1000).optional(),
})
