import { z } from 'zod'
import { parseMac } from '../../mac.ts'

/** Parameters that several routes share. Text from the address is turned into what it stands for. */
export const id = z.coerce.number().int().min(1)
export const idParameter = z.strictObject({ id })
export const limit = (most: number, fallback: number) => z.coerce.number().int().min(1).max(most).default(fallback)
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const device = z
  .string()
  .transform((text) => parseMac(text))
  .pipe(z.string('a MAC address, e.g. aa:bb:cc:dd:ee:ff'))

/** For `refine`: exactly one of these parameters is given. */
export const exactlyOne = <K extends string>(...names: K[]) =>
  [
    (query: { [name in K]?: unknown }) => names.filter((name) => query[name] !== undefined).length === 1,
    { error: `exactly one of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`, path: names.slice(0, 1) },
  ] as const
