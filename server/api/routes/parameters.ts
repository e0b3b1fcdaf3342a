import { z } from 'zod'
import { parseMac } from '../../mac.ts'
import { readCursor } from '../cursor.ts'
import { ApiProblem } from '../route.ts'

/**
 * A MAC address as it is stored.
 *
 * @throws {ApiProblem} 400 where `text` is none
 */
export function macOf<T extends string | undefined>(text: T): T {
  if (text === undefined) return text
  const mac = parseMac(text)
  if (mac === undefined)
    throw new ApiProblem(400, 'wrong-parameter', 'device: a MAC address, e.g. aa:bb:cc:dd:ee:ff', 'device')
  return mac as T
}

const lastId = z.tuple([z.int()])

/** The id before which a page of the newest first begins. @throws {ApiProblem} 400 */
export const idBefore = (cursor: string | undefined): number | undefined => readCursor(lastId, cursor)?.[0]

const HOUR_MS = 3_600_000

/** When what begins at `startsAt` ends, of which either is given. */
export const endOf = (
  { endsAt, hours = 0 }: { endsAt?: Date | undefined; hours?: number | undefined },
  startsAt: Date,
) => endsAt ?? new Date(startsAt.getTime() + hours * HOUR_MS)
