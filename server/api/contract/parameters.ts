import { z } from 'zod'

/** Text from an address is turned into the number that it stands for. */
export const number = z.coerce.number<number>()
export const id = number.int().min(1)
export const idParameter = z.strictObject({ id })
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

/** A MAC address in any of the usual spellings, e.g. `aa:bb:cc:dd:ee:ff` or `AABB.CCDD.EEFF`. */
export const device = z.string().trim().min(12).max(20)

/** A point in time, ISO 8601 with its offset. */
export const moment = z.iso.datetime({ offset: true }).transform((value) => new Date(value))

/** Until when something lasts, or for how many hours: one of them. The server's clock counts hours, not a browser's. */
export const ending = { endsAt: moment.optional(), hours: z.number().positive().max(8784).optional() }

/** Texts by language, e.g. `es`; each at most `longest` characters. */
export const texts = (longest: number) =>
  z.record(z.string().regex(/^[a-z]{2,3}$/, 'a language such as es'), z.string().max(longest))

/** For `refine`: exactly one of these parameters is given. */
export const exactlyOne = <K extends string>(...names: K[]) =>
  [
    (query: { [name in K]?: unknown }) => names.filter((name) => query[name] !== undefined).length === 1,
    { error: `exactly one of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`, path: names.slice(0, 1) },
  ] as const

/** What `POST` of a new record answers. */
export const madeRecord = z.object({ id: z.int() })
/** What a change of a record answers; an error tells why not. */
export const doneRecord = z.object({ done: z.boolean() })
